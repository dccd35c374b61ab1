"""What may be asked of the waiting list. A rank is counted over all who wait: tier, acceptance, receipt number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.allocation.records import Refusal, WaitingEntry
from app.store import db, row_of, tenant


@dataclass(frozen=True)
class Ranked:
    """A line of the public list: all that is published of a household."""

    rank: int
    receipt_number: str
    persons: int
    district: str


@dataclass(frozen=True)
class RankedPage:
    """One page of the public list: page from 1, its size, how many lines there are in all."""

    items: list[Ranked]
    total: int
    page: int
    size: int


def entry_of(case_id: int) -> WaitingEntry | None:
    """The case's place on the list, or None."""
    return row_of(WaitingEntry, case_id=case_id)


def rank_of(case_id: int) -> int | None:
    """The household's present rank in the whole city (1 = first), or None when it does not wait."""
    entry = entry_of(case_id)
    return 1 + ahead_of(entry) if entry and entry.state == "waiting" else None


def refusals(case_id: int) -> dict[str, int]:
    """How many homes the household has not taken, by kind: choice, signing."""
    mine = sa.select(Refusal.kind, sa.func.count()).where(Refusal.tenant == tenant(), Refusal.case_id == case_id)
    return {"choice": 0, "signing": 0} | {kind: n for kind, n in db.session.execute(mine.group_by(Refusal.kind))}


def entry_by_receipt(receipt: str) -> WaitingEntry | None:
    """The place on the list with that receipt number, or None."""
    named = WaitingEntry.receipt_number == receipt.strip().upper()
    return db.session.scalar(sa.select(WaitingEntry).where(WaitingEntry.tenant == tenant(), named))


def first_waiting(*, district: str = "", receipt: str = "", limit: int = 50) -> list[tuple[int, WaitingEntry]]:
    """Who waits, in order of rank, each with the rank in the whole city: all, of one district, or one receipt number."""
    order = (WaitingEntry.tier, WaitingEntry.accepted_at, WaitingEntry.receipt_number)
    ranked = (
        sa.select(WaitingEntry.id, sa.func.row_number().over(order_by=order).label("rank"))
        .where(*_waiting())
        .subquery()
    )
    mine = (WaitingEntry.tenant == tenant()) & (WaitingEntry.id == ranked.c.id)
    statement = sa.select(ranked.c.rank, WaitingEntry).join(ranked, mine).order_by(ranked.c.rank)
    if district:
        statement = statement.where(WaitingEntry.district == district)
    if receipt:
        statement = statement.where(WaitingEntry.receipt_number == receipt.upper())
    return [(rank, entry) for rank, entry in db.session.execute(statement.limit(limit))]


def ahead_of(entry: WaitingEntry) -> int:
    """How many wait before the entry, which need not be on the list yet."""
    order = sa.tuple_(WaitingEntry.tier, WaitingEntry.accepted_at, WaitingEntry.receipt_number)
    mine = sa.tuple_(sa.literal(entry.tier), sa.literal(entry.accepted_at), sa.literal(entry.receipt_number))
    return db.session.scalar(sa.select(sa.func.count()).where(*_waiting(), order < mine)) or 0


def _waiting() -> tuple[Any, ...]:
    return (WaitingEntry.tenant == tenant(), WaitingEntry.state == "waiting")


def public_list(*, district: str = "", receipt: str = "", page: int = 1, size: int = 50) -> RankedPage:
    """Lines of the public list in order of rank: all, of one district, or one receipt number."""
    order = (WaitingEntry.tier, WaitingEntry.accepted_at, WaitingEntry.receipt_number)
    ranked = (
        sa.select(
            sa.func.row_number().over(order_by=order).label("rank"),
            WaitingEntry.receipt_number,
            WaitingEntry.persons,
            WaitingEntry.district,
        )
        .where(*_waiting())
        .subquery()
    )
    statement = sa.select(ranked)
    if district:
        statement = statement.where(ranked.c.district == district)
    if receipt:
        statement = statement.where(ranked.c.receipt_number == receipt.strip().upper())
    total = db.session.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0
    rows = db.session.execute(statement.order_by(ranked.c.rank).offset((page - 1) * size).limit(size))
    return RankedPage([Ranked(*row) for row in rows], total, page, size)


def districts() -> list[str]:
    """The district organisations that have somebody waiting."""
    statement = sa.select(WaitingEntry.district).where(*_waiting()).distinct()
    return sorted(db.session.scalars(statement))
