"""What may be asked of settlements and refunds."""

from __future__ import annotations

import sqlalchemy as sa

from app.errors import NotFound
from app.leasing.queries.accounts import accounts, bills_of
from app.leasing.records import Bill, InspectionPhoto, Refund, Settlement
from app.leasing.rules.account import Account
from app.leasing.rules.settlement import Billed
from app.store import db, get, tenant
from app.store.files import StoredFile


def settlement_of(lease_id: int, *, lock: bool = False) -> Settlement | None:
    """The settlement of a lease, or None while there is none."""
    mine = sa.select(Settlement).where(Settlement.tenant == tenant(), Settlement.lease_id == lease_id)
    return db.session.scalar(mine.with_for_update() if lock else mine)


def billed(lease_id: int) -> list[tuple[Bill, Billed]]:
    """The bills of a lease as a settlement sees them, in the order of issue."""
    found = bills_of([lease_id])
    return [(bill, _billed(bill, account)) for bill, account in zip(found, accounts(found), strict=True)]


def _billed(bill: Bill, account: Account) -> Billed:
    monthly = int(bill.figures.get("monthly_fen", bill.amount_fen))
    return Billed(bill.month, bill.kind, bill.from_on, bill.to_on, monthly, account)


def refund_by_id(refund_id: int, *, lock: bool = False) -> Refund:
    """The refund, or NotFound."""
    return get(Refund, refund_id, lock=lock)


def refunds_of(lease_id: int) -> list[Refund]:
    """The refunds of a lease, newest first."""
    mine = sa.select(Refund).where(Refund.tenant == tenant(), Refund.lease_id == lease_id)
    return list(db.session.scalars(mine.order_by(Refund.id.desc())))


def photos_of(lease_id: int) -> list[StoredFile]:
    """The photos of how the home was given back, in the order in which they came."""
    same = (InspectionPhoto.tenant == StoredFile.tenant) & (InspectionPhoto.file_id == StoredFile.id)
    mine = sa.select(StoredFile).join(InspectionPhoto, same).where(InspectionPhoto.lease_id == lease_id)
    return list(db.session.scalars(mine.where(InspectionPhoto.tenant == tenant()).order_by(InspectionPhoto.id)))


def photo_of(lease_id: int, uid: str) -> StoredFile:
    """One of them; NotFound for any other file."""
    found = next((one for one in photos_of(lease_id) if one.uid == uid), None)
    if found is None:
        raise NotFound()
    return found


def may_photograph(lease_id: int) -> bool:
    """Whether photos may still be added: until the settlement that follows from them is booked."""
    found = settlement_of(lease_id)
    return found is None or found.state != "booked"
