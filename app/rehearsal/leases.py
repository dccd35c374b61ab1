"""Leases under a virtual clock: the real diagrams billing and arrears, day after day, with the payments a bank reports.

Each worker has a database of its own and every n-th lease; a day begins with what the house does by itself at 0:00 (first
bills, the month's billing, arrears), then people come to work, then money comes in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app import create_app, engine, settings
from app.leasing import commands as leasing
from app.leasing import queries
from app.leasing.queries.accounts import Statement
from app.rehearsal.crew import Tell, crewed
from app.rehearsal.officers import Sitting, actor_for, answers
from app.rehearsal.places import analyse, own_database, prepare
from app.store import PATIENT, clock, insist, transaction
from app.store.database import ZONE

BATCH = 100
LOOK_AGAIN = (3, 30, 120)
"""After so many days the database counts its rows again."""


@dataclass(frozen=True)
class Order:
    """What one worker is to do: in which database, which part of which files, until which day."""

    url: str
    leases: Path
    payments: Path
    until: date
    worker: int
    workers: int


def rehearse(leases: Path, payments: Path, *, until: date, workers: int) -> Iterator[dict[str, Any]]:
    """Takes every lease through its months; yields {"day": …} as days pass, and at last a statement a lease."""
    with ExitStack() as databases:
        urls = [databases.enter_context(own_database()) for _n in range(workers)]
        for url in urls:
            prepare(url)
        orders = [Order(url, leases, payments, until, n, workers) for n, url in enumerate(urls)]
        yield from crewed(work, orders)


def work(order: Order, tell: Tell) -> None:
    """A worker's life: its leases from the first day to the last, then a line for each."""
    lines = _lines(order.leases)[order.worker :: order.workers]
    references = {line["lease_ref"] for line in lines}
    money = _by_day(line for line in _lines(order.payments) if line["lease_ref"] in references)
    app = create_app(settings.load(changes={"store": {"url": order.url}, "log": {"level": "WARNING"}}))
    with app.app_context():
        day = min((date.fromisoformat(line["start"]) for line in lines), default=order.until)
        _take_over(lines, day)
        for number in range((order.until - day).days + 1):
            today = day + timedelta(days=number)
            _live(today, money.get(today.isoformat(), []))
            if number in LOOK_AGAIN:
                analyse(order.url)
            tell({"day": today.isoformat()})
        for line in lines:
            tell(_statement(line["lease_ref"], order.until))


def _lines(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(text) for text in lines if text.strip()]


def _by_day(lines: Iterator[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        found.setdefault(line["date"], []).append(line)
    return found


def _take_over(lines: list[dict[str, Any]], first: date) -> None:
    with clock.fixed(datetime.combine(first - timedelta(days=1), time(12), ZONE)):
        for line in lines:
            insist(partial(leasing.take_lease, line), PATIENT)


def _live(day: date, payments: list[dict[str, Any]]) -> None:
    with clock.fixed(datetime.combine(day, time(0, 0), ZONE)):
        _all(leasing.issue_firsts)
        insist(leasing.bill_the_month, PATIENT)
        _all(leasing.issue_bills)
        _all(leasing.find_overdue)
        while engine.tick(BATCH):
            pass
    with clock.fixed(datetime.combine(day, time(9), ZONE)):
        for number in [f"{day:%Y-%m}", *_talked_about(day)]:
            insist(partial(_act, number), PATIENT)
    with clock.fixed(datetime.combine(day, time(15), ZONE)):
        for line in payments:
            insist(partial(leasing.take_payment, line), PATIENT)


def _talked_about(day: date) -> list[str]:
    """The numbers of the leases whose tenants are to be talked to as from today."""
    with transaction():
        return queries.numbers_at_stage("interview", day)


def _act(business_key: str) -> None:
    """Officers do what waits for them under that number."""
    for task in engine.open_tasks(business_key=business_key):
        by = actor_for(str(task.role), str(task.organisation), list(task.barred or []))
        typed = answers(str(task.form), Sitting(engine.variables(task.id), 0, clock.today()))
        engine.complete(task.id, typed, by=by, key=f"rehearsal {task.id}")


def _all(work: Callable[[int], int]) -> None:
    while insist(lambda: work(BATCH), PATIENT) == BATCH:
        pass


def _statement(reference: str, day: date) -> dict[str, Any]:
    with transaction():
        lease = queries.by_reference(reference)
        assert lease is not None
        return line(queries.statement(lease, day), day)


def line(found: Statement, day: date) -> dict[str, Any]:
    """The result of one lease: bills, totals, credit, and each arrears process with the days of its stages."""
    rate = queries.late_fee_rate(found.lease)
    accounts = [(bill, found.accounts[bill.id]) for bill in found.bills]
    return {
        "lease_ref": found.lease.external_ref,
        "monthly_rent": found.monthly_fen,
        "bills": [
            {
                "month": bill.month,
                "due": bill.due_on.isoformat(),
                "amount": bill.amount_fen,
                "unpaid": account.unpaid(),
                "late_fee": found.late_fees[bill.id],
                "late_fee_paid": sum(one.fen for one in account.paid if one.kind == "late_fee"),
            }
            for bill, account in accounts
        ],
        "principal_unpaid": sum(account.unpaid() for _bill, account in accounts),
        "late_fees_unpaid": sum(account.fee_left(day, rate) for _bill, account in accounts),
        "credit": found.advance_fen,
        "arrears": [_arrears(one) for one in found.arrears],
    }


def _arrears(found: Any) -> dict[str, Any]:
    closed = {"closed": found.closed_on.isoformat()} if found.closed_on else {}
    return {"opened": found.opened_on.isoformat(), "stages": dict(found.stages)} | closed
