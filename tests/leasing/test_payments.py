"""Payments: each once, unknown ones in suspense, returned ones reversed, the books always even."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app.errors import Conflict, Invalid
from app.leasing import commands, queries
from app.leasing.records import Bill, LedgerEntry, Payment


def balances(session: Any) -> dict[str, int]:
    """Debits less credits of every account; they add up to nothing."""
    found: dict[str, int] = {}
    for debit, credit, fen in session.execute(sa.select(LedgerEntry.debit, LedgerEntry.credit, LedgerEntry.fen)):
        found[debit] = found.get(debit, 0) + fen
        found[credit] = found.get(credit, 0) - fen
    assert sum(found.values()) == 0
    return {name: fen for name, fen in found.items() if fen}


def test_a_payment_settles_the_bill_and_what_is_left_is_credit(lease: Any, pay: Any, db_session: Any) -> None:
    one = lease()
    pay("2026-03-20", 31000)
    assert balances(db_session) == {"bank": 31000, "rent_income": -30968, "advance": -32}
    assert queries.advance_of(one.id) == 32


def test_the_same_report_again_changes_nothing_another_under_its_reference_is_refused(
    lease: Any, pay: Any, db_session: Any
) -> None:
    lease()
    first = pay("2026-03-20", 10000, "X1")
    assert pay("2026-03-20", 10000, "X1").id == first.id
    assert balances(db_session)["bank"] == 10000
    with pytest.raises(Conflict, match="X1"):
        pay("2026-03-20", 9999, "X1")


def test_a_late_report_counts_for_the_day_it_was_paid(lease: Any, at: Any) -> None:
    one = lease()
    at("2026-04-15 10:00")
    commands.take_payment({"lease_ref": "A1", "date": "2026-03-26", "amount": 30968, "bank_ref": "late"})
    [bill] = queries.account_of(one.id)
    assert bill.late_fee(date(2026, 4, 15), queries.late_fee_rate(one)) == 0


def test_nobodys_money_lies_in_suspense_until_somebody_knows(lease: Any, pay: Any, db_session: Any) -> None:
    one = lease()
    lost = pay("2026-03-20", 30968, lease_ref="A-unknown")
    assert (lost.state, balances(db_session)["suspense"]) == ("unknown", -30968)
    commands.claim_suspense(lost, one)
    assert "suspense" not in balances(db_session) and queries.account_of(one.id)[0].unpaid() == 0
    with pytest.raises(Conflict):
        commands.claim_suspense(lost, one)


def test_a_returned_payment_opens_again_what_it_had_settled(
    lease: Any, pay: Any, begin_day: Any, db_session: Any
) -> None:
    one = lease()
    payment = pay("2026-03-20", 30968 + 60000)
    begin_day("2026-04-01")
    commands.give_back(payment, date(2026, 4, 3), "账户已注销")
    assert balances(db_session) == {"receivable": 90968, "rent_income": -90968}
    assert [bill.unpaid_fen for bill in db_session.scalars(sa.select(Bill).order_by(Bill.id))] == [30968, 60000]
    assert [account.unpaid() for account in queries.account_of(one.id)] == [30968, 60000]
    with pytest.raises(Conflict):
        commands.give_back(payment, date(2026, 4, 3), "again")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"amount": 0}, "amount"), ({"amount": "12"}, "amount"), ({"date": "2026-13-01"}, "date"),
        ({"bank_ref": ""}, "bank_ref"), ({"date": "2027-01-01"}, "2027-01-01"),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_by_its_field(lease: Any, change: dict[str, Any], named: str, db_session: Any) -> None:
    lease()
    line = {"lease_ref": "A1", "date": "2026-03-16", "amount": 1, "bank_ref": "B"}
    with pytest.raises(Invalid, match=named):
        commands.take_payment({**line, **change})
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Payment)) == 0
