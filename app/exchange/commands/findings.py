"""协查: what an officer found out where a department gave no usable answer; it counts as a department's answer does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.cases.records import Member
from app.errors import Invalid
from app.exchange import queries
from app.exchange.commands.rounds import settle
from app.exchange.declared import declared_by
from app.exchange.records import Check, CheckRound
from app.exchange.rules import DEPARTMENTS, Found, compare, found_by_hand, verdict
from app.exchange.rules.shapes import malformed
from app.exchange.words import FACTS
from app.store import clock, db, get, personal


def keep_finding(
    check_id: int, *, typed: Mapping[str, Any], note: str, evidence_number: str | None = None, by: str
) -> Check:
    """Appends what officer `by` found out as the check that holds from now on, and its facts to those of the case.

    `typed` by fact: see rules.by_hand. What the department did answer stays beside it. The same finding again changes
    nothing. Invalid when a fact has not its shape.
    """
    asked = queries.check_by_id(check_id)
    joint = get(CheckRound, asked.round_id, lock=True)
    current = queries.current_check(asked)
    known = queries.answered(current)
    found = found_by_hand(queries.open_items(asked) or DEPARTMENTS[asked.department].items, typed)
    wrong = malformed(found.facts, DEPARTMENTS[current.department].items)
    if wrong:
        raise Invalid("、".join(str(FACTS[key]) for key in wrong))
    if _is_same(current, note, found):
        return current
    current.valid = False
    db.session.flush()
    kept = _after(current, note, evidence_number or None, by)
    _judge(kept, joint, {**known, **found.facts}, found)
    db.session.add(kept)
    db.session.flush()
    case_commands.keep_registry_facts(joint.case_id, _said(kept, found))
    settle(joint, queries.valid_checks(joint.id))
    db.session.flush()
    return kept


def _is_same(current: Check, note: str, found: Found) -> bool:
    own = [fact for fact in queries.facts(current).values() if fact.source == current.uid]
    facts = {fact.kind: fact.answer for fact in own if fact.state != "no_record"}
    no_record = {fact.kind for fact in own if fact.state == "no_record"}
    same = facts == found.facts and no_record == set(found.no_record)
    return current.state == "assisted" and current.finding_note == note and same


def _after(current: Check, note: str, evidence_number: str | None, by: str) -> Check:
    """The check that takes the place of `current`, with what had been asked and answered."""
    return Check(
        uid=personal.new_uid(),
        round_id=current.round_id,
        member_id=current.member_id,
        department=current.department,
        state="assisted",
        asked_at=current.asked_at,
        answered_at=clock.now(),
        request_hash=current.request_hash,
        response_hash=current.response_hash,
        responder=current.responder,
        declared_hash=current.declared_hash,
        replaces=current.id,
        finding_note=note,
        evidence_number=evidence_number,
        found_by=by,
    )


def _judge(check: Check, joint: CheckRound, facts: dict[str, Any], found: Found) -> None:
    """The verdict comes from the comparison, as with a department's answer: nobody ticks that somebody passes."""
    declared = declared_by(get(Member, check.member_id), case_queries.case_by_id(joint.case_id))
    compared = compare(check.department, declared, facts)
    check.differences, check.missing = list(compared.differences), list(compared.missing)
    check.finding = verdict(compared.differences, found)


def _said(check: Check, found: Found) -> list[case_commands.Said]:
    """One fact of the case for each thing found, and one for each “no record”, which decides nothing but is known."""
    state = {key: "inconsistent" if key in check.differences else "consistent" for key in found.facts}
    state |= dict.fromkeys(found.no_record, "no_record")
    return [
        case_commands.Said(
            check.member_id,
            check.department,
            key,
            found.facts.get(key),
            state[key],
            check.uid,
            found_by=check.found_by,
            evidence=check.evidence_number,
        )
        for key in state
    ]
