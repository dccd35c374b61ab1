"""Why a lease owes what it owes: each bill with its figures, what was paid of it, and its late fee by stretches of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.leasing.queries.accounts import Statement, late_fee_rate, statement
from app.leasing.records import Bill, Lease, LedgerEntry, Payment
from app.leasing.rules.account import Account, Stretch
from app.store import db, tenant


@dataclass(frozen=True)
class Explained:
    """A bill on a day. Fen: `unpaid` principal, `fee` grown so far, `fee_left` of it that is not paid; `stretches` make up the fee."""

    bill: Bill
    account: Account
    unpaid: int
    fee: int
    fee_left: int
    stretches: list[Stretch]
    is_overdue: bool

    @property
    def due(self) -> int:
        """All that is left to pay for it, fen."""
        return self.unpaid + self.fee_left


@dataclass(frozen=True)
class Owing:
    """How a lease stands on a day, explained. Newest bill first; `owed` fen, of which `overdue_fen` is late, with fees."""

    statement: Statement
    bills: list[Explained]
    day: date

    @property
    def open(self) -> list[Explained]:
        """The bills that are not paid, oldest first."""
        return [one for one in reversed(self.bills) if one.due > 0]

    @property
    def owed(self) -> int:
        """Everything that is open, fen."""
        return sum(one.due for one in self.bills)

    @property
    def overdue(self) -> list[Explained]:
        """The bills that are late, oldest first."""
        return [one for one in self.open if one.is_overdue]

    @property
    def overdue_fen(self) -> int:
        """What is late, with fees, fen."""
        return sum(one.due for one in self.overdue)

    @property
    def days_late(self) -> int:
        """Days since the day after the oldest late bill was due; 0 when none is."""
        return (self.day - self.overdue[0].bill.due_on).days - 1 if self.overdue else 0


def owing(lease: Lease, day: date) -> Owing:
    """How the lease stands on that day; the lease has a rent (it is more than a bare draft)."""
    found = statement(lease, day)
    lines = [_explained(bill, found.accounts[bill.id], lease, day) for bill in found.bills]
    return Owing(found, lines[::-1], day)


def _explained(bill: Bill, account: Account, lease: Lease, day: date) -> Explained:
    rate = late_fee_rate(lease)
    return Explained(
        bill,
        account,
        account.unpaid(),
        account.late_fee(day, rate),
        account.fee_left(day, rate),
        list(account.stretches(day, rate)),
        account.is_overdue(day),
    )


def payments_of(lease_id: int) -> list[Payment]:
    """What was paid, latest first."""
    mine = sa.select(Payment).where(Payment.tenant == tenant(), Payment.lease_id == lease_id)
    return list(db.session.scalars(mine.order_by(Payment.paid_on.desc(), Payment.id.desc())))


def entries_of(lease_id: int) -> list[LedgerEntry]:
    """The books of a lease, latest entry first."""
    mine = sa.select(LedgerEntry).where(LedgerEntry.tenant == tenant(), LedgerEntry.lease_id == lease_id)
    return list(db.session.scalars(mine.order_by(LedgerEntry.on.desc(), LedgerEntry.id.desc())))
