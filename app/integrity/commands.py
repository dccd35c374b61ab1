"""What may be done with violations and records. Everything flushes; the caller commits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app import engine
from app.calendar import months_after
from app.cases import codes
from app.cases import commands as cases
from app.cases import queries as matters
from app.cases.records import Letter
from app.errors import Conflict
from app.integrity.records import IntegrityEntry, IntegrityRecord, Violation
from app.registry import acting
from app.store import clock, db, get, personal

RECORD, LEASE = "记录编号", "租约编号"


def report_violation(answers: dict[str, Any], *, by: str) -> Violation:
    """Keeps a report and starts its process; `answers` are those of the form `integrity.report`."""
    violation = Violation(
        number=cases.next_number("violation"),
        matter=answers["lease_number"].strip().upper(),
        person_name="",
        district="",
        kind=answers["kind"],
        source=answers["source"],
        report=answers["report"],
        known_on=date.fromisoformat(answers["known_on"]),
        decision={},
        reported_by=by,
        reported_at=clock.now(),
    )
    db.session.add(violation)
    db.session.flush()
    data = {
        "violation_id": violation.id,
        "violation_number": violation.number,
        "lease_number": violation.matter,
        "kind": violation.kind,
        "known_on": violation.known_on.isoformat(),
        "report": violation.report,
    }
    engine.start("violation", business_key=violation.number, data=data, by=by)
    return violation


def identify(violation_id: int, person: str | None, name: str, district: str) -> None:
    """Says whose violation it is; `person` is the blind index in hex."""
    violation = get(Violation, violation_id, lock=True)
    violation.person = bytes.fromhex(person) if person else None
    violation.person_name, violation.district = name, district
    db.session.flush()


def close_violation(violation_id: int, state: str, **kept: Any) -> None:
    """The violation is over: unfounded, lapsed, cleared, decided; what was found and decided stays with it."""
    violation = get(Violation, violation_id, lock=True)
    violation.state, violation.decided_on = state, clock.today()
    violation.findings = kept.pop("findings", None) or ""
    violation.decision = kept
    db.session.flush()


def open_record(facts: dict[str, Any], terms: dict[str, Any]) -> IntegrityRecord:
    """Holds a violation against a person from today on. `terms`: the decision `violation_terms`.

    With a `case_id` the person is the applicant of that case; else `person`, `person_name`, `person_mask` say who it is.
    """
    today = clock.today()
    person, name, mask = _person(facts)
    barred = terms["bar_months"]
    record = IntegrityRecord(
        number=cases.next_number("integrity"),
        matter=facts["matter"],
        person=person,
        person_name=name,
        person_mask=mask,
        district=facts["district"],
        violation=facts["kind"],
        facts=facts["facts"],
        basis=terms["basis"],
        evidence=facts["evidence"],
        from_on=today,
        until_on=months_after(today, int(terms["record_months"])),
        barred_until=None if barred is None else months_after(today, int(barred)),
    )
    db.session.add(record)
    db.session.flush()
    note(record.id, "recorded")
    return record


def _person(facts: dict[str, Any]) -> tuple[bytes | None, str, str]:
    if facts.get("case_id"):
        applicant = matters.applicant(matters.case_by_id(facts["case_id"]))
        return applicant.id_number_index, applicant.name, personal.mask_id(applicant.id_number)
    index = facts.get("person")
    return bytes.fromhex(index) if index else None, facts["person_name"], facts["person_mask"]


def note(record_id: int, kind: str, text: str = "") -> None:
    """Adds a line to a record's history."""
    db.session.add(IntegrityEntry(record_id=record_id, kind=kind, text=text, at=clock.now(), by=acting()))
    db.session.flush()


def write_notice(record_id: int, *, published: bool) -> Letter:
    """Tells the person what is recorded, on what basis, until when, and how to object or repair."""
    record = get(IntegrityRecord, record_id)
    to = cases.Recipient(record.person_name, record.person_mask, record.number, RECORD)
    data = {
        "violation": codes.label("violation", record.violation),
        "facts": record.facts,
        "basis": record.basis,
        "from_on": record.from_on.isoformat(),
        "until_on": record.until_on.isoformat(),
        "barred_until": record.barred_until.isoformat() if record.barred_until else "",
        "published": published,
    }
    return cases.write_to(to, "integrity_notice", data, issuer=record.district)


def publish(record_id: int) -> None:
    """The record is open to the public from today on."""
    get(IntegrityRecord, record_id, lock=True).published_on = clock.today()
    note(record_id, "published")


def end_record(record_id: int, state: str, text: str) -> None:
    """The record is over: expired, repaired, revoked. It bars nobody any more, and is shown no more to the public."""
    get(IntegrityRecord, record_id, lock=True).state = state
    note(record_id, state, text)


def ask_repair(record: IntegrityRecord, kind: str, text: str, *, by: str) -> None:
    """A person asks for repair, or objects. Conflict when the record is over or is being looked at already."""
    asked = {"repair_kind": kind, "repair_text": text}
    sent = engine.send("repair_asked", record.number, asked, by=by, keep_for=timedelta(0))
    if sent.outcome != "delivered":
        raise Conflict("这条记录已经终止，或者已有申请正在审查，暂时不能再提出。")


def write_violation_letter(violation_id: int, kind: str, mask: str, data: dict[str, Any]) -> Letter:
    """Writes the notice of rights, or the decision, to the tenant."""
    violation = get(Violation, violation_id)
    to = cases.Recipient(violation.person_name, mask, violation.matter, LEASE)
    named = {"violation": codes.label("violation", violation.kind), **data}
    return cases.write_to(to, kind, named, issuer=violation.district)
