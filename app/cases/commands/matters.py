"""What happens to a case on its way: its state, its timeline, its papers, its clocks, what registries say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.cases import codes, queries
from app.cases.records import Case, ClockPause, Document, Member, RegistryFact, TimelineEntry
from app.cases.rules import is_final, stage_of
from app.errors import DesignError
from app.store import clock, db, tenant
from app.store.files import StoredFile

BOTH = ("applicant", "officer")


def set_state(case: Case, code: str) -> None:
    """Moves the case to a state of application_states; a final state ends it, and its members are free again."""
    if not codes.known("application_state", code):
        raise DesignError(f"没有代码为 {code} 的申请状态")
    case.state = code
    case.stage = stage_of(code) or case.stage
    if is_final(code) and case.closed_at is None:
        case.closed_at = clock.now()
        db.session.execute(
            sa.update(Member).where(Member.tenant == tenant(), Member.case_id == case.id).values(live=False)
        )
    db.session.flush()


def accept(case: Case) -> date:
    """Marks the case accepted today → that day; again, it says the same day."""
    if case.accepted_on is None:
        case.accepted_at = clock.now()
        case.accepted_on = case.accepted_at.date()
        db.session.flush()
    return case.accepted_on


def note(
    case: Case,
    kind: str,
    title: str,
    *,
    audience: Collection[str] = BOTH,
    by: str,
    detail: dict[str, Any] | None = None,
) -> TimelineEntry:
    """Writes a line on the case's timeline for `audience` (applicant, officer). No person's number goes into it."""
    entry = TimelineEntry(
        case_id=case.id,
        at=clock.now(),
        kind=kind,
        title=title,
        detail=detail,
        by=by,
        for_applicant="applicant" in audience,
        for_officer="officer" in audience,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def add_document(case: Case, kind: str, stored: StoredFile, *, member_ordinal: int | None) -> Document:
    """Puts a kept file to the case as a document of that kind (D01 …), of a member or of the household."""
    member = None if member_ordinal is None else queries.members(case)[member_ordinal]
    document = Document(
        case_id=case.id,
        kind=kind,
        member_id=None if member is None else member.id,
        file_id=stored.id,
        name=stored.name,
        at=clock.now(),
    )
    db.session.add(document)
    db.session.flush()
    return document


def begin_pause(case: Case, reason: str, *, due_on: date | None = None) -> ClockPause:
    """Notes that the office's clock stands from now on, why, and until when the other side must act."""
    pause = ClockPause(case_id=case.id, reason=reason, began_at=clock.now(), due_on=due_on)
    db.session.add(pause)
    db.session.flush()
    return pause


def end_pause(case: Case, reason: str) -> None:
    """Notes that the clock runs again; without an open pause of that reason nothing changes."""
    for pause in queries.pauses(case):
        if pause.reason == reason and pause.ended_at is None:
            pause.ended_at = clock.now()
    db.session.flush()


def keep_registry_fact(
    case_id: int,
    member_id: int,
    department: str,
    kind: str,
    answer: Any,
    state: str,
    *,
    source: str | None = None,
) -> RegistryFact:
    """Appends what a department says of a member under one kind (hukou, houses …); the fact before it becomes history.

    `state`: consistent, inconsistent, no_record, timeout, unsupported. The same source again changes nothing.
    """
    current = db.session.scalar(
        sa.select(RegistryFact).where(
            RegistryFact.tenant == tenant(),
            RegistryFact.member_id == member_id,
            RegistryFact.kind == kind,
            RegistryFact.valid,
        )
    )
    if current is not None and source is not None and current.source == source and current.answer == answer:
        return current
    if current is not None:
        current.valid = False
        db.session.flush()
    fact = RegistryFact(
        case_id=case_id,
        member_id=member_id,
        department=department,
        kind=kind,
        answer=answer,
        state=state,
        source=source,
        answered_at=clock.now(),
    )
    db.session.add(fact)
    db.session.flush()
    return fact
