"""A round from its first question to its result."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app import settings
from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.cases.records import Case, Member
from app.exchange import queries
from app.exchange.records import Check, CheckRound
from app.exchange.rules import DEPARTMENTS, is_inconclusive, joint_result, round_state
from app.exchange.words import RESULTS
from app.registry import acting
from app.store import clock, db, get, outbox

TOPIC = "joint_check"
ASKING, ASSISTING, ASKED = "3005", "3006", "3010"
"""Codes of application_states: 联合审查中, 人工协查中, 区待复审."""


def send_queries(case_id: int, *, purpose: str) -> CheckRound:
    """Asks every department about every member: one row of the outbox each, all in this transaction.

    An answer younger than `exchange.validity_days` is used again. Run again while the round is open, it asks only what was
    not asked yet.
    """
    case = get(Case, case_id, lock=True)
    joint = _open_round(case, purpose)
    members = case_queries.members(case)
    asked = {(check.member_id, check.department) for check in queries.valid_checks(joint.id)}
    since = clock.now() - timedelta(days=settings.current().exchange.validity_days)
    known = queries.fresh_checks([member.id for member in members], since=since)
    pairs = [(member, code) for member in members for code in DEPARTMENTS if (member.id, code) not in asked]
    checks = [_check(joint, member, code, known.get((member.id, code))) for member, code in pairs]
    db.session.add_all(checks)
    db.session.flush()
    outbox.put_all(
        TOPIC,
        {f"check-{check.uid}": _payload(check, case_id) for check in checks if check.state == "pending"},
        max_attempts=settings.current().exchange.attempts,
    )
    if checks:
        case_commands.set_state(case, ASKING)
    settle(joint)
    return joint


def _open_round(case: Case, purpose: str) -> CheckRound:
    latest = queries.latest_round(case.id)
    if latest is not None and latest.closed_at is None and latest.purpose == purpose:
        return latest
    joint = CheckRound(
        case_id=case.id,
        purpose=purpose,
        authorisation=f"{case.number}-A",
        started_at=clock.now(),
        state=0,
    )
    db.session.add(joint)
    db.session.flush()
    return joint


def _check(joint: CheckRound, member: Member, department: str, known: Check | None) -> Check:
    if known is None or known.missing:
        return Check(round_id=joint.id, member_id=member.id, department=department)
    return Check(
        round_id=joint.id,
        member_id=member.id,
        department=department,
        state=known.state,
        asked_at=known.asked_at,
        answered_at=known.answered_at,
        request_hash=known.request_hash,
        response_hash=known.response_hash,
        responder=known.responder,
        differences=list(known.differences),
        reused_from=known.id,
        finding=known.finding,
        finding_note=known.finding_note,
        evidence_number=known.evidence_number,
    )


def _payload(check: Check, case_id: int) -> dict[str, Any]:
    """What the outbox keeps: ids only; the adapter reads the number from the case when it asks."""
    return {
        "check_id": check.id,
        "round_id": check.round_id,
        "case_id": case_id,
        "member_id": check.member_id,
        "department": check.department,
    }


def settle(joint: CheckRound) -> None:
    """Brings the round's state (HC 0–5) in line with its checks."""
    checks = queries.valid_checks(joint.id)
    sent = any(check.asked_at is not None for check in checks)
    joint.state = round_state([queries.standing(check) for check in checks], sent=sent)
    db.session.flush()


def summarise(round_id: int) -> list[int]:
    """The ids of the checks a person must look into; what has not been answered by now is timed out."""
    joint = get(CheckRound, round_id, lock=True)
    checks = queries.valid_checks(round_id)
    for check in checks:
        if check.state == "pending":
            check.state, check.trouble = "timeout", "not in time"
    settle(joint)
    found = [check.id for check in checks if is_inconclusive(queries.standing(check))]
    if found:
        case_commands.set_state(case_queries.case_by_id(joint.case_id), ASSISTING)
    return found


def close_round(round_id: int) -> str:
    """Closes the round → passed, mismatch or unresolved. Closed again, it says the same."""
    joint = get(CheckRound, round_id, lock=True)
    if joint.closed_at is not None and joint.result is not None:
        return joint.result
    settle(joint)
    joint.result = joint_result(queries.standing(check) for check in queries.valid_checks(round_id))
    joint.closed_at = clock.now()
    case = case_queries.case_by_id(joint.case_id)
    case_commands.set_state(case, ASKED)
    case_commands.note(case, "joint_check_closed", str(RESULTS[joint.result]), audience=("officer",), by=acting())
    db.session.flush()
    return joint.result
