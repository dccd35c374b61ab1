"""What officers read of a joint check: beside the 协查 form, and (by name, from any room) the whole round as a matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template
from markupsafe import Markup

from app.cases import queries as case_queries
from app.cases.records import Member, RegistryFact
from app.exchange import queries, sayings, words
from app.exchange.declared import declared_by
from app.exchange.records import Check, CheckRound
from app.exchange.rules import DEPARTMENTS, compare, is_inconclusive
from app.people import queries as people
from app.registry import panel
from app.store import get


@panel
def assist(variables: dict[str, Any]) -> Markup:
    """Beside 协查 (`check_id`): who was asked what and why, declared against answered, and everything asked before."""
    check = queries.current_check(queries.check_by_id(int(variables["check_id"])))
    history = queries.history(check.member_id, check.department)
    joint = queries.round_by_id(check.round_id)
    member = get(Member, check.member_id)
    return _render(
        "assist",
        check=check,
        joint=joint,
        member=member,
        items=[words.FACTS[item] for item in DEPARTMENTS[check.department].items],
        rows=side_by_side(check, joint),
        history=[(row, _said(row)) for row in history],
        names=people.names_of(row.found_by for row in history if row.found_by),
    )


@panel
def joint_check(variables: dict[str, Any]) -> Markup:
    """The newest round of a case (`case_id`): members × departments, with declared and registered where they differ."""
    case_id = int(variables["case_id"])
    joint = queries.latest_round(case_id)
    checks = queries.valid_checks(joint.id) if joint else []
    by_place = {(check.member_id, check.department): check for check in checks}
    differing = [check for check in checks if check.differences]
    return _render(
        "joint_check",
        joint=joint,
        members=case_queries.members(case_queries.case_by_id(case_id)),
        checks=by_place,
        differing=[(check, get(Member, check.member_id), side_by_side(check, joint)) for check in differing if joint],
        open=[check for check in checks if is_inconclusive(queries.standing(check))],
    )


def _said(check: Check) -> list[tuple[Any, str]]:
    """What was answered or found, in words, late answers too: (fact, saying)."""
    return [(words.FACTS[key], sayings.say(key, value)) for key, value in queries.answered(check).items()]


def side_by_side(check: Check, joint: CheckRound) -> Sequence[dict[str, Any]]:
    """Each fact of a check in words: `{"fact", "declared", "registered", "differs", "by_hand"}`, those that differ first.

    `by_hand` is None or says who found it out, when, and the number of the evidence.
    """
    declared = declared_by(get(Member, check.member_id), case_queries.case_by_id(joint.case_id))
    found = compare(check.department, declared, queries.answered(check))
    facts = queries.facts(check)
    names = people.names_of(fact.found_by for fact in facts.values() if fact.found_by)
    return [
        {
            "fact": words.FACTS[row.key],
            "declared": sayings.say_declared(row.key, row.declared),
            "registered": sayings.say(row.key, row.registered),
            "differs": row.differs,
            "by_hand": _by_hand(facts[row.key], names),
        }
        for row in sorted(found.rows, key=lambda row: not row.differs)
    ]


def _by_hand(fact: RegistryFact, names: dict[str, str]) -> dict[str, Any] | None:
    if not fact.found_by:
        return None
    return {"who": names[fact.found_by], "on": fact.answered_at.date(), "evidence": fact.evidence}


def _render(name: str, **content: Any) -> Markup:
    return Markup(render_template(f"exchange/{name}.html", words=words, departments=DEPARTMENTS, **content))
