"""镇街初审, 区复审, 市终审: begin, conclude, send back to the applicant, suspend for a suspicion; and rejection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.cases import commands as case_commands
from app.cases import queries as cases
from app.cases.records import Case, Letter
from app.cases.rules import states
from app.errors import DesignError
from app.registry import acting
from app.review import queries
from app.review.records import Assessment, Opinion, Suspicion
from app.review.rules import level_of, opinions_of, reasons_of
from app.review.rules.opinions import AGREE, RETURN_PREVIOUS, level_name, rejected_state
from app.review.rules.reasons import DISHONEST
from app.store import clock, db

CITY = "ZH"
INQUIRY = "诚信核查"


def begin_review(case_id: int, level: str) -> None:
    """Puts the case before a level."""
    case, at = cases.case_by_id(case_id, lock=True), level_of(level)
    case_commands.set_state(case, at.at)
    case_commands.note(case, "review_begun", f"进入{at.name}", by=acting(), detail={"level": level})


def conclude(case_id: int, level: str, opinion: str, reasons: str, codes: Sequence[str]) -> Opinion:
    """Keeps a level's conclusion: agree, return_previous or reject. The letter of a rejection is `reject_case`'s."""
    if opinion not in opinions_of(level):
        raise DesignError(f"{level_of(level).name}不能作出结论 {opinion}")
    case, at = cases.case_by_id(case_id, lock=True), level_of(level)
    kept = Opinion(
        case_id=case_id, level=level, opinion=opinion, reasons=reasons, codes=list(codes), decided_at=clock.now()
    )
    db.session.add(kept)
    after = {AGREE: at.agreed, RETURN_PREVIOUS: at.sends_back_to}.get(opinion)
    if after:
        case_commands.set_state(case, after)
    _note_conclusion(case, kept)
    return kept


def _note_conclusion(case: Case, kept: Opinion) -> None:
    name = level_of(kept.level).name
    title = {AGREE: f"{name}：同意", RETURN_PREVIOUS: f"{name}：退回上一级重新审核"}.get(
        kept.opinion, f"{name}：不同意"
    )
    detail = {"level": kept.level, "opinion": kept.opinion, "text": kept.reasons, "codes": kept.codes}
    if kept.opinion == RETURN_PREVIOUS:
        case_commands.note(case, "review_concluded", title, audience=("applicant",), by=acting())
        case_commands.note(case, "review_concluded", title, audience=("officer",), by=acting(), detail=detail)
    else:
        case_commands.note(case, "review_concluded", title, by=acting(), detail=detail)


def request_correction(case_id: int, level: str, reasons: str, due_on: date) -> None:
    """Sends the case back to the applicant (打回修改): letter, and the office's clock stands."""
    case, at = cases.case_by_id(case_id, lock=True), level_of(level)
    case_commands.set_state(case, at.returned)
    case_commands.begin_pause(case, "correction", due_on=due_on)
    data = {"level_name": at.name, "reasons": reasons, "due_on": due_on.isoformat()}
    case_commands.write_letter(case, "correction", data, issuer=issuer_of(case, level))
    title = f"{at.name}退回修改，请在 {due_on} 前提交"
    case_commands.note(case, "correction_requested", title, by=acting(), detail={"text": reasons})


def answer_correction(case_id: int, level: str, note: str) -> set[str]:
    """Takes the applicant's answer: the same level goes on → what of the declaration was corrected since it was asked for."""
    case = cases.case_by_id(case_id, lock=True)
    asked = [pause.began_at for pause in cases.pauses(case) if pause.reason == "correction" and pause.ended_at is None]
    lines = [entry for entry in cases.corrections(case) if entry.at >= min(asked)] if asked else []
    case_commands.end_pause(case, "correction")
    case_commands.set_state(case, level_of(level).at)
    detail = {"text": note} if note else None
    case_commands.note(case, "correction_answered", "申请人已修改提交", by=acting(), detail=detail)
    return {change["what"] for line in lines for change in (line.detail or {})["changes"]}


def suspend_for_integrity(case_id: int, level: str, reasons: str) -> Suspicion:
    """Suspends the case for a suspicion of dishonesty (提交失信); the applicant reads that, not the suspicion."""
    case = cases.case_by_id(case_id, lock=True)
    suspicion = Suspicion(case_id=case_id, level=level, reasons=reasons, state_before=case.state, opened_at=clock.now())
    db.session.add(suspicion)
    case_commands.set_state(case, states.SUSPENDED)
    case_commands.begin_pause(case, "integrity")
    title = "申请中止办理，正在核查有关情况"
    case_commands.note(case, "suspended", title, audience=("applicant",), by=acting())
    detail = {"level": level, "text": reasons}
    case_commands.note(case, "suspended", "提交诚信核查", audience=("officer",), by=acting(), detail=detail)
    return suspicion


def close_integrity(case_id: int, finding: str, note: str) -> None:
    """Ends the suspension: cleared, the level goes on; confirmed, the diagram rejects."""
    case, suspicion = cases.case_by_id(case_id, lock=True), queries.open_suspicion(case_id)
    if suspicion is not None:
        suspicion.finding, suspicion.finding_note, suspicion.closed_at = finding, note, clock.now()
        case_commands.set_state(case, suspicion.state_before)
    case_commands.end_pause(case, "integrity")
    title = "核查结束，继续办理" if finding == "cleared" else "核查结束：确认存在失信行为"
    case_commands.note(case, "resumed", title, by=acting(), detail={"finding": finding})


def reject_case(case_id: int, level: str, reasons: str, codes: Sequence[str]) -> Letter:
    """Rejects the case: state, and the letter with facts, reasons by article, remedies and their dates → the letter."""
    case = cases.case_by_id(case_id, lock=True)
    assessment = queries.latest_assessment(case_id)
    listed = [
        {"code": found.code, "text": found.text, "article": found.article, "advice": found.advice}
        for found in reasons_of(codes)
    ]
    data = {
        "level_name": INQUIRY if DISHONEST in codes else level_name(level),
        "facts": _facts(assessment) if assessment else [],
        "opinion": reasons,
        "reasons": listed,
        "automated": bool(listed) and not queries.not_found(assessment, codes),
    }
    case_commands.set_state(case, rejected_state(level))
    issuer = (
        case.district if DISHONEST in codes else issuer_of(case, level)
    )  # the inquiry is the district's at any level
    letter = case_commands.write_letter(case, "rejection", data, issuer=issuer)
    detail = {"level": level, "codes": list(codes), "text": reasons, "letter": letter.number}
    case_commands.note(case, "rejected", "申请被驳回，理由和救济途径见驳回申请通知书", by=acting(), detail=detail)
    return letter


def issuer_of(case: Case, level: str) -> str:
    """The organisation that decides at a level, or after that level's notice."""
    if level in ("street", "notice_1"):
        return case.street
    return case.district if level in ("district", "notice_2") else CITY


def _facts(assessment: Assessment) -> list[dict[str, Any]]:
    """The figures of the assessment in words."""
    figures = assessment.figures
    return [
        {"name": "家庭人口", "value": f"{figures['persons']} 人"},
        {"name": "人均月收入", "value": f"{figures['income_per_head']:,.2f} 元"},
        {"name": "家庭资产", "value": f"{figures['assets']:,.2f} 元"},
        {"name": "人均住房建筑面积", "value": f"{figures['area_per_head']:.2f} ㎡"},
    ]
