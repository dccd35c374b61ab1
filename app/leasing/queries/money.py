"""Payments day by day: what the other side says, what the books say, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.calendar import months_after
from app.errors import NotFound
from app.leasing.records import Bill, Lease, LedgerEntry, Payment, PaymentFile, StatementLine
from app.leasing.rules.statements import Difference, differences
from app.store import db, get, tenant


@dataclass(frozen=True)
class Day:
    """One day's money from one source: how many payments and fen on either side, and how many differ."""

    on: date
    source: str
    statement: tuple[int, int]
    books: tuple[int, int]
    differing: int

    @property
    def difference_fen(self) -> int:
        return self.books[1] - self.statement[1]


def payment_by_id(payment_id: int, *, lock: bool = False) -> Payment:
    """The payment with that id. NotFound when there is none."""
    return get(Payment, payment_id, lock=lock)


def file(file_id: int) -> PaymentFile:
    """The file with that id. NotFound when there is none."""
    return get(PaymentFile, file_id)


def files(limit: int = 50) -> list[PaymentFile]:
    """The newest files."""
    mine = sa.select(PaymentFile).where(PaymentFile.tenant == tenant()).order_by(PaymentFile.id.desc())
    return list(db.session.scalars(mine.options(sa.orm.defer(PaymentFile.content)).limit(limit)))


def in_suspense() -> list[Payment]:
    """Payments that nobody claims, oldest first."""
    mine = sa.select(Payment).where(Payment.tenant == tenant(), Payment.state == "unknown")
    return list(db.session.scalars(mine.order_by(Payment.paid_on, Payment.id)))


def month_of_days(month: str) -> list[Day]:
    """Every day of a month (`2026-04`) on which money came, by source; where there is no statement, nothing differs."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise NotFound() from None
    found: dict[tuple[date, str], list[Any]] = {}
    for one in _both(first, months_after(first, 1) - timedelta(days=1)):
        found.setdefault((one.on, one.source), []).append(one)
    return [_day(on, source, lines) for (on, source), lines in sorted(found.items(), reverse=True)]


@dataclass(frozen=True)
class _Side:
    source: str
    reference: str
    on: date
    fen: int
    is_books: bool


def _both(first: date, last: date) -> Iterable[_Side]:
    between = (Payment.paid_on.between(first, last), StatementLine.paid_on.between(first, last))
    booked = sa.select(Payment.source, Payment.reference, Payment.paid_on, Payment.amount_fen).where(
        Payment.tenant == tenant(),
        between[0],  # one that was returned later came on that day all the same
    )
    told = sa.select(
        StatementLine.source, StatementLine.reference, StatementLine.paid_on, StatementLine.amount_fen
    ).where(StatementLine.tenant == tenant(), between[1])
    for statement, is_books in ((booked, True), (told, False)):
        for source, reference, on, fen in db.session.execute(statement):
            yield _Side(source, reference, on, fen, is_books)


def _day(on: date, source: str, lines: list[_Side]) -> Day:
    theirs, ours = _sides(lines)
    differing = len(list(differences(theirs, ours))) if theirs else 0
    return Day(on, source, _sum(theirs), _sum(ours), differing)


def _sides(lines: list[_Side]) -> tuple[dict[str, tuple[int, date]], dict[str, tuple[int, date]]]:
    theirs = {one.reference: (one.fen, one.on) for one in lines if not one.is_books}
    ours = {one.reference: (one.fen, one.on) for one in lines if one.is_books}
    return theirs, ours


def _sum(side: dict[str, tuple[int, date]]) -> tuple[int, int]:
    return len(side), sum(fen for fen, _on in side.values())


def differences_of(on: date, source: str) -> list[Difference]:
    """Where a day's statement and the books disagree: also a payment that either side has on another day."""
    theirs, ours = _sides([one for one in _both(on, on) if one.source == source])
    if not theirs:
        return []
    for kind, side, other in ((Payment, ours, theirs), (StatementLine, theirs, ours)):
        elsewhere = sa.select(kind.reference, kind.amount_fen, kind.paid_on).where(
            kind.tenant == tenant(), kind.source == source, kind.reference.in_(set(other) - set(side))
        )
        side.update({reference: (fen, day) for reference, fen, day in db.session.execute(elsewhere)})
    return list(differences(theirs, ours))


