"""A tenant pays a bill: our page, the provider's page at another port, the report between the two servers, and back."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app import settings
from app.leasing import provider
from app.store.database import ZONE
from app.web import serving as beside
from tests.browser.conftest import Server, pages_of, serving
from tests.conftest import INSTANCE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(template: str) -> Iterator[Server]:
    """A server of its own, and the simulated provider beside it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(template, PAYMENTS__URL=f"http://127.0.0.1:{port}") as server:
        known = settings.load(environ={}, changes={"store": {"instance": str(INSTANCE)}})
        cashier = provider.create(
            known.secrets.payment_key, f"{server.url}/payments/provider", lambda: datetime.now(ZONE).date()
        )
        with beside.running(cashier, port=port):
            yield server


@pytest.fixture
def house_page(browser: Browser, house: Server) -> Iterator[Callable[..., Page]]:
    """New pages of that server."""
    with pages_of(browser, house) as open_page:
        yield open_page


def test_a_bill_is_cancelled_at_the_provider_then_paid_and_seen_as_paid(
    house: Server, house_page: Callable[..., Page], look: Callable[..., None]
) -> None:
    staged: dict[str, Any] = house.stage("rent")
    page = house_page(390)
    page.context.add_cookies([{"name": "anju", "value": staged["cookie"], "url": house.url}])
    page.goto("/my/home")
    page.get_by_role("link", name="去缴费").first.click()
    look(page, "pay")
    due = page.locator("label[for=pay-all]").inner_text().removeprefix("全部应缴 ")
    page.get_by_label("自己填写金额").check()
    page.get_by_role("textbox").fill("0")
    page.get_by_role("button", name="去支付").click()
    expect(page.locator("#amount-error")).to_be_visible()
    look(page, "pay-wrong")
    page.get_by_label("全部应缴").check()
    page.get_by_role("button", name="去支付").click()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("heading", name="还没有收到付款结果")).to_be_visible()
    look(page, "pay-waits")
    page.get_by_role("link", name="没有付款，重新选择").click()
    page.get_by_role("button", name="去支付").click()
    expect(page.get_by_text(due)).to_be_visible()
    page.get_by_role("button", name="确认支付").click()
    expect(page.get_by_role("heading", name=f"已经收到 {due}")).to_be_visible()
    look(page, "paid")
    page.get_by_role("link", name="账单和付款").click()
    expect(page.get_by_text("已缴清").first).to_be_visible()
    expect(page.get_by_text("网上支付")).to_be_visible()
