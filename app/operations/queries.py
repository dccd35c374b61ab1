"""What the administrators' pages ask of the engine, the outbox and the cases, put together for one page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import engine
from app.cases import queries as cases
from app.cases.records import Letter, TimelineEntry
from app.errors import NotFound
from app.people import queries as people
from app.store import db, tenant
from app.store.records import Outbox


def found_processes(sought: str) -> list[engine.Process]:
    """The process of that number, or all of that case number (business key); none when nothing fits."""
    if sought.isdecimal() and len(sought) < 18:
        try:
            return [engine.process(int(sought))]
        except NotFound:
            pass  # it may still be a case number
    return engine.processes_of(sought) if sought else []


def sent_by(process_id: int) -> list[Outbox]:
    """What a process has sent out of the house, newest first."""
    ours = (Outbox.tenant == tenant()) & (Outbox.process_id == process_id)
    return list(db.session.scalars(sa.select(Outbox).where(ours).order_by(Outbox.id.desc())))


def actor_names(*many: Iterable[Any]) -> dict[str, str]:
    """The names of everybody who acts in these entries, proposals or events."""
    actors = {
        actor
        for rows in many
        for row in rows
        for name in ("by", "proposed_by", "decided_by")
        if (actor := getattr(row, name, None))
    }
    actors |= {
        str(row.data.get("in", {}).get("proposed_by", "system"))
        for rows in many
        for row in rows
        if hasattr(row, "data")
    }
    return people.names_of(actors)


@dataclass(frozen=True)
class Left:
    """What a rewind leaves behind in the case: letters that were written and records that were noted since."""

    letters: list[Letter]
    timeline: list[TimelineEntry]


def left_behind(process: engine.Process, undone: engine.Undone) -> Left:
    """The letters and records of the process's case since the entry; nothing where it belongs to no case."""
    try:
        case = cases.case_by_number(process.business_key)
    except NotFound:
        return Left([], [])
    since = undone.entries[0].at if undone.entries else None
    if since is None:
        return Left([], [])
    return Left(
        [letter for letter in cases.letters(case) if letter.written_at >= since],
        [entry for entry in cases.timeline(case, "officer") if entry.at >= since],
    )
