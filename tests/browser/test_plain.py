"""Without JavaScript: the application, an officer's task and the objection form still do their work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import apply, fill, number_ending, register, upload

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def plain(page_at: Open, scene: dict[str, Any], server: Any) -> Open:
    """plain("street_reviewer-440402001"): a page without JavaScript, and who sits before it."""

    def open_(who: str = "", width: int = 390) -> Page:
        page = page_at(width, java_script_enabled=False)
        if who:
            page.context.add_cookies([{"name": "anju", "value": scene["cookies"][who], "url": server.url}])
        return page

    return open_


def ask_again(page: Page) -> None:
    """What a script would do by itself: the questions that follow from an answer are fetched with a button."""
    page.get_by_role("button", name="按这里的回答更新下面的问题").first.click()


def test_a_citizen_applies_and_the_street_asks_for_more(plain: Open) -> None:
    citizen, officer = plain(), plain("street_reviewer-440402001", 1366)
    register(citizen, "何家乐", number_ending("9", "19880808"), "13900000003")
    number = apply(citizen, "何家乐", address="翠香街道银桦路 3 号")
    officer.goto(f"/desk?q={number}")
    officer.get_by_role("link", name=number).click()
    fill(officer, {"一次性告知补正": True})
    ask_again(officer)
    expect(officer.get_by_label("一次性告知补正")).to_be_checked()
    fill(officer, {"逐项说明": "请补交婚姻证明"})
    officer.get_by_role("button", name="办结").click()
    expect(officer.get_by_role("status").filter(has_text="已办结").filter(has_text=number)).to_be_visible()
    citizen.goto(f"/my/{number}")
    citizen.get_by_role("link", name="现在办理").click()
    expect(citizen.get_by_role("main")).to_contain_text("请补交婚姻证明")


def test_a_neighbour_objects(plain: Open, scene: dict[str, Any]) -> None:
    page = plain()
    page.goto(scene["pages"]["/notices/<number>/object/<int:ordinal>"]["address"])
    fill(page, {"财产": True, "异议内容": "名下有一辆新车。", "匿名：须写明具体线索": True})
    ask_again(page)
    expect(page.get_by_label("异议内容")).to_have_value("名下有一辆新车。")
    fill(page, {"具体线索": "每晚停在小区东门内侧，车牌尾号 88。"})
    page.get_by_label("证明材料").set_input_files(upload("照片.png"))
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("异议已经收到")
