"""What happens to a case on its way: its state, its timeline, its papers, its clocks, what registries say."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cases import codes, queries
from app.cases.records import Case, ClockPause, Document, Member, RegistryFact, TimelineEntry
from app.cases.rules import days_done, is_final, stage_of, states
from app.errors import Conflict, DesignError
from app.store import among, clock, db, tenant
from app.store.files import StoredFile

BOTH = ("applicant", "officer")


def set_state(case: Case, code: str) -> None:
    """Moves the case to a state of application_states; a final state ends it, and its members are free again.

    Written with what is asked or noted next: most steps change a case, and say so on its timeline, at once.
    """
    if not codes.known("application_state", code):
        raise DesignError(f"没有代码为 {code} 的申请状态")
    if case.closed_at is not None and not is_final(code):
        raise Conflict(_("申请已经结束，不能再这样办理。"))
    case.stage_days = days_done(case.stage_days, case.stage, code, clock.today())
    case.state = code
    case.stage = stage_of(code) or case.stage
    if is_final(code) and case.closed_at is None:
        case.closed_at = clock.now()
        db.session.execute(
            sa.update(Member).where(Member.tenant == tenant(), Member.case_id == case.id).values(live=False)
        )


def reopen(case: Case, code: str) -> None:
    """Goes on with a case that has ended: its decision was taken back. Its members stand in a live case again.

    Conflict when one of them stands in another one by now.
    """
    ours = (Member.tenant == tenant()) & (Member.case_id == case.id) & Member.removed_at.is_(None)
    people = sa.select(Member.id_number_index).where(ours)
    taken = (Member.tenant == tenant()) & Member.live & (Member.case_id != case.id) & Member.id_number_index.in_(people)
    if db.session.scalar(sa.select(sa.exists().where(taken))):
        raise Conflict(_("家庭成员已经在别的申请里，不能恢复办理这一件。"))
    case.closed_at = None
    db.session.execute(sa.update(Member).where(ours).values(live=True))
    set_state(case, code)


def underlying_state(case: Case) -> str:
    """The case's state; of one that is held, that in which it will go on."""
    if case.state != states.HELD:
        return case.state
    return str((_suspension(case).detail or {}).get("state"))


def _suspension(case: Case) -> TimelineEntry:
    """What a held case was held by; its detail keeps the state in which it will go on."""
    return next(line for line in queries.timeline(case, "officer") if line.kind == "suspended")


def pass_state(case: Case, before: str, after: str) -> None:
    """Moves the case from one state to another; where it is held, that is the state in which it will go on.

    In any other state than `before` it stays.
    """
    if case.state == before:
        set_state(case, after)
        db.session.flush()
    elif case.state == states.HELD:
        held = _suspension(case)
        if (held.detail or {}).get("state") == before:
            held.detail = {**(held.detail or {}), "state": after}
            db.session.flush()


def accept(case: Case, *, since: date | None = None) -> date:
    """Marks the case accepted today, or as from the end of the day `since` → that day; again, it says the same day."""
    if case.accepted_on is None:
        case.accepted_at = clock.end_of(since) - timedelta(microseconds=1) if since else clock.now()
        case.accepted_on = case.accepted_at.date()
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
    db.session.add(entry)  # written with what else changes
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


@dataclass(frozen=True)
class Said:
    """What a department says of a member under one kind (hukou, houses …).

    `state`: consistent, inconsistent, no_record, timeout, unsupported. `source` names the answer it came with,
    `answered_at` when it came (None = now). `found_by`, `evidence`: an officer's own finding, as RegistryFact has it.
    """

    member_id: int
    department: str
    kind: str
    answer: Any
    state: str
    source: str | None = None
    found_by: str | None = None
    evidence: str | None = None
    answered_at: datetime | None = None


def keep_registry_fact(
    case_id: int,
    member_id: int,
    department: str,
    kind: str,
    answer: Any,
    state: str,
    *,
    source: str | None = None,
) -> None:
    """Appends one fact: see `keep_registry_facts`."""
    keep_registry_facts(case_id, [Said(member_id, department, kind, answer, state, source)])


def keep_late_facts(case_id: int, said: Collection[Said]) -> None:
    """Appends what came too late to count, as history: to be read, never to be decided on."""
    _append(case_id, said, valid=False)


def keep_registry_facts(case_id: int, said: Collection[Said]) -> None:
    """Appends what departments say; the fact before of the same member and kind becomes history.

    The same answer of the same source again changes nothing. Many at once cost one look and one statement.
    """
    if not said:
        return
    current = {
        (fact.member_id, fact.kind): fact
        for fact in db.session.scalars(
            sa.select(RegistryFact).where(
                RegistryFact.tenant == tenant(),
                among(RegistryFact.member_id, {fact.member_id for fact in said}),
                RegistryFact.valid,
            )
        )
    }
    new = [fact for fact in said if not _known(current.get((fact.member_id, fact.kind)), fact)]
    for fact in new:
        if (fact.member_id, fact.kind) in current:
            current[fact.member_id, fact.kind].valid = False
    db.session.flush()
    _append(case_id, new, valid=True)


def _append(case_id: int, said: Collection[Said], *, valid: bool) -> None:
    rows = [
        {"case_id": case_id, "valid": valid, **vars(fact), "answered_at": fact.answered_at or clock.now()}
        for fact in said
    ]
    if rows:
        db.session.execute(sa.insert(RegistryFact), rows)


def _known(current: RegistryFact | None, said: Said) -> bool:
    same_source = current is not None and said.source is not None and current.source == said.source
    return same_source and current is not None and current.answer == said.answer
