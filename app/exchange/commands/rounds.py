"""A round from its first question to its result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from app import settings
from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.cases.records import Case, Member, RegistryFact
from app.exchange import queries
from app.exchange.declared import asked_about, declared_by
from app.exchange.hashing import hash_of
from app.exchange.records import Check, CheckRound
from app.exchange.rules import DEPARTMENTS, Found, compare, is_inconclusive, joint_result, round_state, verdict
from app.exchange.words import RESULTS
from app.registry import acting
from app.store import add_rows, clock, db, get, outbox, personal

TOPIC = "joint_check"
REGISTERED = "registered"
ASSISTANCE = "assistance"
"""Why the office's clock stands while a person finds out (协查)."""
ASKING, ASSISTING, ASKED = 0, 1, 2
_STATES = {"final_review": ("4005", "4006", "4010")}
"""The codes of application_states while the city asks again after a correction; before, the district asks."""
_AT_DISTRICT = ("3005", "3006", "3010")


def state_of(case: Case, phase: int) -> str:
    """The case's state while the departments are asked, while a person finds out, and after."""
    return _STATES.get(case.stage, _AT_DISTRICT)[phase]


def _pass(case: Case, phase: int) -> None:
    """Moves the case; one that is registered or housed stays what it is while its household is looked into again."""
    if case.stage != REGISTERED:
        case_commands.set_state(case, state_of(case, phase))


def send_queries(case_id: int, *, purpose: str) -> tuple[CheckRound, int]:
    """Asks every department about every member: one row of the outbox each, all in this transaction.

    → the round, and how many answers it waits for.

    An answer younger than `exchange.validity_days` is used again, compared with what is declared now; it is asked for anew
    where the declaration it stands on was corrected (see declared.asked_about). Run again while the round is open, it asks
    only what was not asked yet, and drops the checks of members who were taken out.
    """
    case = get(Case, case_id, lock=True)
    members = case_queries.members(case)
    opened = _open_round(case, purpose)
    held = _held(opened, {member.id for member in members}) if opened else []
    joint = opened or _begin_round(case, purpose)
    asked = {(check.member_id, check.department) for check in held}
    since = clock.now() - timedelta(days=settings.current().exchange.validity_days)
    known = queries.fresh_checks([member.id for member in members], since=since)
    pairs = [(member, code) for member in members for code in DEPARTMENTS if (member.id, code) not in asked]
    checks = [_check(joint, case, member, code, known.get((member.id, code))) for member, code in pairs]
    add_rows(checks)
    _compare_anew(case, members, [check for check in checks if check.reused_from])
    asking = {f"check-{check.uid}": _payload(check, case_id) for check in checks if check.state == "pending"}
    outbox.put_all(TOPIC, asking, max_attempts=settings.current().exchange.attempts)
    if checks:
        _pass(case, ASKING)
    settle(joint, held + checks)
    db.session.flush()
    return joint, len(asking) + sum(check.state == "pending" for check in held)


def _open_round(case: Case, purpose: str) -> CheckRound | None:
    latest = queries.latest_round(case.id)
    is_open = latest is not None and latest.closed_at is None and latest.purpose == purpose
    return latest if is_open else None


def _begin_round(case: Case, purpose: str) -> CheckRound:
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


def _held(joint: CheckRound, member_ids: set[int]) -> list[Check]:
    """The checks that hold already; those of members who were taken out hold no more."""
    checks = queries.valid_checks(joint.id)
    for check in checks:
        check.valid = check.member_id in member_ids
    return [check for check in checks if check.valid]


