"""The desk by keyboard and with a browser's help: what the pages do beyond what they do without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import sign_in

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def staged(server: Any) -> dict[str, Any]:
    """Officers, and four matters that wait."""
    return dict(server.stage("desk"))


@pytest.fixture
def desk(staged: dict[str, Any], page_at: Open) -> Open:
    """desk("zhuhai-supervisor", width=390): that officer's inbox."""

    return lambda login, **more: sign_in(page_at(**more), login, staged["password"], "/desk")


def test_the_inbox_goes_by_keyboard(desk: Open) -> None:
    page = desk("cuixiang-street_reviewer")
    links = page.locator("[data-open]")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    free = page.locator("[data-claim]")
    before, number = free.count(), page.locator("tr:has([data-claim]) [data-open]").first.inner_text()
    page.locator("tr:has([data-claim]) [data-open]").first.focus()
    page.keyboard.press("c")
    expect(page.get_by_text("已领取，现在由您办理")).to_be_visible()
    expect(free).to_have_count(before - 1)
    page.locator("[data-open]", has_text=number).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)


def test_one_box_ticks_all_and_the_list_says_how_many(desk: Open) -> None:
    page = desk("xiangzhou-supervisor")
    page.goto("/desk/overview")
    boxes = page.locator("input[name=task]")
    page.get_by_label("全选").check()
    assert all(box.is_checked() for box in boxes.all()) and boxes.count() > 1
    expect(page.locator("[data-ticked]")).to_have_text(f"已选 {boxes.count()} 项")
    boxes.first.uncheck()
    expect(page.locator("[data-ticked]")).to_have_text(f"已选 {boxes.count() - 1} 项")


def test_what_is_typed_is_kept_by_itself_and_a_colleague_is_told(desk: Open, look: Callable[..., None]) -> None:
    first, second = desk("cuixiang-street_reviewer"), desk("cuixiang-street_reviewer2")
    second.goto("/desk?holder=free")
    address = str(second.locator("tr:has([data-claim]) [data-open]").first.get_attribute("href"))
    for page in (first, second):
        page.goto(address)
    first.get_by_label("一次性告知补正").check()
    first.get_by_label("逐项说明").fill("银行流水只有三个月")
    expect(first.locator(".autosave-said")).to_contain_text("草稿已保存", timeout=8000)
    second.get_by_label("一次性告知补正").check()
    second.get_by_label("逐项说明").fill("我也在写")
    expect(second.locator(".autosave-said")).to_contain_text("已由别人签收", timeout=8000)
    second.get_by_role("button", name="办结").click()
    expect(second.get_by_role("heading", name="没有提交")).to_be_visible()
    expect(second.get_by_label("逐项说明")).to_have_value("我也在写")
    look(second, "desk_refused")
    first.reload()
    expect(first.get_by_label("逐项说明")).to_have_value("银行流水只有三个月")
    first.get_by_role("button", name="办结").click()
    expect(first.get_by_text("已办结")).to_be_visible()
    second.get_by_role("button", name="办结").click()
    expect(second.get_by_role("heading", level=1)).to_contain_text("同事先办结了这一项")
    look(second, "desk_too_late")


def test_a_draft_under_way_is_given_up_for_the_form_and_takes_no_message_away(desk: Open) -> None:
    page = desk("cuixiang-street_reviewer")
    page.goto("/desk?holder=free")
    page.locator("tr:has([data-claim]) [data-open]").first.click()
    held: list[Any] = []
    page.route("**/draft", lambda route: held.append(route))
    page.get_by_label("一次性告知补正").check()
    page.get_by_label("逐项说明").fill("银行流水只有三个月")
    page.wait_for_timeout(2500)
    assert held
    seen: list[str] = []
    page.on("requestfailed", lambda request: seen.append("draft given up"))
    page.on("response", lambda answer: seen.append("answered") if answer.request.method == "POST" else None)
    page.get_by_role("button", name="办结").click()
    expect(page.get_by_role("status").filter(has_text="已办结")).to_be_visible()
    assert seen == ["draft given up", "answered"]


def test_answers_given_before_the_scripts_came_are_followed_up_and_kept(desk: Open) -> None:
    page = desk("cuixiang-street_reviewer")
    page.goto("/desk?holder=free")
    slow: list[Any] = []
    page.route("**/app.js*", lambda route: slow.append(route), times=1)
    page.goto(str(page.locator("tr:has([data-claim]) [data-open]").first.get_attribute("href")), wait_until="commit")
    page.get_by_label("一次性告知补正").check()
    expect(page.get_by_label("逐项说明")).to_have_count(0)
    slow.pop().continue_()
    page.get_by_label("逐项说明").fill("请补交婚姻证明")
    expect(page.locator(".autosave-said")).to_contain_text("草稿已保存")
    page.reload()
    expect(page.get_by_label("逐项说明")).to_have_value("请补交婚姻证明")
