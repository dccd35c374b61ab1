"""A newcomer at the portal, on a phone: from the first page to the receipt, and an answer to the office.

Every page on the way is held to axe and must not scroll sideways.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.portal.conftest import CHILD, PASSWORD, SPOUSE, id_number, pdf, png

pytestmark = pytest.mark.browser
ASKS = """
from app import create_app, engine
from app.store import transaction
with create_app().app_context(), transaction():
    task = next(t for t in engine.open_tasks(business_key={number!r}) if t.element == "accept")
    engine.complete(task.id, {{"outcome": "supplement", "missing": ["D03", "D10"], "missing_other": "请补交租房合同"}}, by="officer:1")
"""
Look = Callable[[str], None]


@pytest.fixture(scope="module", autouse=True)
def prepared(server: Any) -> None:
    """Places and diagrams."""
    server.flask("prepare")


BOTH = ("-errors", "-refused", "matter-asked")
"""What only comes up on the way is looked at on the desk too; the pages at rest are, in test_pages."""


def eyes(page: Page, look: Callable[..., None]) -> Look:
    """see("name") looks at the page as it is now."""

    def see(name: str) -> None:
        look(page, name, widths=(390, 1366) if name.endswith(BOTH) else (390,))

    return see


def register(page: Page, name: str, number: str, phone: str) -> None:
    """A new account, signed in."""
    page.goto("/people/register")
    for label, text in (("姓名", name), ("身份证号码", number), ("手机号码", phone), ("密码", PASSWORD)):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("再输入一次密码").fill(PASSWORD)
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("main").get_by_role("button", name="注册").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("注册")


def save(page: Page) -> None:
    """The page's main button."""
    page.get_by_role("button", name="保存并继续").click()


def ask_household(page: Page, look: Look) -> None:
    """The members, with a slip of the hand, and what is asked of each."""
    page.get_by_role("link", name="下一项：家庭成员").click()
    look("members")
    page.get_by_role("link", name="填写：林晓岚").click()
    look("applicant")
    save(page)
    page.get_by_role("link", name="增加家庭成员").click()
    page.get_by_label("姓名").fill("周敏")
    page.get_by_label("身份证号码").fill("44040219860521")
    save(page)
    expect(page.locator(".error-summary")).to_be_focused()
    look("member-errors")
    page.get_by_label("身份证号码").fill(SPOUSE)
    page.get_by_label("与申请人的关系").select_option("10")
    save(page)
    page.get_by_role("link", name="增加家庭成员").click()
    page.get_by_label("姓名").fill("林一诺")
    page.get_by_label("身份证号码").fill(CHILD)
    page.get_by_label("与申请人的关系").select_option("30")
    page.get_by_label("在校学生").check()
    save(page)
    look("members-all")
    page.get_by_role("link", name="完成，回到任务列表").click()


def ask_the_rest(page: Page, look: Look) -> None:
    """Claims, work, homes, assets."""
    page.get_by_role("link", name="下一项：特殊情形").click()
    look("claims")
    save(page)
    page.get_by_role("link", name="下一项：工作与收入").click()
    look("work-list")
    page.get_by_role("link", name="填写：林晓岚").click()
    for employer in ("珠海一宇有限公司", ""):
        page.get_by_label("工作单位").fill(employer)
        page.get_by_label("月平均收入").fill("2400.50")
        look(f"work-{'one' if employer else 'two'}")
        save(page)
    page.get_by_role("link", name="下一项：住房情况").click()
    page.get_by_role("button", name="增加一项 住房").first.click()
    page.get_by_label("坐落").fill("香洲区狮山路 1 号 2 栋 301")
    page.get_by_label("建筑面积").fill("38.5")
    page.get_by_label("产权份额").fill("50")
    page.get_by_label("用途").select_option("住宅")
    look("housing")
    save(page)
    page.get_by_role("link", name="下一项：财产情况").click()
    page.get_by_role("link", name="填写：林晓岚").click()
    for money in ("12000", "3000", "0"):
        page.get_by_label("存款、证券、基金").fill(money)
        save(page)


