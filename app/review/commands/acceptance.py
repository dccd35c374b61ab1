"""受理: accepted, to be supplemented, refused; and the end of a case that is withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from app.calendar import deadline, next_working_day
from app.cases import commands as case_commands
from app.cases import queries as cases
from app.cases.records import Case, Letter
from app.cases.rules import document_kinds, required_documents, states
from app.registry import acting
from app.review import queries
from app.review.records import Supplement
from app.store import clock, db

MOST_ROUNDS = 2
EXEMPT = "免提交，由部门共享核验"


def request_supplement(case_id: int, missing: Sequence[str], other: str, due_on: date) -> int:
    """Asks once for everything that is missing (一次性告知) → which round it is. The office's clock stands."""
    case = cases.case_by_id(case_id, lock=True)
    before = queries.supplements(case_id)
    number = len(before) + 1
    items = _items(missing)
    db.session.add(
        Supplement(case_id=case_id, round=number, items=items, other=other, due_on=due_on, asked_at=clock.now())
    )
    case_commands.set_state(case, states.SUPPLEMENT)
    case_commands.begin_pause(case, "supplement", due_on=due_on)
    data = {"items": items, "other": other, "due_on": due_on.isoformat(), "round": number}
    case_commands.write_letter(case, "supplement", {**data, "is_last": number >= MOST_ROUNDS})
    case_commands.note(case, "supplement_requested", f"需要补正材料，请在 {due_on} 前补正", by=acting(), detail=data)
    return number


def answer_supplement(case_id: int, note: str) -> None:
    """Takes what the applicant supplemented; the office's clock starts anew."""
    case = cases.case_by_id(case_id, lock=True)
    for asked in queries.supplements(case_id):
        asked.answered_at = asked.answered_at or clock.now()
    case_commands.end_pause(case, "supplement")
    case_commands.set_state(case, states.SUBMITTED)
    detail = {"text": note} if note else None
    case_commands.note(case, "supplement_answered", "申请人已补正，重新进行受理审查", by=acting(), detail=detail)


def accept_case(
    case_id: int, *, received: date | None, answer: dict[str, Any] | None, first_review: dict[str, Any] | None
) -> tuple[date, date]:
    """Accepts the case and writes the receipt → the day of acceptance, the day the first review begins.

    `answer`, `first_review`: the {days, unit} in which the office must answer, and review. `received`: the day the
    materials came, when the office let its time pass; then it has accepted as from that day (行政许可法 32(4)), so that
    nobody loses a place in the queue by its silence. The first review's time begins on the last day of that of the answer,
    however late the silence was noticed: an outage does not lengthen the office's time.
    """
    case = cases.case_by_id(case_id, lock=True)
    silent = received is not None
    accepted = case_commands.accept(case, since=received)
    case_commands.set_state(case, states.ACCEPTED)
    begun = _answer_over(case, received, answer) if received and answer else clock.today()
    promised = deadline(begun, int(first_review["days"]), first_review["unit"]) if first_review else None
    data = {
        "accepted_on": accepted.isoformat(),
        "silent": silent,
        "promised_on": promised.isoformat() if promised else None,
        "documents": _received(case),
    }
    case_commands.write_letter(case, "receipt", data)
    title = "已受理（受理机关逾期未告知，视为受理）" if silent else "已受理"
    case_commands.note(case, "accepted", title, by=acting(), detail={"accepted_on": accepted.isoformat()})
    return accepted, begun


def _answer_over(case: Case, received: date, answer: dict[str, Any]) -> date:
    """The last day of the time to answer, later by the days for which the case was held, as the engine gives them back."""
    last = deadline(received, int(answer["days"]), answer["unit"])
    for pause in sorted(cases.pauses(case), key=lambda pause: pause.began_at):
        if pause.ended_at and pause.began_at.date() >= received:
            lost = pause.ended_at.date() - pause.began_at.date()
            last = next_working_day(last + lost)
    return min(last, clock.today())


def refuse_case(case_id: int, missing: Sequence[str], other: str) -> Letter:
    """Refuses to accept (不予受理): letter with reasons and remedies, the case ends → the letter."""
    case = cases.case_by_id(case_id, lock=True)
    data = {"items": _items(missing), "other": other, "rounds": len(queries.supplements(case_id))}
    case_commands.set_state(case, states.REFUSED)
    letter = case_commands.write_letter(case, "refusal", data)
    case_commands.note(case, "refused", "不予受理", by=acting(), detail=data)
    return letter


def withdraw_case(case_id: int, cause: str) -> None:
    """Ends the case as withdrawn: by the applicant (`applicant`), or by letting a date pass (`silence`)."""
    case = cases.case_by_id(case_id, lock=True)
    standing = [pause for pause in cases.pauses(case) if pause.ended_at is None]
    due = next((pause.due_on for pause in reversed(standing) if pause.due_on), None)
    for pause in standing:
        case_commands.end_pause(case, pause.reason)
    case_commands.set_state(case, states.WITHDRAWN)
    case_commands.write_letter(case, "withdrawn", {"cause": cause, "due_on": due.isoformat() if due else None})
    title = "逾期未答复，视为撤回申请" if cause == "silence" else "申请人已撤回申请"
    case_commands.note(case, "withdrawn", title, by=acting(), detail={"cause": cause})


def void_case(case: Case) -> None:
    """Ends a case whose process an administrator cancelled: its members are free again; one that has ended stays as it is."""
    if case.closed_at is not None:
        return
    for pause in cases.pauses(case):
        case_commands.end_pause(case, pause.reason)
    before = case_commands.underlying_state(case)
    case_commands.set_state(case, states.VOID)
    letter = case_commands.write_letter(case, "voided", {"closed_on": clock.today().isoformat()})
    title = "申请已终止办理；如有疑问，请向受理的镇街或者 12345 询问"
    case_commands.note(case, "voided", title, by=acting(), detail={"state": before, "letter_id": letter.id})


def _items(codes: Sequence[str]) -> list[dict[str, str]]:
    names = document_kinds()
    return [{"code": code, "name": names[code][0]} for code in codes if code in names]


def _received(case: Case) -> list[dict[str, Any]]:
    """The documents of the receipt: what the category needs, with how many were handed in, and what else was."""
    given = Counter(document.kind for document in cases.documents(case))
    household = {
        "members": [
            {"relation": m.relation, "age": age, "student": m.student, "disabled": m.disabled} for m, age in _aged(case)
        ],
        "claims": case.facts.get("claims") or [],
    }
    needed = required_documents(case.category, household)
    lines = [
        {"code": line.code, "name": line.name, "count": given.pop(line.code, 0), "note": EXEMPT if line.exempt else ""}
        for line in needed
    ]
    names = document_kinds()
    return lines + [{"code": code, "name": names[code][0], "count": n, "note": ""} for code, n in given.items()]


def _aged(case: Case) -> list[tuple[Any, int]]:
    household = cases.members(case)
    return list(zip(household, cases.ages(household, case.submitted_on), strict=True))
