"""What may be asked of the orders at the payment provider."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import NotFound
from app.leasing.records import Payment, PaymentOrder
from app.store import db, get, tenant


def order_of(lease_id: int, uid: str) -> PaymentOrder:
    """The lease's order of that uid; anything else is NotFound."""
    mine = (PaymentOrder.tenant == tenant()) & (PaymentOrder.lease_id == lease_id) & (PaymentOrder.uid == uid)
    found = db.session.scalar(sa.select(PaymentOrder).where(mine))
    if found is None:
        raise NotFound()
    return found


def payment_of(order: PaymentOrder) -> Payment | None:
    """The payment that the provider reported for the order, or None."""
    return get(Payment, order.payment_id) if order.payment_id else None
