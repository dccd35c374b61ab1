"""Taking money in: each payment once, to the right lease, or into suspense until somebody knows whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.errors import Conflict, Invalid
from app.leasing import queries
from app.leasing.commands.books import enter, pay_bills, reverse
from app.leasing.records import Lease, LedgerEntry, Payment, PaymentFile
from app.store import clock, db, tenant


@dataclass(frozen=True)
class Report:
    """What somebody says of a payment: whose (`lease_text`), how much, for which day, under which reference of theirs."""

    source: str
    reference: str
    lease_text: str
    amount_fen: int
    paid_on: date


def book(report: Report, file: PaymentFile | None = None) -> tuple[Payment, bool]:
    """Books a payment → (it, whether it is new). The same report again changes nothing; another under its reference is a Conflict."""
    if report.amount_fen <= 0:
        raise Invalid("金额必须大于零")
    if report.paid_on > clock.today():
        raise Invalid(f"付款日期 {report.paid_on} 还没有到")
    known = _known(report)
    if known is not None:
        return known, False
    lease = queries.by_reference(report.lease_text)
    payment = _first(report, lease, file)
    if payment is None:
        known = _known(report)
        assert known is not None  # whoever was quicker has committed
        return known, False
    if lease is None:
        enter("bank", "suspense", payment.amount_fen, payment.paid_on, payment=payment)
    else:
        _to_lease(lease.id, payment, from_account="bank")
    db.session.flush()
    return payment, True


def _first(report: Report, lease: Lease | None, file: PaymentFile | None) -> Payment | None:
    """The new payment; None when the same one was reported elsewhere at this moment (it is waited for)."""
    row = {
        "tenant": tenant(), "source": report.source, "reference": report.reference, "lease_text": report.lease_text,
        "lease_id": lease.id if lease else None, "file_id": file.id if file else None, "amount_fen": report.amount_fen,
        "paid_on": report.paid_on, "reported_at": clock.now(), "state": "booked" if lease else "unknown",
    }  # fmt: skip
    return db.session.scalar(insert(Payment).values(row).on_conflict_do_nothing().returning(Payment))


def _known(report: Report) -> Payment | None:
    same = sa.and_(Payment.tenant == tenant(), Payment.source == report.source, Payment.reference == report.reference)
    known = db.session.scalar(sa.select(Payment).where(same))
    if known is not None and (known.amount_fen, known.paid_on) != (report.amount_fen, report.paid_on):
        raise Conflict(
            f"流水号 {report.reference} 已经入账：{known.amount_fen / 100:.2f} 元，{known.paid_on}，与这一笔不同"
        )
    return known


def _to_lease(lease_id: int, payment: Payment, *, from_account: str) -> None:
    lease = queries.lease_by_id(lease_id, lock=True)
    rest = pay_bills(lease, payment.amount_fen, payment.paid_on, from_account=from_account, payment=payment)
    if rest:
        enter(from_account, "advance", rest, payment.paid_on, lease_id=lease.id, payment=payment)


def claim_suspense(payment: Payment, lease: Lease) -> None:
    """A payment that nobody's was: it is this lease's, and counts for the day it was paid."""
    if payment.state != "unknown":
        raise Conflict("这笔款项已经入账")
    payment.lease_id, payment.state = lease.id, "booked"
    _to_lease(lease.id, payment, from_account="suspense")
    db.session.flush()


def give_back(payment: Payment, on: date, note: str) -> None:
    """The bank returned a payment: every entry of it is reversed, and what it had settled is open again."""
    if payment.state == "returned":
        raise Conflict("这笔款项已经退回")
    if payment.lease_id is not None:
        queries.lease_by_id(payment.lease_id, lock=True)
    undone = sa.select(LedgerEntry.reverses).where(LedgerEntry.tenant == tenant(), LedgerEntry.reverses.is_not(None))
    mine = sa.select(LedgerEntry).where(
        LedgerEntry.tenant == tenant(), LedgerEntry.payment_id == payment.id, LedgerEntry.reverses.is_(None),
        LedgerEntry.id.not_in(undone),
    )  # fmt: skip
    for entry in db.session.scalars(mine.order_by(LedgerEntry.id.desc())).all():
        reverse(entry, on, note)
    payment.state = "returned"
    db.session.flush()
    if payment.lease_id is not None:
        _cover_advance(payment.lease_id, on, note)


def _cover_advance(lease_id: int, on: date, note: str) -> None:
    """The credit that a returned payment had given was used for later bills: the latest of these are open again."""
    undone = sa.select(LedgerEntry.reverses).where(LedgerEntry.tenant == tenant(), LedgerEntry.reverses.is_not(None))
    used = sa.select(LedgerEntry).where(
        LedgerEntry.tenant == tenant(), LedgerEntry.lease_id == lease_id, LedgerEntry.debit == "advance",
        LedgerEntry.bill_id.is_not(None), LedgerEntry.id.not_in(undone),
    )  # fmt: skip
    for entry in db.session.scalars(used.order_by(LedgerEntry.id.desc())).all():
        if queries.advance_of(lease_id) >= 0:
            return
        reverse(entry, on, note)
        db.session.flush()
