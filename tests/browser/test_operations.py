"""Two administrators in their browsers: what stopped is found by keyboard, mended by two, and goes on."""

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
    """Two administrators and three stopped processes."""
    return dict(server.stage("trouble"))


@pytest.fixture
def seat(staged: dict[str, Any], page_at: Open) -> Open:
    """seat("operator-one"): that administrator's list of troubles of the diagram `sum`."""
    return lambda login, **more: sign_in(page_at(**more), login, staged["password"], "/operations/?diagram=sum")


def test_the_list_goes_by_keyboard_and_no_single_key_retries(seat: Open) -> None:
    page = seat("operator-one")
    links = page.locator("[data-open]")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(0)
    page.get_by_label("全选").check()
    expect(page.get_by_role("status").filter(has_text="已选")).to_be_visible()
    page.get_by_role("button", name="重试所选").press("Enter")
    expect(page.get_by_text("又停在故障上，原因见列表")).to_be_visible()
    page.locator("[data-open]", has_text="故障乙").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("故障乙")


def test_what_was_never_written_down_is_proposed_by_one_approved_by_the_other_and_goes_on(seat: Open) -> None:
    one = seat("operator-one", width=390)
    one.locator("[data-open]", has_text="故障甲").click()
    one.get_by_role("link", name="修改 amount").click()
    one.get_by_label("新的值").fill("3,50")
    one.get_by_label("理由").fill("受理时漏填")
    one.get_by_role("button", name="提出").click()
    expect(one.get_by_label("新的值")).to_have_value("3,50")
    expect(one.get_by_role("alert")).to_contain_text("不是 JSON")
    one.get_by_label("新的值").fill("3.50")
    one.get_by_role("button", name="提出").click()
    expect(one.get_by_role("button", name="批准并执行")).to_have_count(0)
    address = one.url
    other = seat("operator-two")
    other.goto(address)
    expect(other.get_by_role("main")).to_contain_text("受理时漏填")
    other.get_by_role("button", name="批准并执行").click()
    expect(other.get_by_text("已修改，并记入流程日志")).to_be_visible()
    other.get_by_role("button", name="现在重试").click()
    expect(other.get_by_text("1 个流程继续运行")).to_be_visible()
    expect(other.get_by_role("heading", level=1)).to_contain_text("运行中")
