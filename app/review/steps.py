"""What the diagrams application, three_reviews and review call. Days in process data are ISO text."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.cases import queries as cases
from app.cases.rules import OF_INCOME, fen
from app.registry import step
from app.review import commands, queries
from app.review.rules import reasons_of


@step
def request_supplement(case_id: int, missing: list[str], missing_other: str, due_on: str) -> dict[str, Any]:
    """Asks for everything that is missing, once → supplement_rounds."""
    rounds = commands.request_supplement(case_id, missing or [], missing_other or "", date.fromisoformat(due_on))
    return {"supplement_rounds": rounds}


@step
def answer_supplement(case_id: int, supplement_note: str | None = None) -> dict[str, Any]:
    """Takes what the applicant supplemented."""
    commands.answer_supplement(case_id, supplement_note or "")
    return {}


@step
def accept_case(
    case_id: int, accept_from: str, silent: bool = False, limits: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Accepts, if `silent` as from `accept_from` → accepted_on, and review_from: the first review's time begins."""
    received, times = date.fromisoformat(accept_from) if silent else None, limits or {}
    accepted, begun = commands.accept_case(
        case_id, received=received, answer=times.get("accept"), first_review=times.get("first_review")
    )
    return {"accepted_on": accepted.isoformat(), "review_from": begun.isoformat()}


@step
def refuse_case(case_id: int, missing: list[str] | None = None, missing_other: str | None = None) -> dict[str, Any]:
    """Refuses to accept → letter_id, decided_at (acceptance)."""
    letter = commands.refuse_case(case_id, missing or [], missing_other or "")
    return {"letter_id": letter.id, "decided_at": "acceptance"}


@step
def withdraw_case(case_id: int, cause: str) -> dict[str, Any]:
    """Ends the case as withdrawn; `cause` applicant or silence."""
    commands.withdraw_case(case_id, cause)
    return {}


@step
def void_case(case_number: str) -> dict[str, Any]:
    """Ends a case whose process was cancelled → case_id."""
    case = cases.case_by_number(case_number)
    commands.void_case(case)
    return {"case_id": case.id}


@step
def revive_case(case_number: str, standing: list[str]) -> dict[str, Any]:
    """Goes on with a case whose process had ended and was set back; `standing`: where it stands, `<diagram>/<element>`."""
    commands.revive_case(cases.case_by_number(case_number), standing)
    return {}


@step
def keep_home_visit(
    case_id: int,
    visited_on: str,
    visitor_1: str,
    visitor_2: str,
    living_condition: str = "",
    persons_met: str = "",
    neighbours: str = "",
    visit_note: str = "",
) -> dict[str, Any]:
    """Keeps the home visit → visit_id."""
    found = {
        "living_condition": living_condition,
        "persons_met": persons_met,
        "neighbours": neighbours,
        "note": visit_note,
    }
    day, visitors = date.fromisoformat(visited_on), (visitor_1, visitor_2)
    return {"visit_id": commands.keep_home_visit(case_id, visited_on=day, visitors=visitors, found=found).id}


@step
def keep_civil_affairs(
    case_id: int, income_opinion: str, civil_income: Any = None, civil_note: str | None = None
) -> dict[str, Any]:
    """Keeps what civil affairs found of the income; `civil_income` in yuan a month where it differs."""
    found = None if civil_income in (None, "") else fen(civil_income)
    commands.keep_income_check(case_id, opinion=income_opinion, income_fen=found, note=civil_note or "")
    return {}


@step
def begin_review(case_id: int, level: str) -> dict[str, Any]:
    """Puts the case before a level → found_codes: what the assessment found, if there is one yet."""
    commands.begin_review(case_id, level)
    assessment = queries.latest_assessment(case_id)
    return {"found_codes": list(assessment.codes) if assessment else []}


@step
def conclude(
    case_id: int, level: str, opinion: str, reasons: str | None = None, codes: list[str] | None = None
) -> dict[str, Any]:
    """Keeps a level's conclusion."""
    commands.conclude(case_id, level, opinion, reasons or "", codes or [])
    return {}


@step
def request_correction(case_id: int, level: str, reasons: str, due_on: str) -> dict[str, Any]:
    """Sends the case back to the applicant."""
    commands.request_correction(case_id, level, reasons or "", date.fromisoformat(due_on))
    return {}


@step
def answer_correction(case_id: int, level: str, correction_note: str | None = None) -> dict[str, Any]:
    """Takes the applicant's answer → corrected: the declaration was; income_corrected: an income, or who lives off it."""
    found = commands.answer_correction(case_id, level, correction_note or "")
    return {"corrected": bool(found), "income_corrected": not found.isdisjoint(OF_INCOME)}


@step
def suspend_for_integrity(case_id: int, level: str, reasons: str) -> dict[str, Any]:
    """Suspends the case for a suspicion."""
    commands.suspend_for_integrity(case_id, level, reasons or "")
    return {}


@step
def close_integrity(case_id: int, finding: str, finding_note: str | None = None) -> dict[str, Any]:
    """Ends the suspension with its finding."""
    commands.close_integrity(case_id, finding, finding_note or "")
    return {}


@step
def assemble_facts(
    case_id: int, assessed_on: str | None = None, assessed_category: int | None = None, household_income: Any = None
) -> dict[str, Any]:
    """The verified facts → facts. A household that lives in its home is assessed as it is now: see queries.Anew."""
    if assessed_on is None:
        return {"facts": commands.assemble_facts(case_id)}
    category = None if assessed_category is None else int(assessed_category)
    anew = queries.Anew(date.fromisoformat(assessed_on), category, household_income)
    return {"facts": commands.assemble_facts(case_id, anew)}


@step
def keep_assessment(case_id: int, assessment: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Keeps the decision's answer with its facts → assessment_id, found_codes."""
    kept = commands.keep_assessment(case_id, assessment, facts)
    return {"assessment_id": kept.id, "found_codes": list(kept.codes)}


@step
def name_reasons(codes: list[str]) -> dict[str, Any]:
    """What an assessment found, in words with their articles, for letters of other rooms → trace."""
    return {"trace": [f"{one.text}（{one.article}）" for one in reasons_of(codes or [])]}


@step
def reject_case(case_id: int, level: str, reasons: str | None = None, codes: list[str] | None = None) -> dict[str, Any]:
    """Rejects the case with its letter → letter_id, decided_at (the level or notice)."""
    return {"letter_id": commands.reject_case(case_id, level, reasons or "", codes or []).id, "decided_at": level}


@step
def recall_decision(letter_id: int, decided_at: str) -> dict[str, Any]:
    """Takes the decision of a letter back, because its process was set back to before it → letter_id of the correction."""
    return {"letter_id": commands.recall_decision(letter_id, decided_at).id}