def upload(page: Page, look: Look) -> None:
    """Every document, one refused first."""
    page.get_by_role("link", name="下一项：证明材料").click()
    look("documents")
    first = page.locator("section.document").first
    first.locator("input[type=file]").set_input_files({"name": "身份证.png", "mimeType": "image/png", "buffer": b"no"})
    first.get_by_role("button", name="上传").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look("documents-refused")
    other = page.locator("section.document").filter(has=page.get_by_role("heading", name="其他材料"))
    other.locator("input[type=file]").set_input_files(
        {"name": "多余.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    other.get_by_role("button", name="上传").click()
    page.get_by_role("link", name="删除 多余.pdf").click()
    look("document-removed")
    page.get_by_role("button", name="确认删除").click()
    expect(page.get_by_text("文件“多余.pdf”已删除。")).to_be_visible()
    while page.locator("section.document", has_text="需要").filter(has=page.get_by_text("需要", exact=True)).count():
        line = page.locator("section.document").filter(has=page.get_by_text("需要", exact=True)).first
        identity = line.get_attribute("id")
        line.locator("input[type=file]").set_input_files(
            {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        )
        line.get_by_role("button", name="上传").click()
        expect(page.locator(f"[id='{identity}']").get_by_text("已上传")).to_be_visible()
    look("documents-all")
    page.get_by_role("link", name="回到任务列表").click()


def test_a_newcomer_applies_and_answers_the_office(
    page_at: Callable[..., Page], look: Callable[..., None], server: Any
) -> None:
    page = page_at(390)
    look = eyes(page, look)
    page.goto("/")
    look("home")
    register(page, "林晓岚", id_number("19850310", 401), "13900000390")
    page.goto("/apply")
    look("begin")
    page.get_by_role("button", name="开始申请").click()
    look("tasks")
    page.get_by_role("link", name="下一项：申请类别").click()
    page.get_by_label("低收入家庭", exact=True).check()
    page.get_by_label("实物配租").check()
    look("category")
    save(page)
    page.get_by_role("link", name="下一项：住址与联系方式").click()
    page.get_by_label("现住址所在镇街").select_option("440402001")
    page.get_by_label("详细住址").fill("翠香街道康宁路 12 号 3 栋 402")
    look("contact")
    save(page)
    ask_household(page, look)
    ask_the_rest(page, look)
    upload(page, look)
    look("tasks-done")
    page.get_by_role("link", name="检查并提交").click()
    look("check")
    page.get_by_role("link", name="内容无误，去声明并提交").click()
    for box in ("我承诺以上内容属实", "我和全体成年家庭成员同意核查"):
        page.get_by_label(box).check()
    page.get_by_role("button", name="声明属实并提交申请").click()
    expect(page.locator(".error-summary")).to_be_focused()
    look("declaration-errors")
    page.get_by_label("我单独同意处理敏感个人信息").check()
    page.get_by_role("button", name="声明属实并提交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请已提交")
    look("receipt")
    answer(page, look, server, page.locator(".number").inner_text())


def answer(page: Page, look: Look, server: Any, number: str) -> None:
    """The street asks for more, and gets it; then the application is withdrawn."""
    page.get_by_role("link", name="查看办理进度").click()
    look("matter")
    subprocess.run([sys.executable, "-c", ASKS.format(number=number)], env=server.environment, check=True, timeout=120)
    page.reload()
    look("matter-asked")
    page.get_by_role("link", name="现在办理").click()
    look("answer")
    page.get_by_label("低保证/特困证").set_input_files({"name": "低保证.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_label("说明", exact=True).fill("租房合同下周补")
    page.get_by_role("button", name="上传所选文件").click()
    expect(page.get_by_role("link", name="低保证.png")).to_be_visible()
    expect(page.get_by_label("说明", exact=True)).to_have_value("租房合同下周补")
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator(".error-summary")).to_be_focused()
    look("answer-errors")
    page.get_by_label("要求的材料已经补齐").check()
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_text("已经提交，办理单位会继续办理。")).to_be_visible()
    look("matter-answered")
    page.get_by_role("link", name="我的事项").first.click()
    look("matters")
    page.goto(f"/my/{number}/withdraw")
    look("withdraw")
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_text("申请人已撤回申请")).to_be_visible()
    look("withdrawn")


@pytest.mark.parametrize("width", [390, 1366])
def test_the_pages_hold_in_large_type_and_in_english(
    page_at: Callable[..., Page], look: Callable[..., None], width: int
) -> None:
    page = page_at(width, large=True, language="en")
    page.goto("/")
    look(page, "home-large", widths=(width,))
    register_in_english(page, id_number("19850310", width % 900 + 12), f"1380000{width:04d}")
    page.goto("/apply")
    page.locator("main form button").click()
    look(page, "tasks-large", widths=(width,))
    uid = page.url.rpartition("/")[2]
    for place in (
        "category",
        "contact",
        "claims",
        "housing",
        "members",
        "documents",
        "check",
        "undertaking",
        "discard",
    ):
        page.goto(f"/apply/{uid}/{place}")
        look(page, f"{place}-large", widths=(width,))


def register_in_english(page: Page, number: str, phone: str) -> None:
    """The same by the fields' names: the words are another language's."""
    page.goto("/people/register")
    for name, text in (("name", "林晓岚"), ("id_number", number), ("phone", phone), ("password", PASSWORD)):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=again]").fill(PASSWORD)
    page.locator("[name=consent]").check()
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "register" not in url)
