"""What may be done: enter a household on the waiting list."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.allocation import queries
from app.allocation.records import ReceiptSeries, WaitingEntry
from app.cases import codes
from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.registry import acting
from app.store import clock, db, tenant

PREFIX = "ZHLH"
WAITING_STATE = "5010"
DAILY_TIER = 2
TIERS = {1: "集中轮候", 2: "日常轮候"}


def enter_waiting_list(case_id: int, *, guarantee_mode: str | None = None, note: str = "") -> WaitingEntry:
    """Registers a household: receipt number, original rank, letter, timeline. Again for the same case: the same entry."""
    case = case_queries.case_by_id(case_id)
    entry = queries.entry_of(case_id)
    if entry is None:
        entry = _new_entry(case, guarantee_mode, note)
        case_commands.set_state(case, WAITING_STATE)
        _tell(case, entry)
    return entry


def _new_entry(case: Any, guarantee_mode: str | None, note: str) -> WaitingEntry:
    entry = WaitingEntry(
        case_id=case.id,
        receipt_number=_next_receipt_number(),
        tier=DAILY_TIER,
        district=case.district,
        persons=case.persons,
        guarantee_mode=codes.label("guarantee_mode", guarantee_mode) if guarantee_mode else case.mode,
        note=note,
        accepted_on=case.accepted_on,
        accepted_at=case.accepted_at,
        registered_at=clock.now(),
        state="waiting",
    )
    entry.original_rank = 1 + queries.ahead_of(entry)
    db.session.add(entry)
    return entry


def _next_receipt_number() -> str:
    """The next `ZHLH00000001`, without gaps: the series' row is locked until the transaction ends."""
    key = {"tenant": tenant(), "prefix": PREFIX}
    db.session.execute(insert(ReceiptSeries).values(last=0, **key).on_conflict_do_nothing())
    last = db.session.scalar(
        sa.update(ReceiptSeries)
        .filter_by(**key)
        .values(last=ReceiptSeries.last + 1)
        .returning(ReceiptSeries.last)
        .execution_options(synchronize_session=False)
    )
    return f"{PREFIX}{last:08d}"


def _tell(case: Any, entry: WaitingEntry) -> None:
    detail = {
        "receipt_number": entry.receipt_number,
        "original_rank": entry.original_rank,
        "rank": entry.original_rank,
        "accepted_on": entry.accepted_on.isoformat(),
        "registered_on": entry.registered_at.date().isoformat(),
        "guarantee_mode": entry.guarantee_mode,
        "tier_name": TIERS[entry.tier],
    }
    title = f"已登记轮候：回执号 {entry.receipt_number}，登记时排位第 {entry.original_rank} 位"
    case_commands.note(case, "waiting_list_entered", title, by=acting(), detail=detail)
    case_commands.write_letter(case, "registration", detail)