def payments_of(on: date) -> list[tuple[Payment, str | None]]:
    """The payments of a day with the numbers of their leases."""
    mine = (
        sa.select(Payment, Lease.number)
        .outerjoin(Lease, (Lease.tenant == Payment.tenant) & (Lease.id == Payment.lease_id))
        .where(Payment.tenant == tenant(), Payment.paid_on == on)
        .order_by(Payment.id)
    )
    return [(payment, number) for payment, number in db.session.execute(mine)]


def faults_of_books() -> list[str]:
    """What does not add up, in words; empty when all is well. For the nightly check and the auditor.

    A bill's open principal is its amount less what the entries say; a payment's entries are its amount; no account of a
    tenant's credit or of suspense is below nothing.
    """
    return [*_bills_that_differ(), *_payments_that_differ(), *_below_nothing()]


def _bills_that_differ() -> Iterable[str]:
    settled = sa.func.coalesce(
        sa.func.sum(
            sa.case(
                (LedgerEntry.debit == "receivable", LedgerEntry.fen),
                (LedgerEntry.credit == "receivable", -LedgerEntry.fen),
                else_=0,
            )
        ),
        0,
    )
    by_bill = (
        sa.select(Bill.id, Bill.month, Lease.number, Bill.unpaid_fen, settled.label("entries"))
        .join(Lease, (Lease.tenant == Bill.tenant) & (Lease.id == Bill.lease_id))
        .outerjoin(LedgerEntry, (LedgerEntry.tenant == Bill.tenant) & (LedgerEntry.bill_id == Bill.id))
        .where(Bill.tenant == tenant())
        .group_by(Bill.id, Bill.month, Lease.number, Bill.unpaid_fen)
        .having(Bill.unpaid_fen != settled)
    )
    for row in db.session.execute(by_bill):
        yield f"{row.number} {row.month}：未缴 {row.unpaid_fen} 分，分录为 {row.entries} 分"


def _payments_that_differ() -> Iterable[str]:
    undone = aliased(LedgerEntry)
    live = sa.and_(
        LedgerEntry.reverses.is_(None),
        ~sa.exists().where(undone.tenant == LedgerEntry.tenant, undone.reverses == LedgerEntry.id),
        LedgerEntry.debit == "bank",
    )
    booked = sa.func.coalesce(sa.func.sum(LedgerEntry.fen).filter(live), 0)
    wanted = sa.case((Payment.state == "returned", 0), else_=Payment.amount_fen)
    by_payment = (
        sa.select(Payment.reference, wanted.label("wanted"), booked.label("booked"))
        .outerjoin(LedgerEntry, (LedgerEntry.tenant == Payment.tenant) & (LedgerEntry.payment_id == Payment.id))
        .where(Payment.tenant == tenant())
        .group_by(Payment.id, Payment.reference, Payment.state, Payment.amount_fen)
        .having(wanted != booked)
    )
    for row in db.session.execute(by_payment):
        yield f"流水 {row.reference}：金额 {row.wanted} 分，入账 {row.booked} 分"


def _below_nothing() -> Iterable[str]:
    for account in ("advance", "suspense"):
        signed = sa.case((LedgerEntry.credit == account, LedgerEntry.fen), else_=-LedgerEntry.fen)
        touched = (LedgerEntry.credit == account) | (LedgerEntry.debit == account)
        by_lease = sa.select(LedgerEntry.lease_id, sa.func.sum(signed).label("fen")).where(
            LedgerEntry.tenant == tenant(), touched
        )
        grouped = by_lease.group_by(LedgerEntry.lease_id).having(sa.func.sum(signed) < 0)
        if account == "suspense":
            grouped = sa.select(sa.null().label("lease_id"), sa.func.sum(signed).label("fen")).where(
                LedgerEntry.tenant == tenant(), touched
            ).having(sa.func.sum(signed) < 0)  # fmt: skip
        for row in db.session.execute(grouped):
            yield f"{account} {row.lease_id or ''}：{row.fen} 分，低于零"
