"""A tenant pays at the provider: chooses an amount, goes there, comes back; what counts is the signed report, over real HTTP."""

from __future__ import annotations

import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa

from app import engine, settings
from app.leasing import commands, provider
from app.leasing.records import Lease, Payment, PaymentOrder
from app.leasing.rules.paying import Payable, chosen
from app.people import commands as people
from app.people.records import Account
from app.settings import TOP
from app.web import serving

NUMBER = "11010519491231002X"
"""The number of GB 11643's example: nobody's."""
PAY = "/my/home/ZL2026-000001/pay"


@pytest.fixture
def tenant(lease: Any, begin_day: Any, at: Any) -> Lease:
    """The lease A1 with an account; 309.68 yuan since 2026-03-16, late since 2026-03-27; 600.00 for April."""
    one: Lease = lease()
    engine.deploy_files({"lease_limits.dmn": (TOP / "bpmn" / "lease_limits.dmn").read_bytes()}, by="system")
    account = people.register_citizen("13800138000", NUMBER, "申请人甲", "four plain words here")
    one.account_id, one.unit_name = account.id, "安居苑 1栋 101"
    begin_day("2026-03-16")
    begin_day("2026-04-01")
    at("2026-04-01 10:00")
    return one


@pytest.fixture
def browser(client: Any, tenant: Lease, db_session: Any) -> Any:
    """The tenant's browser."""
    key = people.begin_session(db_session.get(Account, (tenant.tenant, tenant.account_id)), address="192.0.2.1")
    with client.session_transaction() as cookie:
        cookie.update(_user_id=key, _fresh=True, since=int(time.time()))
    return client


@pytest.mark.parametrize(
    ("choice", "amount", "found"),
    [
        ("all", "", (900, "")),
        ("overdue", "", (300, "")),
        ("own", "12.00", (1200, "")),
        ("own", "12.01", (0, "most")),
        ("own", "0", (0, "amount")),
        ("own", "1.005", (0, "amount")),
        ("own", "-1", (0, "amount")),
        ("own", "", (0, "amount")),
        ("", "5", (0, "choice")),
    ],
)
def test_an_amount_is_taken_to_the_fen_or_its_fault_is_named(choice: str, amount: str, found: Any) -> None:
    assert chosen(choice, amount, Payable(900, 300, 1200)) == found


def test_nothing_late_is_no_choice() -> None:
    assert chosen("overdue", "", Payable(900, 0, 900)) == (0, "nothing")


def test_what_may_be_paid_is_what_is_due_and_credit_up_to_the_limit(tenant: Lease) -> None:
    found = commands.payable(tenant)
    assert (found.due_fen, found.overdue_fen) == (30968 + 93 + 60000, 30968 + 93), "93 fen: six days on 309.68 yuan"
    assert found.most_fen == found.due_fen + 12 * 60000


def test_the_page_names_what_may_be_paid_and_lets_the_form_leave_for_the_provider(browser: Any) -> None:
    page = browser.get(PAY)
    assert "910.61 元" in page.text and "310.61 元" in page.text
    assert f"form-action 'self' {settings.current().payments.url};" in page.headers["Content-Security-Policy"]
    assert browser.get("/my/home").text.count(f'href="{PAY}"') == 1


def test_a_wrong_amount_comes_back_with_what_was_typed(browser: Any, db_session: Any) -> None:
    for amount in ("0", "1.234", "viel", "99999"):
        page = browser.post(PAY, data={"choice": "own", "amount": amount})
        assert page.status_code == 422 and f'value="{amount}"' in page.text and 'id="amount-error"' in page.text
    assert db_session.scalar(sa.select(sa.func.count()).select_from(PaymentOrder)) == 0


def test_two_clicks_are_one_order_and_an_expired_one_is_opened_anew(browser: Any, at: Any) -> None:
    first, again = (browser.post(PAY, data={"choice": "overdue"}) for _ in range(2))
    assert first.status_code == 303 and first.location == again.location
    assert "fen=31061" in first.location
    at("2026-04-01 11:00")
    assert browser.post(PAY, data={"choice": "overdue"}).location != first.location


def order_page(location: str) -> str:
    """The path to which the provider sends the browser back."""
    told = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)
    return urllib.parse.urlsplit(told["back"][0]).path


def test_after_the_return_only_the_books_are_believed(browser: Any, at: Any) -> None:
    back = order_page(browser.post(PAY, data={"choice": "overdue"}).location)
    waiting = browser.get(f"{back}?state=paid&result=success")
    assert "还没有收到付款结果" in waiting.text and waiting.headers["Refresh"] == "5"
    at("2026-04-01 11:00")
    late = browser.get(back)
    assert "没有收到付款" in late.text and "Refresh" not in late.headers
    uid = back.rsplit("/", 1)[1]
    commands.take_callback({"reference": "S1", "order": uid, "fen": 31061, "paid_on": "2026-04-01"})
    there = browser.get(back)
    assert "已经收到 310.61 元" in there.text and "还应缴 600.00 元" in there.text and "Refresh" not in there.headers


def test_an_order_is_nobody_elses(browser: Any, lease: Any) -> None:
    other = commands.open_order(lease(lease_ref="A2"), 100, by="citizen:9")
    assert browser.get(f"/my/home/ZL2026-000001/orders/{other.uid}").status_code == 404
    assert browser.get("/my/home/ZL2026-000002/pay").status_code == 404


@pytest.fixture
def cashier(browser: Any) -> Iterator[tuple[str, list[Any]]]:
    """The provider at a real port, which reports to a receiver that keeps what it hears."""
    heard: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append((dict(self.headers), self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_told: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    key = settings.current().secrets.payment_key
    made = provider.create(key, f"http://127.0.0.1:{server.server_port}/", lambda: date(2026, 4, 1))
    with serving.running(made) as address:
        yield address, heard
    server.shutdown()
    server.server_close()


def confirm(cashier: str, location: str, choice: str) -> None:
    """Presses a button at the provider; the way back leads to a port where nobody listens."""
    told = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
    body = urllib.parse.urlencode({**told, "choice": choice}).encode()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{cashier}/pay", body, timeout=10)


def test_what_is_confirmed_at_the_provider_is_paid_once_and_what_is_cancelled_is_not(
    browser: Any, cashier: Any, db_session: Any
) -> None:
    address, heard = cashier
    location = browser.post(PAY, data={"choice": "all"}).location
    confirm(address, location, "cancel")
    assert heard == [] and "还没有收到付款结果" in browser.get(order_page(location)).text
    confirm(address, location, "pay")
    confirm(address, location, "pay")
    assert len(heard) == 2
    for headers, body in heard:
        sent = {name.lower(): value for name, value in headers.items() if name.lower().startswith("webhook-")}
        assert browser.post("/payments/provider", data=body, headers=sent).status_code == 200
    [payment] = db_session.scalars(sa.select(Payment)).all()
    assert payment.amount_fen == 91061
    assert "没有其他要缴的款项" in browser.get(order_page(location)).text
    assert commands.payable(commands.take_lease({"lease_ref": "A1"})[0]).due_fen == 0
