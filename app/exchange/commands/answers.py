"""An answer from the outbox: compared, kept as facts of the case, and recognised when it is doubled or late."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.cases.records import Member
from app.exchange import queries
from app.exchange.commands.rounds import ASSISTING, ask_later, settle, state_of
from app.exchange.declared import declared_by
from app.exchange.hashing import hash_of
from app.exchange.records import Check, CheckRound
from app.exchange.rules import DEPARTMENTS, INCONCLUSIVE, Declared, compare, is_inconclusive
from app.registry import Message
from app.store import clock, db, get, tenant


@dataclass(frozen=True)
class Judged:
    """An answer (or its absence) against the application, ready to be written into a check."""

    state: str
    data: dict[str, Any]
    responder: str | None = None
    response_hash: str | None = None
    differences: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    trouble: str | None = None


def note_asked(check: Check, joint: CheckRound, question: dict[str, Any]) -> None:
    """Keeps when a department was asked, and a keyed hash of exactly what (the question itself is not kept). No flush."""
    if joint.state == 0:
        # an answer of another question may have moved the round on meanwhile: never back
        fresh = sa.update(CheckRound).where(
            CheckRound.tenant == tenant(), CheckRound.id == joint.id, CheckRound.state == 0
        )
        db.session.execute(fresh.values(state=1))
    check.asked_at = check.asked_at or clock.now()
    check.request_hash = hash_of(question)


def take_answer(check_id: int, answer: dict[str, Any] | None, *, trouble: str | None) -> list[Message]:
    """Takes what came back: an answer, or (after the last attempt) none, with a code of the trouble.

    When it was the round's last open question, the waiting process is told `joint_check_answered`. The same answer again
    changes nothing. A late one replaces a time-out while the round is open, and the task of who was to find out is told
    `check_answered`; when the round is closed, the case has ended or the member was taken out, it is only kept as history.
    """
    joint = get(CheckRound, get(Check, check_id).round_id, lock=True)
    check = get(Check, check_id, lock=True)
    counts = _counts(check, joint)
    if check.state == "pending" and counts:
        checks = queries.valid_checks(joint.id)
        _take_all(joint, checks, [(check, answer, trouble)])
        if answer is None:
            ask_later(check, joint)
        return _told(joint, checks)
    if answer is None or _seen(check, hash_of(answer)):
        return []
    return _take_late(check, joint, answer, counts=counts)


def _counts(check: Check, joint: CheckRound) -> bool:
    """Whether an answer may still change something."""
    ended = queries.ended_meanwhile(case_queries.case_by_id(joint.case_id), joint)
    return joint.closed_at is None and not ended and get(Member, check.member_id).removed_at is None


def take_answers(
    joint: CheckRound, checks: Sequence[Check], brought: Iterable[tuple[Check, dict[str, Any] | None]]
) -> list[Message]:
    """Takes many first answers of one round at once (None = no answer came).

    The round is locked; `checks` are all that hold in it, those that an answer was brought for are pending.
    """
    _take_all(joint, checks, [(check, answer, None) for check, answer in brought])
    return _told(joint, checks)


def _take_all(
    joint: CheckRound, checks: Sequence[Check], came: list[tuple[Check, dict[str, Any] | None, str | None]]
) -> None:
    case = case_queries.case_by_id(joint.case_id)
    members = {member.id: member for member in case_queries.members(case)}
    said: list[case_commands.Said] = []
    for check, answer, trouble in came:
        judged = _judge(check, declared_by(members[check.member_id], case), answer, trouble)
        _fill(check, judged)
        said += _facts(check, judged)
    case_commands.keep_registry_facts(joint.case_id, said)
    settle(joint, checks)
    db.session.flush()


def _told(joint: CheckRound, checks: Iterable[Check]) -> list[Message]:
    if joint.closed_at is not None or any(check.state == "pending" for check in checks):
        return []
    return [Message("joint_check_answered", str(joint.id), {"round_state": joint.state})]


def _judge(check: Check, declared: Declared, answer: dict[str, Any] | None, trouble: str | None) -> Judged:
    if answer is None:
        return Judged("timeout", {}, trouble=(trouble or "no answer")[:80])
    came = {"responder": answer["responder"], "response_hash": hash_of(answer)}
    if answer["result"] == "unknown":
        return Judged("no_record", {}, **came)
    if answer["result"] == "unsupported":
        return Judged("unsupported", {}, **came)
    found = compare(check.department, declared, answer["data"])
    return Judged(found.state, answer["data"], differences=found.differences, missing=found.missing, **came)


def _fill(check: Check, judged: Judged) -> None:
    check.state = judged.state
    check.responder = judged.responder
    check.response_hash = judged.response_hash
    check.differences = list(judged.differences)
    check.missing = list(judged.missing)
    check.trouble = judged.trouble
    check.answered_at = clock.now() if judged.trouble is None else None


def _facts(check: Check, judged: Judged) -> list[case_commands.Said]:
    """One fact of the case for each thing answered, “no record” included; those of a silent department stay unknown."""
    states = {key: "inconsistent" if key in judged.differences else "consistent" for key in judged.data}
    if judged.state == "no_record":
        states = dict.fromkeys(DEPARTMENTS[check.department].items, "no_record")
    return [
        case_commands.Said(check.member_id, check.department, key, judged.data.get(key), state, check.uid)
        for key, state in states.items()
    ]


def _seen(check: Check, response_hash: str) -> bool:
    return any(
        row.response_hash == response_hash
        for row in queries.history(check.member_id, check.department)
        if row.round_id == check.round_id
    )


def _take_late(check: Check, joint: CheckRound, answer: dict[str, Any], *, counts: bool) -> list[Message]:
    """An answer after the time-out, or a second, different one: history, or the answer that was missing."""
    current = queries.current_check(check) if counts else check
    holds = counts and current.state in INCONCLUSIVE
    late = Check(
        uid=uuid4().hex,
        declared_hash=check.declared_hash,
        round_id=joint.id,
        member_id=check.member_id,
        department=check.department,
        asked_at=check.asked_at,
        request_hash=check.request_hash,
        replaces=current.id if holds else check.id,
        valid=False,
    )
    if not holds:
        _keep_as_history(late, joint, answer)
        return []
    current.valid = False
    db.session.flush()
    late.valid = True
    db.session.add(late)
    _take_all(joint, queries.valid_checks(joint.id), [(late, answer, None)])
    case = case_queries.case_by_id(joint.case_id)
    if case.state != state_of(case, ASSISTING) or is_inconclusive(queries.standing(late)):
        return []
    return [Message("check_answered", queries.place(late), {})]


def _keep_as_history(late: Check, joint: CheckRound, answer: dict[str, Any]) -> None:
    """Kept with what it says, for officers to read; nothing is decided on it."""
    case = case_queries.case_by_id(joint.case_id)
    judged = _judge(late, declared_by(get(Member, late.member_id), case), answer, None)
    _fill(late, judged)
    db.session.add(late)
    db.session.flush()
    case_commands.keep_late_facts(case.id, _facts(late, judged))
