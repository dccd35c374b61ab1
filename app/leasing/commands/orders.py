"""Paying at a provider: an order goes out with the browser, money comes back with a signed call-back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from app import settings
from app.engine.decisions import decide
from app.errors import Invalid
from app.leasing import queries
from app.leasing.commands.arrears import tell_changed
from app.leasing.commands.beginnings import dues_of
from app.leasing.commands.payments import Report, book
from app.leasing.queries.explained import owing
from app.leasing.records import Lease, Payment, PaymentOrder
from app.leasing.rules.paying import Payable
from app.leasing.rules.provider import order_signature
from app.store import clock, db, tenant

SOURCE = "provider"


def payable(lease: Lease) -> Payable:
    """What may be paid for the lease today; of a draft deposit and first rent. Credit up to `credit_months` of `lease_limits`."""
    today = clock.today()
    if not lease.terms:
        return Payable(0, 0, 0)
    held = queries.advance_of(lease.id)
    if lease.state == "draft":
        due = 0 if queries.deposit_of(lease.id) else max(0, dues_of(lease).total - held)
        return Payable(due, 0, due)
    found = owing(lease, today)
    if lease.state == "ended":
        return Payable(found.owed, found.overdue_fen, found.owed)
    most = int(decide("lease_limits", {})["credit_months"]) * found.statement.monthly_fen
    return Payable(found.owed, found.overdue_fen, found.owed + max(0, most - held))


def open_order(lease: Lease, fen: int, *, by: str) -> PaymentOrder:
    """An order over `fen`; one that is open for the same amount and has time left is used again. Invalid below one fen."""
    if fen <= 0:
        raise Invalid("没有需要缴纳的金额")
    queries.lease_by_id(lease.id, lock=True)  # two clicks at once open one order
    now = clock.now()
    same = sa.and_(
        PaymentOrder.tenant == tenant(), PaymentOrder.lease_id == lease.id, PaymentOrder.state == "open",
        PaymentOrder.amount_fen == fen, PaymentOrder.expires_at > now,
    )  # fmt: skip
    known = db.session.scalar(sa.select(PaymentOrder).where(same).order_by(PaymentOrder.id.desc()).limit(1))
    if known is not None:
        return known
    expires = now + timedelta(minutes=settings.current().payments.order_minutes)
    order = PaymentOrder(lease_id=lease.id, amount_fen=fen, opened_at=now, expires_at=expires, opened_by=by)
    db.session.add(order)
    db.session.flush()
    return order


def address_of(order: PaymentOrder, back: str) -> str:
    """Where the browser is sent: the provider's page, with the order and our signature over it."""
    chosen = settings.current()
    told = {"order": order.uid, "fen": order.amount_fen, "back": back}
    told["signature"] = order_signature(chosen.secrets.payment_key, order.uid, order.amount_fen, back)
    return f"{chosen.payments.url}/pay?{urlencode(told)}"


def take_callback(told: dict[str, Any]) -> Payment:
    """Books what the provider reports: {reference, order, fen, paid_on}; the same report again gives the same payment.

    Money for an order nobody knows lies in suspense, like a transfer without a name. Invalid names a wrong field;
    Conflict says that the reference was used for another amount or day.
    """
    reference, order_uid, fen = str(told.get("reference") or ""), str(told.get("order") or ""), told.get("fen")
    if not 1 <= len(reference) <= 64:
        raise Invalid("reference：缺少流水号，或者超过 64 个字符")
    if isinstance(fen, bool) or not isinstance(fen, int) or fen <= 0:
        raise Invalid(f"fen：{fen!r} 不对，应为正整数（分）")
    order = db.session.scalar(
        sa.select(PaymentOrder).where(PaymentOrder.tenant == tenant(), PaymentOrder.uid == order_uid).with_for_update()
    )
    lease = queries.lease_by_id(order.lease_id) if order else None
    report = Report(SOURCE, reference, lease.number if lease else order_uid[:60], fen, _day(told))
    payment, is_new = book(report)
    if order is not None and order.state == "open":
        order.state, order.payment_id = "paid", payment.id
        db.session.flush()
    if lease is not None and is_new:
        tell_changed(lease)
    return payment


def _day(told: dict[str, Any]) -> date:
    try:
        return date.fromisoformat(str(told.get("paid_on")))
    except ValueError:
        raise Invalid(f"paid_on：{told.get('paid_on')!r} 不是日期，应为 YYYY-MM-DD") from None
