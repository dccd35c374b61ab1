"""A case and its diagram: the variables it starts with, the stages a citizen sees, the documents a draft still needs."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno

from app.cases import queries
from app.cases.records import Case
from app.cases.rules import BANDS, Problem, Required, is_final, required_documents, stage_of, states
from app.cases.rules import can_withdraw as may_withdraw
from app.cases.rules import document_kinds as kinds
from app.cases.words import language
from app.people.rules import age_on, check_id_number
from app.store import clock

CITY = "ZH"
STAGE_NAMES_EN = {
    "submitted": "Submitted",
    "accept": "Acceptance",
    "first_review": "First review (subdistrict)",
    "notice_1": "First notice",
    "second_review": "Second review (district)",
    "notice_2": "Second notice",
    "final_review": "Final review (city)",
    "notice_3": "Third notice",
    "registered": "Waiting list",
}


@dataclass(frozen=True)
class Stage:
    """A stage of the line: its name, its day where there is one, and how it stands.

    `state`: done, current, waiting (for the applicant), held (suspended there), stopped (ended there) or todo.
    """

    key: str
    name: str
    state: str
    on: date | None


@dataclass(frozen=True)
class DraftDocument:
    """A document a draft needs, of one member (their key) or of the household ("")."""

    code: str
    name: str
    member_key: str
    reason: str
    exempt: bool


def start_data(case: Case) -> dict[str, Any]:
    """The variables the diagram `application` starts with."""
    return {
        "case_id": case.id,
        "case_number": case.number,
        "category": case.category,
        "street": case.street,
        "district": case.district,
        "city": CITY,
        "submitted_on": case.submitted_on.isoformat(),
    }


def stages(case: Case) -> list[Stage]:
    """The line of stages with where the case stands."""
    reached = [band.key for band in BANDS].index(stage_of(case.state) or case.stage)
    here = _here(case.state)
    days: dict[str, date | None] = {key: date.fromisoformat(day) for key, day in case.stage_days.items()}
    days |= {"submitted": case.submitted_on, "accept": case.accepted_on}
    found = []
    for i, band in enumerate(BANDS):
        state = "done" if i < reached else here if i == reached else "todo"
        name = band.name if language() == "zh" else STAGE_NAMES_EN[band.key]
        found.append(Stage(band.key, name, state, days.get(band.key)))
    return found


def _here(state: str) -> str:
    if is_final(state):
        return "stopped"
    if state in states.STANDING_STILL:
        return "held"
    if state in states.AFTER_REGISTRATION:
        return "done"
    return "waiting" if state in states.WITH_THE_APPLICANT else "current"


def can_withdraw(case: Case) -> bool:
    """Whether the applicant may still withdraw the case."""
    return may_withdraw(case.state)


def number_of(case_id: int) -> str:
    """The number of a case."""
    return queries.case_by_id(case_id).number


def document_kinds() -> list[tuple[str, str]]:
    """The kinds of documents as choices, in the reader's language."""
    return [(code, names[0] if language() == "zh" else names[1]) for code, names in kinds().items()]


def required_for_draft(application: dict[str, Any], member_keys: Sequence[str]) -> list[DraftDocument]:
    """The documents an unfinished application needs, one line a document and member concerned."""
    day = _day(application.get("submitted_on")) or clock.today()
    household = {
        "members": [{**member, "age": _age(member, day)} for member in application["members"]],
        "claims": application.get("claims") or [],
    }
    found = []
    for needed in required_documents(int(application["category"]), household):
        keys = [member_keys[i] for i in needed.members] if needed.per_member else [""]
        found += [_line(needed, key) for key in keys]
    return found


def unfinished(text: str) -> Problem:
    """A problem of the whole application, in words of the caller's."""
    return Problem("", "said", {"value": text})


def qr(address: str) -> str:
    """A QR code as inline SVG."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def _line(needed: Required, key: str) -> DraftDocument:
    chinese = language() == "zh"
    name, reason = (needed.name, needed.reason) if chinese else (needed.name_en, needed.reason_en)
    return DraftDocument(needed.code, name, key, reason, needed.exempt)


def _age(member: dict[str, Any], day: date) -> int | None:
    number = member.get("id_number")
    if not number or check_id_number(number):
        return None
    return age_on(number, day)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
