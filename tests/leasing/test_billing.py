"""A month's billing: every lease once, by the real diagram, closed by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app import engine
from app.errors import AppError
from app.leasing import commands
from app.leasing.records import Bill, BillingRun, LedgerEntry
from app.people import queries as people


def bills(session: Any) -> list[tuple[str, int, str]]:
    rows = session.execute(sa.select(Bill.month, Bill.amount_fen, Bill.due_on).order_by(Bill.issued_on, Bill.id))
    return [(month, fen, due.isoformat()) for month, fen, due in rows]


def test_the_first_bill_comes_on_the_start_day_the_next_with_the_month(
    lease: Any, begin_day: Callable[[str], None], db_session: Any
) -> None:
    lease()
    assert bills(db_session) == [("2026-03", 30968, "2026-03-26")]
    begin_day("2026-04-01")
    begin_day("2026-05-01")
    assert bills(db_session)[1:] == [("2026-04", 60000, "2026-04-10"), ("2026-05", 60000, "2026-05-11")]
    explained = db_session.scalars(sa.select(Bill).where(Bill.month == "2026-03")).one().figures
    assert explained == {
        "unit_price_fen": 2500, "area": "40.00", "tier": 60, "monthly_fen": 60000, "days": 16, "length": 31,
    }  # fmt: skip


def test_a_house_that_stood_still_bills_the_missed_months_in_their_order(
    lease: Any, begin_day: Callable[[str], None], at: Callable[[str], Any], db_session: Any
) -> None:
    lease()
    begin_day("2026-04-01")
    at("2026-07-02 00:05")
    while commands.bill_the_month():
        commands.issue_bills()
    assert [line[:1] + line[2:] for line in bills(db_session)[2:]] == [
        ("2026-05", "2026-07-13"), ("2026-06", "2026-07-13"), ("2026-07", "2026-07-10"),
    ]  # fmt: skip


def test_a_month_goes_in_batches_and_none_is_issued_twice(
    lease: Any, begin_day: Callable[[str], None], db_session: Any
) -> None:
    for n in range(7):
        lease(lease_ref=f"A{n}")
    begin_day("2026-04-01")
    run = db_session.scalars(sa.select(BillingRun).where(BillingRun.month == "2026-04")).one()
    assert (run.bills, run.total_fen, run.state) == (7, 420_000, "issued")
    run.reached, run.state = 0, "open"
    assert commands.issue_bills(3) == 3
    assert run.bills == 7, "a batch done again issues nothing"
    assert len([m for m, *_ in bills(db_session) if m == "2026-04"]) == 7


def test_a_month_is_closed_by_another_person_than_who_checked_it(
    lease: Any, begin_day: Callable[[str], None], db_session: Any, at: Callable[[str], Any]
) -> None:
    lease()
    begin_day("2026-04-01")
    at("2026-04-01 09:00")
    [check] = engine.open_tasks(business_key="2026-04")
    assert engine.variables(check.id)["run_figures"] == {
        "bills": 1, "total_fen": 60000, "leases_without_bill": 0, "bills_of_nothing": 0,
    }  # fmt: skip
    clerk, chief = (people.officers_of(role, "ZH")[0].actor for role in ("city_reviewer", "city_approver"))
    engine.complete(check.id, {"bills_opinion": "again"}, by=clerk)
    [check] = engine.open_tasks(business_key="2026-04")
    engine.complete(check.id, {"bills_opinion": "right"}, by=clerk)
    [close] = engine.open_tasks(business_key="2026-04")
    with pytest.raises(AppError):
        engine.complete(close.id, {"month_confirmed": True}, by=clerk)
    engine.complete(close.id, {"month_confirmed": True}, by=chief)
    run = db_session.scalars(sa.select(BillingRun).where(BillingRun.month == "2026-04")).one()
    assert (run.state, run.checked_by, run.closed_by) == ("closed", clerk, chief)


def test_a_new_tier_counts_from_the_first_of_the_next_month(
    lease: Any, begin_day: Callable[[str], None], db_session: Any
) -> None:
    one = lease()
    commands.set_rent(one, date(2026, 5, 1), 2500, 80, basis="年度复核")
    begin_day("2026-04-01")
    begin_day("2026-05-01")
    assert [fen for _m, fen, _d in bills(db_session)[1:]] == [60000, 80000]


def test_credit_goes_to_the_next_bill_on_its_issue_day(
    lease: Any, pay: Any, begin_day: Callable[[str], None], db_session: Any
) -> None:
    lease()
    pay("2026-03-20", 30968 + 70000)
    begin_day("2026-04-01")
    begin_day("2026-05-01")
    left = {b.month: b.unpaid_fen for b in db_session.scalars(sa.select(Bill))}
    assert left == {"2026-03": 0, "2026-04": 0, "2026-05": 50000}


def test_what_was_booked_cannot_be_changed_or_deleted(lease: Any, db_session: Any) -> None:
    lease()
    for statement in (sa.update(LedgerEntry).values(fen=1), sa.delete(LedgerEntry)):
        with pytest.raises(sa.exc.DBAPIError, match="what was booked stays"), db_session.begin_nested():
            db_session.execute(statement)
