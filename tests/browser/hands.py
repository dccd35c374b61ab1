"""The hands of a story: a citizen who applies, an officer who finds a task and decides it, a clock that is moved on.

What is typed is named by its label, as a person reads it. Only small real files are uploaded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader, PdfWriter

from tests.portal.conftest import id_number

PASSWORD = "four plain words here"
Look = Callable[..., None]
Answers = dict[str, str | bool]
AGREE: Answers = {"同意": True}
APPROVE: Answers = {"同意经办意见": True}


def number_ending(character: str, born: str) -> str:
    """A valid ID number of somebody born on that day (YYYYMMDD), whose last character decides what registries say."""
    return next(one for one in (id_number(born, serial) for serial in range(100, 200)) if one.endswith(character))


def upload(name: str) -> Any:
    """A small sound file of that name: PNG or PDF."""
    out = io.BytesIO()
    if name.endswith(".png"):
        Image.new("RGB", (40, 30), "white").save(out, "PNG")
        return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return {"name": name, "mimeType": "application/pdf", "buffer": out.getvalue()}


def fill(page: Page, answers: Answers) -> None:
    """Types into the form of the page: True ticks, text is typed or chosen. Questions that follow from others come last."""
    for label, value in answers.items():
        put(page.get_by_role("main").get_by_label(labelled(label)).first, value)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)


WIDTHS = {",": "[,\uff0c]", ":": "[:\uff1a]", ";": "[;\uff1b]", "\uff0c": "[,\uff0c]", "\uff1a": "[:\uff1a]"}


def labelled(label: str) -> re.Pattern[str]:
    """That label, required or not; its commas and colons may be of either width."""
    words = "".join(WIDTHS.get(one, re.escape(one)) for one in label)
    return re.compile(rf"^\s*{words}(\s*必填)?\s*$")


def put(control: Locator, value: str | bool) -> None:
    """One answer."""
    if value is True:
        control.check()
    elif control.evaluate("one => one.tagName") == "SELECT":
        control.select_option(str(value))
    else:
        control.fill(str(value))


def register(page: Page, name: str, number: str, phone: str) -> None:
    """A new account, signed in."""
    page.goto("/people/register")
    fill(page, {"姓名": name, "身份证号码": number, "手机号码": phone, "密码": PASSWORD, "再输入一次密码": PASSWORD})
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("main").get_by_role("button", name="注册").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("注册")


def sign_in(page: Page, name: str, password: str, address: str) -> Page:
    """By phone or login at the one door → before the page of that address, whose scripts listen by then."""
    page.goto(f"/people/sign-in?next={address}")
    fill(page, {"手机号": name, "密码": password})
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/people/sign-in" not in url, wait_until="load")
    expect(page).to_have_url(address)
    return page


def answer(page: Page, task: str, answers: dict[str, Any], *, start: str = "/my/home") -> None:
    """The household does what it is asked for."""
    section = page.locator("section").filter(has_text=task)
    wait_for(page, start, section)
    section.first.get_by_role("link", name=re.compile("现在办理")).click()
    fill(page, answers)
    page.get_by_role("button", name=re.compile("^提交")).click()
    expect(page.get_by_role("status").filter(has_text="已经提交")).to_be_visible()


def apply(page: Page, name: str, *, address: str, income: str = "2500", look: Look | None = None) -> str:
    """The guided application of one person living alone → the case's number, from the receipt."""
    page.goto("/apply")
    page.get_by_role("button", name="开始申请").click()
    topic(page, "申请类别", {"低收入家庭": True, "实物配租：租住一套公租房": True})
    topic(page, "住址与联系方式", {"现住址所在镇街": "440402001", "详细住址": address})
    topic(page, "家庭成员", {}, of=name)
    page.get_by_role("link", name=re.compile("^完成")).click()
    topic(page, "特殊情形", {})
    topic(page, "工作与收入", {"工作单位": "珠海一宇有限公司", "月平均收入": income})
    topic(page, "住房情况", {})
    topic(page, "财产情况", {"存款、证券、基金、保险等合计": "18000"})
    hand_in_documents(page, look)
    return submit(page, look)


