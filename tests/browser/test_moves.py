"""Two analysts in their browsers: a move is tried on copies, mapped, proposed by one, approved by the other, carried out."""

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
    """Two analysts, and a diagram with two versions."""
    return dict(server.stage("moves"))


@pytest.fixture
def seat(staged: dict[str, Any], page_at: Open) -> Open:
    """seat("analyst-one"): that analyst's page of moves."""
    return lambda login, **more: sign_in(page_at(**more), login, staged["password"], "/operations/moves")


def test_a_move_is_tried_mapped_proposed_approved_and_one_process_taken_back(
    seat: Open, look: Callable[..., None], server: Any
) -> None:
    one = seat("analyst-one")
    look(one, "moves")
    one.get_by_role("link", name="walk", exact=True).click()
    expect(one.locator("[data-diagram][data-drawn]")).to_have_count(2)
    expect(one.get_by_text("新版里同一层没有这个元素").first).to_be_visible()
    look(one, "move-plan")
    one.get_by_label("b 换到").select_option("check")
    one.get_by_role("button", name="重新试算").click()
    expect(one.get_by_text("新版里同一层没有这个元素")).to_have_count(0)
    one.get_by_label("理由").fill("新规定要复核")
    one.get_by_role("button", name="提出", exact=True).click()
    expect(one.get_by_role("button", name="批准并开始换版")).to_have_count(0)
    look(one, "move-open")
    other = seat("analyst-two", width=390)
    other.goto(one.url)
    other.get_by_role("button", name="批准并开始换版").click()
    expect(other.get_by_text("已批准，正在逐个换版")).to_be_visible()
    look(other, "move-running")
    assert server.stage("carried_out") == {"dealt_with": 3}
    other.get_by_role("link", name="刷新").click()
    expect(other.get_by_text("3 / 3")).to_be_visible()
    look(other, "move-done")
    other.get_by_label("流程", exact=True).select_option(index=1)
    other.get_by_label("理由").fill("这一件按旧版办完")
    other.get_by_role("button", name="提出退回旧版").click()
    expect(other.get_by_text("另一位管理员批准后才会执行")).to_be_visible()
