"""Money that goes back to a household: to an account it names, paid by one officer and confirmed by another."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.errors import Conflict, Invalid
from app.leasing import queries
from app.leasing.commands.books import enter
from app.leasing.queries import settlements
from app.leasing.records import Refund
from app.registry import acting
from app.store import clock, db, personal, tenant


def open_refund(lease_id: int, due_on: date) -> Refund:
    """A refund of all that the household has to its credit; the open one again. Conflict when there is nothing to give back."""
    lease = queries.lease_by_id(lease_id, lock=True)
    held = sa.select(Refund).where(Refund.tenant == tenant(), Refund.lease_id == lease.id, Refund.state == "open")
    known = db.session.scalar(held)
    if known is not None:
        return known
    fen = queries.advance_of(lease.id)
    if fen <= 0:
        raise Conflict(f"租约 {lease.number} 没有可以退还的款项")
    refund = Refund(lease_id=lease.id, fen=fen, due_on=due_on)
    db.session.add(refund)
    db.session.flush()
    return refund


def keep_account(refund_id: int, payee: str, bank: str, account: str) -> None:
    """Where the money goes. `account` comes sealed from its form and is kept sealed: SealBroken for one in clear."""
    plain = personal.open_answer(account)
    refund = _open(refund_id)
    refund.payee, refund.bank, refund.account = payee, bank, "".join(plain.split())
    db.session.flush()


def keep_payment(refund_id: int, paid_on: date, reference: str) -> None:
    """The bank was told to pay; a second person is still to confirm."""
    if paid_on > clock.today():
        raise Invalid(f"付款日期 {paid_on} 还没有到")
    refund = _open(refund_id)
    refund.paid_on, refund.reference, refund.by = paid_on, reference, acting()
    db.session.flush()


def book_refund(refund_id: int) -> None:
    """A second person confirms that it was paid: the household's credit is given back. Done already, nothing changes."""
    refund = settlements.refund_by_id(refund_id, lock=True)
    if refund.state == "paid":
        return
    lease = queries.lease_by_id(refund.lease_id, lock=True)
    if refund.by == acting() or refund.paid_on is None:
        raise Conflict("退款须由两人办理：确认人和经办人不能是同一人")
    if queries.advance_of(lease.id) < refund.fen:
        raise Conflict(f"租约 {lease.number} 账上已经没有这笔款项")
    enter("advance", "bank", refund.fen, refund.paid_on, lease_id=lease.id, note=f"退款 {refund.reference}"[:200])
    refund.state, refund.witness = "paid", acting()
    db.session.flush()


def _open(refund_id: int) -> Refund:
    refund = settlements.refund_by_id(refund_id, lock=True)
    if refund.state != "open":
        raise Conflict("这笔退款已经办结")
    return refund
