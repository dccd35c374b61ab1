"""An answer from the outbox: compared, kept as facts of the case, and recognised when it is doubled or late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from app.cases import commands as case_commands
from app.cases.records import Member
from app.exchange import queries
from app.exchange.commands.rounds import settle
from app.exchange.declared import declared_by
from app.exchange.records import Check, CheckRound
from app.exchange.rules import INCONCLUSIVE, compare
from app.registry import Message
from app.store import clock, db, get, personal


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


def note_asked(check_id: int, question: dict[str, Any]) -> None:
    """Keeps when a department was asked, and a keyed hash of exactly what (the question itself is not kept)."""
    check = get(Check, check_id)
    check.asked_at = check.asked_at or clock.now()
    check.request_hash = hash_of(question)
    joint = get(CheckRound, check.round_id)
    if joint.state == 0:
        joint.state = 1
    db.session.flush()


def hash_of(content: Any) -> str:
    """A keyed hash: with an unkeyed one a district's ID numbers could be tried out."""
    return personal.index(orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()).hex()


def take_answer(check_id: int, answer: dict[str, Any] | None, *, trouble: str | None) -> list[Message]:
    """Takes what came back: an answer, or (after the last attempt) none, with a code of the trouble.

    When it was the round's last open question, the waiting process is told `joint_check_answered`. The same answer again
    changes nothing; a late one replaces a time-out while the round is open, and afterwards is only kept as history.
    """
    joint = get(CheckRound, get(Check, check_id).round_id, lock=True)
    check = get(Check, check_id, lock=True)
    if check.state == "pending":
        _take(check, joint, answer, trouble)
        settle(joint)
        return _told(joint)
    if answer is not None and not _seen(check, hash_of(answer)):
        _take_late(check, joint, answer)
    return []


def take_answers(round_id: int, brought: dict[int, dict[str, Any] | None]) -> list[Message]:
    """Takes many first answers of one round at once, by check id (None = no answer came)."""
    joint = get(CheckRound, round_id, lock=True)
    for check in queries.valid_checks(round_id):
        if check.id in brought and check.state == "pending":
            _take(check, joint, brought[check.id], None)
    settle(joint)
    return _told(joint)


def _take(check: Check, joint: CheckRound, answer: dict[str, Any] | None, trouble: str | None) -> None:
    judged = _judge(check, joint, answer, trouble)
    _fill(check, judged)
    _keep_facts(check, joint, judged)


def _told(joint: CheckRound) -> list[Message]:
    if joint.closed_at is not None or queries.pending(joint.id):
        return []
    return [Message("joint_check_answered", str(joint.id), {"round_state": joint.state})]


def _judge(check: Check, joint: CheckRound, answer: dict[str, Any] | None, trouble: str | None) -> Judged:
    if answer is None:
        return Judged("timeout", {}, trouble=(trouble or "no answer")[:80])
    came = {"responder": answer["responder"], "response_hash": hash_of(answer)}
    if answer["result"] == "unknown":
        return Judged("no_record", {}, **came)
    if answer["result"] == "unsupported":
        return Judged("unsupported", {}, **came)
    found = compare(check.department, declared_by(get(Member, check.member_id), joint.case_id), answer["data"])
    return Judged(found.state, answer["data"], differences=found.differences, missing=found.missing, **came)


def _fill(check: Check, judged: Judged) -> None:
    check.state = judged.state
    check.responder = judged.responder
    check.response_hash = judged.response_hash
    check.differences = list(judged.differences)
    check.missing = list(judged.missing)
    check.trouble = judged.trouble
    check.answered_at = clock.now() if judged.trouble is None else None
    db.session.flush()


def _keep_facts(check: Check, joint: CheckRound, judged: Judged) -> None:
    """One fact of the case for each thing answered; the facts of a silent department stay unknown."""
    for key, value in judged.data.items():
        state = "inconsistent" if key in judged.differences else "consistent"
        case_commands.keep_registry_fact(
            joint.case_id, check.member_id, check.department, key, value, state, source=check.uid
        )


def _seen(check: Check, response_hash: str) -> bool:
    return any(
        row.response_hash == response_hash
        for row in queries.history(check.member_id, check.department)
        if row.round_id == check.round_id
    )


def _take_late(check: Check, joint: CheckRound, answer: dict[str, Any]) -> None:
    """An answer after the time-out, or a second, different one: history, or the answer that was missing."""
    current = queries.current_check(check)
    holds = joint.closed_at is None and current.state in INCONCLUSIVE
    judged = _judge(check, joint, answer, None)
    late = Check(
        round_id=joint.id,
        member_id=check.member_id,
        department=check.department,
        asked_at=check.asked_at,
        request_hash=check.request_hash,
        replaces=current.id if holds else check.id,
        valid=False,
    )
    if holds:
        current.valid = False
        db.session.flush()
        late.valid = True
    db.session.add(late)
    _fill(late, judged)
    if holds:
        _keep_facts(late, joint, judged)
        settle(joint)
