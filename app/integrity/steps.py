"""What the diagrams violation and integrity call, and `is_barred` for whoever lets people apply."""

from __future__ import annotations

from typing import Any

from app.cases import queries as cases
from app.integrity import commands, queries
from app.registry import step


@step
def is_barred(case_id: int) -> dict[str, Any]:
    """Whether a member of the household may not apply today → is_barred, barred_until (ISO or None), barred_by (numbers)."""
    household = cases.members(cases.case_by_id(case_id))
    found = queries.barring(member.id_number_index for member in household)
    last = max((record.barred_until for record in found if record.barred_until), default=None)
    return {
        "is_barred": bool(found),
        "barred_until": last and last.isoformat(),
        "barred_by": [record.number for record in found],
    }


@step
def identify(violation_id: int, person: str | None, person_name: str, district: str) -> dict[str, Any]:
    """Says whose violation it is."""
    commands.identify(violation_id, person, person_name, district)
    return {}


@step
def write_violation_letter(
    violation_id: int,
    letter: str,
    facts: str,
    order: str,
    statement: str,
    fine_fen: float,
    terms: dict[str, Any],
    limits: dict[str, Any],
    person_mask: str,
) -> dict[str, Any]:
    """Writes the notice of rights or the decision → letter_id."""
    data = {
        "facts": facts,
        "order": order,
        "statement": statement,
        "fine_fen": int(fine_fen),
        "basis": terms["basis"],
        "hearing_days": limits["hearing_request"]["days"],
        "pay_days": limits["pay"]["days"],
        "review_days": limits["review"]["days"],
        "suit_months": limits["suit"]["days"],
    }
    return {"letter_id": commands.write_violation_letter(violation_id, letter, person_mask, data).id}


@step
def close_violation(
    violation_id: int,
    state: str,
    findings: str | None = None,
    decision_order: str | None = None,
    fine: float | None = None,
    orders_return: bool | None = None,
) -> dict[str, Any]:
    """The violation is over."""
    decided = {"order": decision_order, "fine": fine, "orders_return": orders_return} if state == "decided" else {}
    commands.close_violation(violation_id, state, findings=findings, **decided)
    return {}


@step
def open_record(
    matter: str,
    district: str,
    kind: str,
    facts: str,
    evidence: str,
    terms: dict[str, Any],
    case_id: int | None = None,
    person: str | None = None,
    person_name: str = "",
    person_mask: str = "",
) -> dict[str, Any]:
    """Holds a violation against a person → record_id, record_number, until_on."""
    said = {
        "matter": matter, "district": district, "kind": kind, "facts": facts, "evidence": evidence,
        "case_id": case_id, "person": person, "person_name": person_name, "person_mask": person_mask,
    }  # fmt: skip
    record = commands.open_record(said, terms)
    return {"record_id": record.id, "record_number": record.number, "until_on": record.until_on.isoformat()}


@step
def write_notice(record_id: int, terms: dict[str, Any]) -> dict[str, Any]:
    """Tells the person → letter_id."""
    return {"letter_id": commands.write_notice(record_id, published=terms["published"]).id}


@step
def publish(record_id: int) -> dict[str, Any]:
    """Opens the record to the public."""
    commands.publish(record_id)
    return {}


@step
def end_record(record_id: int, state: str, text: str) -> dict[str, Any]:
    """The record is over: expired, repaired, revoked."""
    commands.end_record(record_id, state, text)
    return {}


@step
def refuse_repair(record_id: int, text: str) -> dict[str, Any]:
    """The record stays."""
    commands.note(record_id, "repair_refused", text)
    return {}
