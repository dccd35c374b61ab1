"""Repairs, and who may see them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.errors import NotFound
from app.stock.records import Repair
from app.store import db, get, tenant
from app.store.records import StoredFile

ENDED = ("5", "6")
SHOWS = ("open", "overdue", "all")
PAGE = 25


@dataclass(frozen=True)
class Wish:
    """What an officer wants to see: `show` one of SHOWS, one district or all of theirs; `overdue`: the numbers that are late."""

    show: str
    district: str
    page: int
    overdue: Collection[str] = ()


def repair_by_id(repair_id: int, *, lock: bool = False) -> Repair:
    """The repair with that id, locked when it is about to change. NotFound when there is none."""
    return get(Repair, repair_id, lock=lock)


def repair(number: str) -> Repair:
    """The repair of that number. NotFound when there is none."""
    found = db.session.scalar(sa.select(Repair).where(Repair.tenant == tenant(), Repair.number == number))
    if found is None:
        raise NotFound()
    return found


def repair_of_form(form_key: str) -> Repair | None:
    """The repair that this showing of the form has made already, or None."""
    return db.session.scalar(sa.select(Repair).where(Repair.tenant == tenant(), Repair.form_key == form_key))


def repairs_of(account_id: int) -> list[Repair]:
    """What a tenant has reported, newest first."""
    mine = sa.select(Repair).where(Repair.tenant == tenant(), Repair.account_id == account_id)
    return list(db.session.scalars(mine.order_by(Repair.id.desc())))


def repairs_in(districts: Collection[str] | None, wish: Wish) -> tuple[list[Repair], int]:
    """The repairs of those districts (None: of all) as `wish` asks, urgent and older ones first → (a page, how many in all)."""
    asked = [Repair.tenant == tenant()]
    if districts is not None:
        asked.append(Repair.district.in_(districts))
    if wish.district:
        asked.append(Repair.district == wish.district)
    if wish.show == "open":
        asked.append(Repair.state.not_in(ENDED))
    if wish.show == "overdue":
        asked.append(Repair.number.in_(wish.overdue))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Repair).where(*asked)) or 0
    page = sa.select(Repair).where(*asked).order_by(Repair.state.in_(ENDED), Repair.is_urgent.desc(), Repair.id)
    return list(db.session.scalars(page.limit(PAGE).offset((wish.page - 1) * PAGE))), total


def running_repairs(unit_id: int) -> int:
    """How many repairs of a unit have not ended."""
    mine = (Repair.tenant == tenant()) & (Repair.unit_id == unit_id) & Repair.state.not_in(ENDED)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Repair).where(mine)) or 0


def photo(found: Repair, uid: str) -> StoredFile:
    """A photo of that repair. NotFound for any other file."""
    kept = db.session.scalar(sa.select(StoredFile).where(StoredFile.tenant == tenant(), StoredFile.uid == uid))
    if kept is None or uid not in [*found.photos, *found.done_photos]:
        raise NotFound()
    return kept
