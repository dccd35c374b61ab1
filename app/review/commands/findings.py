"""What is found out about a household: at its home, by civil affairs, by the registries and the decision tables."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from app.cases import commands as case_commands
from app.cases import queries as cases
from app.registry import acting
from app.review import queries
from app.review.queries import Anew
from app.review.records import Assessment, HomeVisit, IncomeCheck
from app.store import clock, db

VISITED, CHECKED = "入户调查已完成", "区民政收入核对已完成"


def keep_home_visit(case_id: int, *, visited_on: date, visitors: tuple[str, str], found: dict[str, str]) -> HomeVisit:
    """Keeps the record of a home visit. `found`: living_condition, persons_met, neighbours, note."""
    case = cases.case_by_id(case_id)
    visit = HomeVisit(
        case_id=case_id,
        visited_on=visited_on,
        visitor_1=visitors[0],
        visitor_2=visitors[1],
        living_condition=found.get("living_condition") or "",
        persons_met=found.get("persons_met") or "",
        neighbours=found.get("neighbours") or "",
        note=found.get("note") or "",
        kept_at=clock.now(),
    )
    db.session.add(visit)
    case_commands.note(case, "home_visited", VISITED, by=acting(), detail={"visited_on": visited_on.isoformat()})
    return visit


def keep_income_check(case_id: int, *, opinion: str, income_fen: int | None, note: str) -> IncomeCheck:
    """Keeps what civil affairs found of the income: confirmed, differs or unclear."""
    case = cases.case_by_id(case_id)
    check = IncomeCheck(case_id=case_id, opinion=opinion, income_fen=income_fen, note=note, kept_at=clock.now())
    db.session.add(check)
    case_commands.note(case, "income_checked", CHECKED, by=acting(), detail={"opinion": opinion})
    return check


def assemble_facts(case_id: int, anew: Anew | None = None) -> dict[str, Any]:
    """The verified facts of the case for the decision `eligibility` (rules.facts): figures, codes and days only."""
    return queries.facts_of(cases.case_by_id(case_id), anew)


def keep_assessment(case_id: int, assessment: dict[str, Any], facts: dict[str, Any]) -> Assessment:
    """Keeps what the decision gave, with the facts it was given and their digest (SHA-256 of canonical JSON)."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    kept = Assessment(
        case_id=case_id,
        policy_version=str(assessment.get("policy_version") or ""),
        eligible=bool(assessment["eligible"]),
        codes=list(assessment["codes"]),
        figures={key: _plain(value) for key, value in assessment["figures"].items()},
        facts=json.loads(text),
        facts_digest=hashlib.sha256(text.encode()).hexdigest(),
        assessed_at=clock.now(),
    )
    db.session.add(kept)
    title = "资格判定：符合条件" if kept.eligible else f"资格判定：{len(kept.codes)} 项不符合"
    case = cases.case_by_id(case_id)
    detail = {"codes": kept.codes, "figures": kept.figures, "policy_version": kept.policy_version}
    case_commands.note(case, "assessed", title, audience=("officer",), by=acting(), detail=detail)
    return kept


def _plain(value: Any) -> int | float:
    """A figure as JSON has it."""
    exact = float(value)
    return int(exact) if exact.is_integer() else exact