def topic(page: Page, title: str, answers: Answers, *, of: str = "") -> None:
    """The next topic of the task list, answered and saved; `of` is who to choose from a list."""
    page.get_by_role("link", name=re.compile(f"^下一项.{title}")).click()
    if of:
        page.get_by_role("link", name=re.compile(f"^填写.{of}")).click()
    fill(page, answers)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.locator(".error-summary")).to_have_count(0)


def hand_in_documents(page: Page, look: Look | None) -> None:
    """Every document that is needed, by turns as PDF and as picture."""
    page.get_by_role("link", name=re.compile("^下一项.证明材料")).click()
    needed = page.locator("section", has=page.get_by_text("需要", exact=True))
    expect(needed.first).to_be_visible()
    for turn in range(needed.count()):
        before = needed.count()
        needed.first.get_by_label("选择文件").set_input_files(upload("扫描件.pdf" if turn % 2 else "照片.png"))
        needed.first.get_by_role("button", name=re.compile("^上传")).click()
        expect(needed).to_have_count(before - 1)
    if look:
        look(page, "story_documents", widths=(390,))
    page.get_by_role("link", name="回到任务列表").click()


def submit(page: Page, look: Look | None) -> str:
    """Check, declare, submit → the number on the receipt."""
    page.get_by_role("link", name="检查并提交").click()
    page.get_by_role("link", name=re.compile("^内容无误")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("声明与授权")
    for box in page.get_by_role("main").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="声明属实并提交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请已提交")
    if look:
        look(page, "story_receipt", widths=(390,))
    found = re.search(r"ZH\d{4}-\d{6}", page.get_by_role("main").inner_text())
    assert found, "the receipt has no number"
    return found[0]


@dataclass
class Officer:
    """Somebody at the desk. `seen` are the tasks whose page was looked at already."""

    page: Page
    login: str
    look: Look | None = None
    seen: set[str] = field(default_factory=set)

    def sign_in(self, password: str) -> None:
        """At the inbox."""
        sign_in(self.page, self.login, password, "/desk")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("工作台")

    def open(self, key: str, task: str) -> Page:
        """The page of that task, found in the inbox; waits for the ticker where it has to come first."""
        row = self.page.get_by_role("row").filter(has_text=key).filter(has_text=task)
        wait_for(self.page, f"/desk?q={key}", row)
        row.get_by_role("link", name=key).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(task)
        if self.look and task not in self.seen:
            self.seen.add(task)
            self.look(self.page, f"story_{task}")
        return self.page

    def decide(self, key: str, task: str, answers: Answers) -> None:
        """Opens the task, types, and completes it."""
        self.open(key, task)
        fill(self.page, answers)
        self.page.get_by_role("button", name="办结").click()
        expect(self.page.get_by_role("status").filter(has_text="已办结").filter(has_text=key)).to_be_visible()


Post = Callable[[str], Officer]
"""post("cuixiang-street_reviewer"): that officer, signed in."""


def at_their_desks(open_page: Callable[..., Page], password: str) -> Post:
    """Officers who sign in the first time they are asked for, each on a page of their own."""
    there: dict[str, Officer] = {}

    def of(login: str) -> Officer:
        if login not in there:
            there[login] = Officer(open_page(), login)
            there[login].sign_in(password)
        return there[login]

    return of


def watched(post: Post, look: Look, *, but: Iterable[str] = ()) -> Post:
    """The same officers; the first time anybody opens a task of some kind, its page is looked at (`but`: it was in another story)."""
    seen = set(but)

    def of(login: str) -> Officer:
        officer = post(login)
        officer.look, officer.seen = look, seen
        return officer

    return of


