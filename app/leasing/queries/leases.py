"""Leases and their rents."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.errors import NotFound
from app.leasing.records import OPEN_STATES, Arrears, Handover, Lease, Rent
from app.store import db, get, tenant


def lease_by_id(lease_id: int, *, lock: bool = False) -> Lease:
    """The lease with that id, locked when its account is about to change. NotFound when there is none."""
    return get(Lease, lease_id, lock=lock)


def by_number(number: str) -> Lease:
    """The lease with that number. NotFound when there is none."""
    found = db.session.scalar(sa.select(Lease).where(Lease.tenant == tenant(), Lease.number == number))
    if found is None:
        raise NotFound()
    return found


def by_reference(text: str) -> Lease | None:
    """The lease whose number or foreign number that is, or None: what a payer writes on a transfer."""
    named = (Lease.number == text) | (Lease.external_ref == text)
    return db.session.scalar(sa.select(Lease).where(Lease.tenant == tenant(), named))


def rent_on(lease_id: int, day: date) -> Rent:
    """What the lease costs on that day. NotFound before its first rent."""
    mine = (Rent.tenant == tenant()) & (Rent.lease_id == lease_id) & (Rent.from_on <= day)
    found = db.session.scalar(sa.select(Rent).where(mine).order_by(Rent.from_on.desc()).limit(1))
    if found is None:
        raise NotFound()
    return found


def open_lease_of(*, unit_id: int | None = None, case_id: int | None = None) -> Lease | None:
    """The open lease that holds that unit or that household, or None."""
    held = [column == value for column, value in ((Lease.unit_id, unit_id), (Lease.case_id, case_id)) if value]
    mine = sa.select(Lease).where(Lease.tenant == tenant(), Lease.state.in_(OPEN_STATES), sa.or_(*held))
    return db.session.scalar(mine.order_by(Lease.id).limit(1)) if held else None


def handover(lease_id: int, kind: str) -> Handover | None:
    """How the keys were handed over (`kind` in or out), or None."""
    mine = (Handover.tenant == tenant()) & (Handover.lease_id == lease_id) & (Handover.kind == kind)
    return db.session.scalar(sa.select(Handover).where(mine))


def returned_on(lease_id: int) -> date | None:
    """The day the keys came back, as two people saw it; None while they are not back."""
    found = handover(lease_id, "out")
    return found.on if found is not None and found.witness else None


def leases_of(account_id: int) -> list[Lease]:
    """The leases of a citizen's account, the newest first."""
    mine = sa.select(Lease).where(Lease.tenant == tenant(), Lease.account_id == account_id)
    return list(db.session.scalars(mine.order_by(Lease.id.desc())))


def open_arrears(lease_id: int) -> Arrears | None:
    """The lease's arrears that are not over, or None."""
    mine = (Arrears.tenant == tenant()) & (Arrears.lease_id == lease_id) & Arrears.closed_on.is_(None)
    return db.session.scalar(sa.select(Arrears).where(mine))


def numbers_at_stage(stage: str, day: date) -> list[str]:
    """The numbers of the leases whose arrears reached that stage on that day."""
    open_ones = sa.select(Lease.number, Arrears.stages).join(
        Arrears, (Arrears.tenant == Lease.tenant) & (Arrears.lease_id == Lease.id)
    )
    found = db.session.execute(open_ones.where(Lease.tenant == tenant(), Arrears.closed_on.is_(None)))
    return [number for number, stages in found if stages.get(stage) == day.isoformat()]
