"""Leases in the database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app import engine
from app.engine.records import Process
from app.leasing import commands
from app.leasing.records import Lease
from app.people import commands as people
from app.people import queries
from app.store import clock, db, tenant

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
FILES = (
    "billing.bpmn", "arrears.bpmn", "arrears.dmn", "lease_terms.dmn", "lease_limits.dmn", "renewal_limits.dmn", "exit.dmn",
)  # fmt: skip
LINE = {
    "lease_ref": "A1", "category": 40, "area": "40.00", "unit_price": 2500, "ownership": 1,
    "start": "2026-03-16", "end": "2029-03-15",
}  # fmt: skip
"""60 % of 25 yuan × 40 ㎡: 600.00 yuan a month."""


@pytest.fixture
def lease(staffed: None, db_session: Any, at: Callable[[str], Any]) -> Callable[..., Lease]:
    """lease(lease_ref="A2", category=10) takes over a lease on 2026-03-16 at 9:00."""
    at("2026-03-16 09:00")

    def take(**changes: Any) -> Lease:
        return commands.take_lease({**LINE, **changes})[0]

    return take


@pytest.fixture
def pay(lease: Any, at: Callable[[str], Any]) -> Callable[..., Any]:
    """pay("2026-04-07", 60000) books a payment to the lease A1 on that day, in the afternoon."""
    count = iter(range(1, 1000))

    def book(day: str, fen: int, reference: str = "", lease_ref: str = "A1") -> Any:
        at(f"{day} 15:00")
        line = {"lease_ref": lease_ref, "date": day, "amount": fen, "bank_ref": reference or f"R{next(count)}"}
        return commands.take_payment(line)[0]

    return book


@pytest.fixture
def begin_day(at: Callable[[str], Any]) -> Callable[[str], None]:
    """begin_day("2026-04-01"): what the house does by itself at 0:00 of that day."""

    def begin(day: str) -> None:
        at(f"{day} 00:00")
        commands.issue_firsts()
        commands.bill_the_month()
        commands.issue_bills()
        commands.find_overdue()
        for process in _due():
            engine.run_due(process)

    return begin


def _due() -> Iterator[int]:
    while True:
        found = db.session.scalars(
            sa.select(Process.id).where(
                Process.tenant == tenant(), Process.state == "running", Process.due_at <= clock.now()
            )
        ).all()
        if not found:
            return
        yield from found


def _signed_in(browser: FlaskClient, account: Any) -> FlaskClient:
    key = people.begin_session(account, address="192.0.2.1")
    with browser.session_transaction() as cookie:
        cookie.update(_user_id=key, _fresh=True, since=int(time.time()))
    return browser


@pytest.fixture
def officer_client(client: FlaskClient) -> Callable[[str, str], FlaskClient]:
    """officer_client("city_reviewer", "ZH"): the browser of that officer of the demonstration, signed in."""

    def of(role: str, organisation: str) -> FlaskClient:
        browser = type(client)(client.application, client.response_wrapper, use_cookies=True)
        return _signed_in(browser, queries.officers_of(role, organisation)[0])

    return of


@pytest.fixture
def as_(client: FlaskClient) -> Callable[[Any], FlaskClient]:
    """as_(account): the test's own browser, in which that person is signed in now."""
    return lambda account: _signed_in(client, account)
