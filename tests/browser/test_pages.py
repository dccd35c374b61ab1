"""Every page there is, held to axe on a desk and on a phone; without sideways scrolling. A page without a sample fails by name.

To cover a new page, see `scenery`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import scenery

pytestmark = pytest.mark.browser
ENGLISH = (
    "/", "/assess", "/people/register", "/notices/<number>", "/waiting-list", "/apply/<uid>", "/my/<number>",
    "/desk", "/desk/tasks/<int:task_id>", "/desk/cases/<number>", "/operations/",
    "/operations/processes/<int:process_id>", "/operations/proposals/<int:proposal_id>", "/operations/outbox/<int:row_id>",
    "/stock", "/stock/units/<code>", "/stock/import", "/my/repairs/<number>",
)  # fmt: skip
Open = Callable[..., Page]


@pytest.fixture
def open_route(scene: dict[str, Any], page_at: Open, server: Any) -> Open:
    """open_route("/desk", language="en"): that page, as somebody who may see it."""

    def open_(route: str, **more: Any) -> Page:
        assert route in scene["pages"], f"give {route} a sample in matrix.csv or arguments in tests/browser/scenery.py"
        where, page = scene["pages"][route], page_at(**more)
        if where["who"] in scene["cookies"]:
            page.context.add_cookies([{"name": "anju", "value": scene["cookies"][where["who"]], "url": server.url}])
        answer = page.goto(where["address"])
        assert answer and answer.status == 200, f"{route}: {answer and answer.status}"
        return page

    return open_


def draw_diagrams(page: Page) -> None:
    """Diagrams are drawn when they come into sight."""
    for figure in page.locator("[data-diagram]:visible").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-drawn", "yes")


@pytest.mark.parametrize("route", scenery.routes())
def test_a_page_is_accessible_on_a_desk_and_on_a_phone(open_route: Open, look: Callable[..., None], route: str) -> None:
    page = open_route(route)
    draw_diagrams(page)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    look(page, route.strip("/").replace("/", "_") or "home")


@pytest.mark.parametrize("route", ENGLISH)
def test_a_page_is_accessible_in_english(open_route: Open, look: Callable[..., None], route: str) -> None:
    page = open_route(route, language="en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    look(page, "en_" + (route.strip("/").replace("/", "_") or "home"), widths=(390,))
