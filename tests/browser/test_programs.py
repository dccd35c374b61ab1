"""An administrator's browser: a token is given out, works, is shown once and taken away; a subscriber that fails is seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, pages_of, serving
from tests.browser.hands import sign_in

pytestmark = pytest.mark.browser
REVIEWER = "cuixiang-street_reviewer"


@pytest.fixture(scope="module")
def house(template: str) -> Iterator[Server]:
    """A server of the module's own that may tell subscribers on this machine."""
    with serving(template, WEBHOOKS__LOOPBACK="true") as running:
        running.known = running.stage("programs")
        yield running


@pytest.fixture
def keeper(browser: Browser, house: Server) -> Iterator[Callable[..., Page]]:
    """keeper("/people/tokens"): that page before the administrator; width=390 for a small one."""
    with pages_of(browser, house) as open_page:
        yield lambda address, **more: sign_in(open_page(**more), "keeper", house.known["password"], address)


@pytest.fixture
def failing() -> Iterator[str]:
    """The address of a subscriber whose every answer is 503."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hooks"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_token_is_shown_once_works_and_is_taken_away(
    keeper: Callable[..., Page], look: Callable[..., None], house: Server
) -> None:
    page = keeper("/people/tokens")
    page.get_by_label("用途").fill("市数据平台")
    page.get_by_label("所属工作人员的登录名").fill("nobody")
    page.get_by_label("tasks:read").check()
    page.get_by_label("有效期至").fill("2099-12-31")
    page.get_by_role("button", name="发放", exact=True).click()
    expect(page.locator(".has-error")).not_to_have_count(0)
    expect(page.get_by_label("用途")).to_have_value("市数据平台")  # nothing typed is lost
    expect(page.get_by_label("tasks:read")).to_be_checked()
    look(page, "token_refused")
    days = page.evaluate("() => new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10)")
    page.get_by_label("所属工作人员的登录名").fill(REVIEWER)
    page.get_by_label("有效期至").fill(days)
    page.get_by_role("button", name="发放", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="请现在抄下")).to_be_visible()
    token = page.locator("#token").inner_text()
    look(page, "token_shown")
    headers = {"Authorization": f"Bearer {token}"}
    assert page.request.get("/api/v1/tasks", headers=headers).status == 200
    assert page.request.get("/api/v1/diagrams", headers=headers).status == 403
    page.goto("/people/tokens")
    expect(page.locator("#token")).to_have_count(0)
    assert token not in page.content()
    row = page.get_by_role("row").filter(has_text="市数据平台")
    expect(row).to_contain_text("有效")
    row.get_by_role("button", name="撤销 市数据平台").click()
    expect(page.get_by_text("令牌已撤销，立即失效")).to_be_visible()
    expect(row).to_contain_text("已撤销")
    assert page.request.get("/api/v1/tasks", headers=headers).status == 401


def test_a_subscriber_that_fails_is_seen_with_what_it_answered(
    keeper: Callable[..., Page], look: Callable[..., None], house: Server, failing: str
) -> None:
    page = keeper("/people/webhooks", width=390)
    page.get_by_label("接收方").fill("市平台")
    page.get_by_label("地址").fill("ftp://example.org/")
    page.get_by_label("task.created").check()
    page.get_by_role("button", name="建立订阅").click()
    expect(page.locator(".has-error")).to_contain_text("https")
    expect(page.get_by_label("task.created")).to_be_checked()
    page.get_by_label("地址").fill(failing)
    page.get_by_role("button", name="建立订阅").click()
    expect(page.locator("#secret")).to_contain_text("whsec_")
    page.get_by_role("link", name="市平台").click()
    expect(page.locator("#secret")).to_have_count(0)
    page.get_by_role("button", name="发送试验消息").click()
    expect(page.get_by_role("row").filter(has_text="试验")).to_contain_text("等待发送")
    house.stage("sent")
    page.reload()
    expect(page.get_by_role("row").filter(has_text="试验")).to_contain_text("status 503")
    look(page, "webhook_failing")
    page.get_by_role("button", name="停止订阅").click()
    expect(page.get_by_text("订阅已停止。")).to_be_visible()
    expect(page.get_by_role("button", name="发送试验消息")).to_have_count(0)
