"""What a lease costs from a day on, and what hardship takes off it for some months."""

from __future__ import annotations

from datetime import date, timedelta

from app.leasing.queries import plans as queries
from app.leasing.records import Lease, Rent
from app.leasing.rules.hardship import reduced
from app.leasing.rules.rent import monthly_rent
from app.store import db

BACK = "减免期满，恢复原租金"
"""Why a rent is what it was before a reduction."""


def set_rent(lease: Lease, from_on: date, unit_price_fen: int, tier: int, *, basis: str) -> Rent:
    """What the lease costs from that day on; bills that are issued already stay as they are.

    A reduction in hardship stays as long as it was granted: it is taken off the new rent.
    """
    rents = queries.rents_of(lease.id)
    before = [one for one in rents if one.from_on < from_on]
    on_day = [one for one in rents if one.from_on == from_on]
    rent = on_day[0] if on_day else Rent(lease_id=lease.id, from_on=from_on, reduction=_last(before))
    rent.basis = basis
    for one in [rent, *(one for one in rents if one.from_on > from_on)]:
        one.unit_price_fen, one.tier = unit_price_fen, tier
        _count(lease, one)
    db.session.add(rent)
    db.session.flush()
    return rent


def reduce_rent(lease: Lease, from_on: date, to_on: date, percent: int, *, basis: str) -> Rent:
    """Takes `percent` off the rent from one day to another, whatever it is then; the day after, the rent is whole again."""
    begins = _begin_on(lease, from_on, basis)
    back = _begin_on(lease, to_on + timedelta(days=1), BACK)
    back.reduction = 0
    for one in queries.rents_of(lease.id):
        if from_on <= one.from_on <= to_on:
            one.reduction = percent
        _count(lease, one)
    db.session.flush()
    return begins


def _begin_on(lease: Lease, day: date, basis: str) -> Rent:
    """The rent that begins on that day; where none does, the one that is in force begins anew."""
    held = [one for one in queries.rents_of(lease.id) if one.from_on <= day][-1]
    if held.from_on == day:
        return held
    rent = Rent(
        lease_id=lease.id,
        from_on=day,
        unit_price_fen=held.unit_price_fen,
        tier=held.tier,
        reduction=held.reduction,
        monthly_fen=held.monthly_fen,
        basis=basis,
    )
    db.session.add(rent)
    db.session.flush()
    return rent


def _count(lease: Lease, rent: Rent) -> None:
    rent.monthly_fen = reduced(monthly_rent(rent.unit_price_fen, lease.area, rent.tier), rent.reduction)


def _last(rents: list[Rent]) -> int:
    return rents[-1].reduction if rents else 0
