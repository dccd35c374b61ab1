"""The style page in a real browser: what every page is made of looks right, reads right, and works by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_on_the_style_page(
    page_at: Callable[..., Page], axe: Callable[[Page], None], width: int, language: str
) -> None:
    page = page_at(width, language=language)
    page.goto("/style")
    for figure in page.locator("[data-diagram]").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-drawn", "yes")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing_in_large_type_and_with_errors(
    page_at: Callable[..., Page], axe: Callable[[Page], None], width: int
) -> None:
    page = page_at(width, large=True)
    page.goto("/style")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


def test_axe_finds_nothing_on_an_error_page_and_the_licences(
    page_at: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = page_at(390)
    for address in ("/nothing-here", "/licences"):
        page.goto(address)
        axe(page)


def test_the_error_summary_leads_into_the_field(page_at: Callable[..., Page]) -> None:
    page = page_at()
    page.goto("/style")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="请填写“月收入”。").click()
    expect(page.get_by_label("月收入")).to_be_focused()
    page.get_by_role("link", name="请选择“审核意见”。").click()
    expect(page.get_by_label("同意", exact=True)).to_be_focused()


def test_a_question_that_depends_on_another_comes_and_goes_and_keeps_what_was_typed(
    page_at: Callable[..., Page],
) -> None:
    page = page_at()
    page.goto("/style")
    page.get_by_label("姓名").fill("陈小明")
    page.get_by_label("不同意").check()
    page.get_by_label("理由").fill("住房超过标准")
    expect(page.get_by_label("姓名")).to_have_value("陈小明")
    page.get_by_label("同意", exact=True).check()
    expect(page.get_by_label("理由")).to_have_count(0)
    page.get_by_label("不同意").check()
    expect(page.get_by_label("理由")).to_have_value("住房超过标准")


def test_rows_are_added_and_removed_in_place(page_at: Callable[..., Page]) -> None:
    page = page_at()
    page.goto("/style")
    page.get_by_label("坐落").fill("香洲区凤凰路 1 号")
    page.get_by_role("button", name="增加一项").click()
    second = page.get_by_role("group", name="住房 第 2 项")
    expect(second.get_by_label("坐落")).to_be_focused()
    second.get_by_label("坐落").fill("金湾区")
    page.get_by_role("button", name="删除 住房 1").click()
    expect(page.get_by_label("坐落")).to_have_count(1)
    expect(page.get_by_label("坐落")).to_have_value("金湾区")
    expect(page.get_by_role("button", name="增加一项")).to_be_focused()


def test_everything_works_without_javascript(page_at: Callable[..., Page]) -> None:
    page = page_at(390, java_script_enabled=False)
    page.goto("/style")
    page.get_by_label("姓名").fill("陈小明")
    page.get_by_label("不同意").check()
    page.get_by_role("button", name="按这里的回答更新下面的问题").first.click()
    expect(page.get_by_label("姓名")).to_have_value("陈小明")
    expect(page.get_by_label("不同意")).to_be_checked()
    page.get_by_label("理由").fill("超过标准")
    page.get_by_label("人均收入超过标准").check()
    page.get_by_label("月收入").fill("3,000.50")
    page.get_by_label("出生日期").fill("1990-02-28")
    page.get_by_label("镇街").select_option("拱北街道")
    page.get_by_label("坐落").fill("凤凰路 1 号")
    page.get_by_label("建筑面积").fill("40")
    page.get_by_label("我承诺以上内容属实").check()
    page.get_by_role("button", name="提交").click()
    expect(page.locator("pre")).to_contain_text("X-INCOME")
    page.get_by_text("正在办理：", exact=False).first.wait_for()


def test_the_clock_moves_a_day_forward_for_everybody(page_at: Callable[..., Page]) -> None:
    page = page_at()
    page.goto("/style")
    before = page.locator(".clock summary").inner_text()
    page.locator(".clock summary").click()
    page.get_by_role("button", name="过一天").click()
    page.wait_for_url("**/style")
    expect(page.locator(".clock summary")).not_to_have_text(before)
    expect(page.locator(".flash")).to_contain_text("日期已拨到")


def test_language_and_type_size_are_kept(page_at: Callable[..., Page]) -> None:
    page = page_at()
    page.goto("/style")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/style")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_label("Monthly income")).to_be_visible()
    page.locator("button[name=reading]").click()
    page.wait_for_url("**/style")
    expect(page.locator("html")).to_have_class("large")
    page.goto("/licences")
    expect(page.locator("html")).to_have_class("large")


def test_the_diagram_is_moved_by_keyboard(page_at: Callable[..., Page]) -> None:
    page = page_at()
    page.goto("/style")
    figure = page.locator("[data-diagram]").first
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_attribute("data-drawn", "yes")
    expect(figure.locator(".token")).to_have_count(1)
    canvas = figure.locator(".diagram-canvas")
    canvas.focus()
    view = "() => document.querySelector('[data-diagram] .viewport').getAttribute('transform')"
    before = page.evaluate(view)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    assert page.evaluate(view) != before