def _check(joint: CheckRound, case: Case, member: Member, department: str, known: Check | None) -> Check:
    declared = hash_of(asked_about(member, case, department))
    if known is None or known.missing or known.declared_hash != declared:
        return Check(round_id=joint.id, member_id=member.id, department=department, declared_hash=declared)
    return Check(
        uid=personal.new_uid(),
        declared_hash=declared,
        round_id=joint.id,
        member_id=member.id,
        department=department,
        state=known.state,
        asked_at=known.asked_at,
        answered_at=known.answered_at,
        request_hash=known.request_hash,
        response_hash=known.response_hash,
        responder=known.responder,
        reused_from=known.id,
        found_by=known.found_by,
        finding_note=known.finding_note,
        evidence_number=known.evidence_number,
    )


def _compare_anew(case: Case, members: list[Member], reused: list[Check]) -> None:
    """A reused answer against what is declared now, which may have been corrected since."""
    household = {member.id: member for member in members}
    said: list[case_commands.Said] = []
    for check in reused:
        facts = queries.facts(queries.check_by_id(check.reused_from or 0))
        answers = {key: fact.answer for key, fact in facts.items()}
        compared = compare(check.department, declared_by(household[check.member_id], case), answers)
        check.differences = list(compared.differences)
        if check.found_by:
            check.finding = verdict(compared.differences, Found(answers))
        else:
            check.state = compared.state
        said += [_again(fact, check) for fact in facts.values()]
    case_commands.keep_registry_facts(case.id, said)


def _again(fact: RegistryFact, check: Check) -> case_commands.Said:
    """The fact of an earlier round as this round's: from when it was answered, by whom, compared as it stands now."""
    return case_commands.Said(
        fact.member_id,
        fact.department,
        fact.kind,
        fact.answer,
        "inconsistent" if fact.kind in check.differences else "consistent",
        check.uid,
        fact.found_by,
        fact.evidence,
        fact.answered_at,
    )


def ask_later(check: Check, joint: CheckRound) -> None:
    """Goes on asking a silent department while a person finds out: a long outage heals by itself. Once a check."""
    rows = {f"check-{check.uid}-later": _payload(check, joint.case_id)}
    outbox.put_all(TOPIC, rows, max_attempts=settings.current().exchange.later_attempts)


def _payload(check: Check, case_id: int) -> dict[str, Any]:
    """What the outbox keeps: ids only; the adapter reads the number from the case when it asks."""
    return {
        "check_id": check.id,
        "round_id": check.round_id,
        "case_id": case_id,
        "member_id": check.member_id,
        "department": check.department,
    }


def settle(joint: CheckRound, checks: Sequence[Check]) -> None:
    """Brings the round's state (HC 0–5) in line with the checks that hold in it. No flush."""
    sent = any(check.asked_at is not None for check in checks)
    joint.state = round_state([queries.standing(check) for check in checks], sent=sent)


def summarise(round_id: int) -> list[int]:
    """The ids of the checks a person must look into; what has not been answered by now is timed out."""
    joint = get(CheckRound, round_id, lock=True)
    checks = queries.valid_checks(round_id)
    for check in checks:
        if check.state == "pending":
            check.state, check.trouble = "timeout", "not in time"
    settle(joint, checks)
    db.session.flush()
    found = [check.id for check in checks if is_inconclusive(queries.standing(check))]
    if found:
        case = case_queries.case_by_id(joint.case_id)
        _pass(case, ASSISTING)
        case_commands.begin_pause(case, ASSISTANCE)
    return found


def close_round(round_id: int) -> str:
    """Closes the round → passed, mismatch or unresolved. Closed again, it says the same."""
    joint = get(CheckRound, round_id, lock=True)
    if joint.closed_at is not None and joint.result is not None:
        return joint.result
    checks = queries.valid_checks(round_id)
    settle(joint, checks)
    joint.result = joint_result(queries.standing(check) for check in checks)
    joint.closed_at = clock.now()
    case = case_queries.case_by_id(joint.case_id)
    _pass(case, ASKED)
    case_commands.end_pause(case, ASSISTANCE)
    case_commands.note(case, "joint_check_closed", str(RESULTS[joint.result]), audience=("officer",), by=acting())
    return joint.result
