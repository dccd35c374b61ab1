"""Paying at a provider: a real provider at a real port, real redirects, signed reports, each booked once."""

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

import orjson
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app import settings
from app.leasing import commands, provider
from app.leasing.records import Payment, PaymentOrder
from app.leasing.rules.provider import order_signature
from app.signing import WINDOW_SECONDS, signed
from app.store import db
from app.web import serving


@pytest.fixture
def key() -> str:
    return settings.current().secrets.payment_key


@pytest.fixture
def order(lease: Any) -> PaymentOrder:
    return commands.open_order(lease(), 30968, by="citizen:1")


def told(of: PaymentOrder, **changes: Any) -> dict[str, Any]:
    return {"reference": "S1", "order": of.uid, "fen": 30968, "paid_on": "2026-03-16", **changes}


def tell(client: FlaskClient, key: str, body: Any, *, at: float = 0.0, **headers: str) -> Any:
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    return client.post(
        "/payments/provider", data=data, headers={**signed(key, "m1", int(at or time.time()), data), **headers}
    )


def test_an_order_is_opened_once_and_its_way_through_the_browser_is_signed(order: PaymentOrder, key: str) -> None:
    assert commands.open_order(commands.take_lease({"lease_ref": "A1"})[0], 30968, by="citizen:1").id == order.id
    address = commands.address_of(order, "http://127.0.0.1:8000/my/home")
    assert address.startswith(f"{settings.current().payments.url}/pay?order={order.uid}&fen=30968&")
    assert order_signature(key, order.uid, 30968, "http://127.0.0.1:8000/my/home") in address


def test_a_report_is_booked_once_however_often_it_comes(
    order: PaymentOrder, key: str, client: FlaskClient, db_session: Any
) -> None:
    first, again = tell(client, key, told(order)), tell(client, key, told(order))
    assert (first.status_code, again.status_code, first.json) == (200, 200, again.json)
    assert first.json["state"] == "booked"
    [payment] = db_session.scalars(sa.select(Payment)).all()
    db_session.refresh(order)
    assert (order.state, order.payment_id, payment.amount_fen) == ("paid", payment.id, 30968)


def test_another_amount_under_the_same_reference_is_refused(order: PaymentOrder, key: str, client: FlaskClient) -> None:
    tell(client, key, told(order))
    assert tell(client, key, told(order, fen=1)).status_code == 409


def test_money_for_an_order_nobody_knows_is_kept_in_suspense(
    order: PaymentOrder, key: str, client: FlaskClient
) -> None:
    answer = tell(client, key, told(order, order="nobody", reference="S2"))
    assert (answer.status_code, answer.json["state"]) == (200, "unknown")


@pytest.mark.parametrize(
    ("change", "named"), [({"fen": "5"}, "fen"), ({"reference": ""}, "reference"), ({"paid_on": "16.3."}, "paid_on")]
)
def test_a_wrong_field_is_named(
    order: PaymentOrder, key: str, client: FlaskClient, change: dict[str, Any], named: str
) -> None:
    answer = tell(client, key, told(order, **change))
    assert answer.status_code == 422 and named in answer.json["problem"]


def test_what_is_not_signed_by_the_provider_is_refused(
    order: PaymentOrder, key: str, client: FlaskClient, db_session: Any
) -> None:
    other = "A" * 43 + "="
    assert tell(client, other, told(order)).json == {"problem": "signature"}
    assert tell(client, key, told(order), at=time.time() - WINDOW_SECONDS - 5).json == {"problem": "timestamp"}
    assert tell(client, key, told(order), **{"webhook-id": ""}).json == {"problem": "id"}
    assert tell(client, key, told(order), **{"webhook-id": "m2"}).status_code == 401, "the id is signed too"
    assert tell(client, key, b"[]").status_code == 400 and tell(client, key, b"x").status_code == 400
    assert tell(client, key, b" " * 20_000).status_code == 413
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Payment)) == 0


@pytest.fixture
def doors(client: FlaskClient, key: str) -> Iterator[tuple[str, list[Any]]]:
    """The provider at a port of its own, which reports to a small real receiver that hands on to the app."""
    heard: list[Any] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            heard.append((dict(self.headers), body))
            self.send_response(503 if len(heard) == 1 else 200)
            self.end_headers()

        def log_message(self, *_told: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    cashier = provider.create(key, f"http://127.0.0.1:{server.server_port}/", lambda: date(2026, 3, 16))
    with serving.running(cashier) as address:
        yield address, heard
    server.shutdown()
    server.server_close()


def test_the_simulated_provider_reports_again_when_it_was_not_heard_and_sends_the_browser_back(
    order: PaymentOrder, key: str, client: FlaskClient, doors: Any, db_session: Any
) -> None:
    address, heard = doors
    back = f"{address}/nowhere"
    fields = {
        "order": order.uid, "fen": "30968", "back": back,
        "signature": order_signature(key, order.uid, 30968, back),
    }  # fmt: skip
    with urllib.request.urlopen(f"{address}/pay?{urllib.parse.urlencode(fields)}") as page:
        assert "309.68" in page.read().decode()
    wrong = urllib.parse.urlencode({**fields, "fen": "1", "choice": "pay"}).encode()
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(f"{address}/pay", wrong)
    assert heard == []
    with pytest.raises(urllib.error.HTTPError, match="404"):  # sent back to a page that is not there
        urllib.request.urlopen(f"{address}/pay", urllib.parse.urlencode({**fields, "choice": "pay"}).encode())
    assert len(heard) == 2, "the first was answered by 503"
    headers, body = heard[1]
    sent = {name.lower(): value for name, value in headers.items() if name.lower().startswith("webhook-")}
    assert client.post("/payments/provider", data=body, headers=sent).json["state"] == "booked"
    db.session.refresh(order)
    assert order.state == "paid"
