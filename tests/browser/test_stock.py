"""The map of the stock in a real browser: drawn from our own outline under the strict policy, and walked by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def map_page(scene: dict[str, Any], page_at: Callable[..., Page], server: Any) -> Page:
    """/stock as an officer sees it."""
    where, page = scene["pages"]["/stock"], page_at(1366)
    page.context.add_cookies([{"name": "anju", "value": scene["cookies"][where["who"]], "url": server.url}])
    page.goto(where["address"])
    expect(page.locator("[data-map]")).to_have_attribute("data-drawn", "yes")
    return page


def test_the_map_shows_every_town_and_the_homes_of_every_project(map_page: Page) -> None:
    assert map_page.locator(".map-town").count() == 25
    marks = map_page.locator(".map-mark").all_inner_texts()
    listed = map_page.locator("table td:nth-child(4)").all_inner_texts()
    assert sum(map(int, marks)) == sum(map(int, listed)) > 0


def test_a_project_is_opened_from_the_map_by_keyboard(map_page: Page) -> None:
    mark = map_page.locator(".map-free").first
    mark.focus()
    mark.press("Enter")
    expect(map_page.get_by_role("heading", level=1)).to_contain_text("安居苑")
