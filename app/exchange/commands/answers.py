"""An answer from the outbox: compared, kept as facts of the case, and recognised when it is doubled or late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
import sqlalchemy as sa

from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.cases.records import Member
from app.exchange import queries
from app.exchange.commands.rounds import settle
from app.exchange.declared import declared_by
from app.exchange.records import Check, CheckRound
from app.exchange.rules import INCONCLUSIVE, Declared, compare
from app.registry import Message
from app.store import clock, db, get, personal, tenant


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
    check.asked_at = check.asked_at or clock.now()
    check.request_hash = hash_of(question)
    if joint.state == 0:
        # an answer of another question may have moved the round on meanwhile: never back
        fresh = sa.update(CheckRound).where(
            CheckRound.tenant == tenant(), CheckRound.id == joint.id, CheckRound.state == 0
        )
        db.session.execute(fresh.values(state=1))


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
        _take_all(joint, [(check, answer, trouble)])
        return _told(joint)
    if answer is not None and not _seen(check, hash_of(answer)):
        _take_late(check, joint, answer)
    return []


def take_answers(round_id: int, brought: dict[int, dict[str, Any] | None]) -> list[Message]:
    """Takes many first answers of one round at once, by check id (None = no answer came)."""
    joint = get(CheckRound, round_id, lock=True)
    open_ = [check for check in queries.valid_checks(round_id) if check.id in brought and check.state == "pending"]
    _take_all(joint, [(check, brought[check.id], None) for check in open_])
    return _told(joint)


def _take_all(joint: CheckRound, came: list[tuple[Check, dict[str, Any] | None, str | None]]) -> None:
    case = case_queries.case_by_id(joint.case_id)
    members = {member.id: member for member in case_queries.members(case)}
    said: list[case_commands.Said] = []
    for check, answer, trouble in came:
        judged = _judge(check, declared_by(members[check.member_id], case), answer, trouble)
        _fill(check, judged)
        said += _facts(check, judged)
    db.session.flush()
    case_commands.keep_registry_facts(joint.case_id, said)
    settle(joint)


def _told(joint: CheckRound) -> list[Message]:
    if joint.closed_at is not None or queries.pending(joint.id):
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
    """One fact of the case for each thing answered; the facts of a silent department stay unknown."""
    return [
        case_commands.Said(
            check.member_id,
            check.department,
            key,
            value,
            "inconsistent" if key in judged.differences else "consistent",
            check.uid,
        )
        for key, value in judged.data.items()
    ]


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
    late = Check(
        uid=uuid4().hex,
        round_id=joint.id,
        member_id=check.member_id,
        department=check.department,
        asked_at=check.asked_at,
        request_hash=check.request_hash,
        replaces=current.id if holds else check.id,
        valid=False,
    )
    if not holds:
        case = case_queries.case_by_id(joint.case_id)
        _fill(late, _judge(check, declared_by(get(Member, check.member_id), case), answer, None))
        db.session.add(late)
        db.session.flush()
        return
    current.valid = False
    db.session.flush()
    late.valid = True
    db.session.add(late)
    _take_all(joint, [(late, answer, None)])