def street_agrees(post: Post, number: str) -> None:
    """The street's part of a matter: accepted, visited, examined, and approved by somebody else."""
    handler = post("cuixiang-street_reviewer")
    handler.decide(number, "受理审查", {"受理": True})
    handler.decide(
        number, "入户调查",
        {"调查日期": today(handler.page), "调查人一": "陈志明", "调查人二": "林晓燕", "居住状况": "租住", "在场人员和共同居住情况": "申请人", "邻里和社区意见": "属实"},
    )  # fmt: skip
    handler.decide(number, "经办审核", AGREE)
    post("cuixiang-street_approver").decide(number, "审批", APPROVE)


def object_to(page: Page, number: str, *, name: str, masked: str, look: Look | None = None) -> tuple[str, str]:
    """A neighbour finds the household on the public notice, where its name is not, and objects with a file → number and code of the receipt."""
    page.goto("/notices")
    page.get_by_role("table").get_by_role("link").first.click()
    row = page.get_by_role("row").filter(has_text=number)
    expect(row).to_contain_text(masked)
    expect(page.get_by_role("main")).not_to_contain_text(name)
    row.get_by_role("link", name=re.compile("^提出异议")).click()
    page.get_by_role("button", name="提交异议").click()
    expect(page.locator(".error-summary")).to_be_visible()
    fill(page, {"收入": True, "异议内容": "这家人另有出租房收入。"})
    page.get_by_label(re.compile("^实名")).check()
    fill(page, {"姓名": "街坊甲", "联系电话": "13800138009"})
    page.get_by_label("证明材料").set_input_files(upload("照片.png"))
    if look:
        look(page, "story_object")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("异议已经收到")
    if look:
        look(page, "story_objection_receipt")
    found = dict(
        zip(
            *(page.get_by_role("main").get_by_role(role).all_inner_texts() for role in ("term", "definition")),
            strict=True,
        )
    )
    return found["异议编号"].strip(), found["查询码"].strip()


def lose(post: Post, objection: str) -> None:
    """The objection is received, investigated, and decided by somebody else."""
    handler = post("xiangzhou-district_reviewer")
    handler.decide(objection, "受理异议", {"受理，转调查": True, "受理意见": "实名，线索具体"})
    handler.decide(objection, "调查核实", {"调查情况和查明的事实": "核对税务和不动产登记，没有出租房屋。"})
    approver = post("xiangzhou-district_approver")
    approver.decide(objection, "合议决定", {"异议不成立": True, "认定理由": "登记中没有房屋，也没有租金收入。"})


def wait_for(page: Page, address: str, sought: Locator, *, seconds: int = 30) -> None:
    """Loads the page there until what is sought stands on it."""
    for _try in range(seconds * 4):
        page.goto(address)
        if sought.count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{address} does not show it:\n{page.get_by_role('main').inner_text()}")


def today(page: Page) -> str:
    """The house's date, from the header."""
    found = re.search(r"\d{4}-\d\d-\d\d", page.locator("summary", has_text="演示日期").inner_text())
    assert found
    return found[0]


def to_the_next_deadline(page: Page) -> None:
    """Moves the demonstration's clock by its control in the header."""
    page.locator("summary", has_text="演示日期").click()
    page.get_by_role("button", name="到下一个期限").click()
    expect(page.get_by_role("status").filter(has_text="日期已拨到")).to_be_visible()


def pdf_text(page: Page, title: str) -> str:
    """The letter of that title on the page is a real PDF; its text, without the blanks between characters."""
    address = page.get_by_role("link", name=re.compile(title)).first.get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.status == 200 and answer.headers["content-type"] == "application/pdf", title
    return re.sub(r"\s", "", "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages))


def stages(page: Page, number: str) -> dict[str, str]:
    """The line of stages on the citizen's page: {name: what it says of itself}."""
    page.goto(f"/my/{number}")
    line = page.get_by_role("list", name="办理阶段")
    lines = [str(one.text_content()).split() for one in line.get_by_role("listitem").all()]
    return {words[0]: " ".join(words[1:]) for words in lines}
