"""Writing an official letter: numbered and kept at once, rendered later (app.cases.letters); and how it was served."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.cases import codes, queries
from app.cases.commands.numbers import next_number
from app.cases.commands.texts import text_now
from app.cases.kinds import KINDS, TEMPLATE_VERSION, Kind
from app.cases.records import Case, Delivery, Letter, LetterReading
from app.cases.rules.texts import title_in
from app.errors import DesignError, Invalid
from app.people import queries as people
from app.registry import acting
from app.store import clock, db, get, personal

OPENED = "收件人本人登录平台打开"
"""The proof of an electronic service."""


@dataclass(frozen=True)
class Recipient:
    """To whom a letter goes about a matter that is no case: `masked_id` for people's eyes, `matter_name` what its number is called.

    `id_number`: the whole number, which a contract prints; no other letter keeps it.
    """

    name: str
    masked_id: str
    matter: str
    matter_name: str
    case_id: int | None = None
    id_number: str | None = field(default=None, repr=False)


def write_letter(case: Case, kind: str, data: dict[str, Any], *, issuer: str | None = None) -> Letter:
    """Writes a letter of a kind of `kinds.KINDS` to the household. `data`: what its template needs beside the head.

    `issuer`: the organisation's code; without it the one the kind says. The PDF comes later: no reviewer waits for it.
    """
    issuer = issuer or {"street": case.street, "district": case.district, "city": "ZH"}[_kind(kind).issuer]
    return _keep(kind, issuer, {**_about(case), **data}, case_id=case.id)


def write_to(recipient: Recipient, kind: str, data: dict[str, Any], *, issuer: str) -> Letter:
    """Writes a letter about a matter that is no case (a lease, a record of integrity), in the name of that organisation."""
    head = {
        "recipient": recipient.name,
        "recipient_id": recipient.masked_id,
        "case_number": recipient.matter,
        "matter_name": recipient.matter_name,
    }
    letter = _keep(kind, issuer, {**head, **data}, matter=recipient.matter, case_id=recipient.case_id)
    if _kind(kind).layout == "contract":
        letter.recipient_number = recipient.id_number
        db.session.flush()
    return letter


def keep_delivery(letter_id: int, manner: str, on: date, served_on: date, **proof: str) -> Delivery:
    """Keeps how a letter was served: receiver, witness, proof; why it was published, or by what consent it went electronically
    (`public_reason`, `consent`), is part of the proof. `served_on` is the day from which its periods run.

    Invalid when it would have been served before it was written: its periods would end too early.
    """
    letter = get(Letter, letter_id)
    if on < letter.written_at.date():
        raise Invalid(_("送达日期 %(on)s 早于文书的日期 %(day)s。", on=on, day=letter.written_at.date()))
    grounds = [proof.pop(name, "") for name in ("public_reason", "consent")]
    proof["proof"] = "；".join(text for text in (*grounds, proof["proof"]) if text)
    delivery = Delivery(
        letter_id=letter.id, manner=manner, on=on, served_on=served_on, by=acting(), at=clock.now(), **proof
    )
    db.session.add(delivery)
    db.session.flush()
    return delivery


def read_by_recipient(letter: Letter) -> None:
    """Its recipient opens it on the platform: the first time, it is served electronically, unless an officer serves it."""
    if _kind(letter.kind).is_served or queries.deliveries([letter.id]):
        return
    get(Letter, letter.id, lock=True)  # opened twice at once, it is served once
    if not queries.deliveries([letter.id]):
        today = clock.today()
        keep_delivery(letter.id, "electronic", today, today, receiver=letter.data["recipient"], proof=OPENED)


def read_by_officer(letter: Letter, by: str) -> None:
    """An officer opens it: kept where it prints a whole number."""
    if letter.recipient_number_sealed is not None:
        db.session.add(LetterReading(letter_id=letter.id, by=by, at=clock.now()))
        db.session.flush()


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise DesignError(f"没有名为 {kind} 的文书")
    return KINDS[kind]


def _keep(kind: str, issuer: str, data: dict[str, Any], **about: Any) -> Letter:
    text = text_now(kind)
    letter = Letter(
        kind=kind,
        number=next_number(kind),
        title=(title_in(text.text) if text else "") or _kind(kind).title,
        text_id=text.id if text else None,
        issuer=issuer,
        template_version=TEMPLATE_VERSION,
        written_at=clock.now(),
        data={
            "issuer_name": people.organisation(issuer).name.partition("/")[0],
            "issued_on": clock.today().isoformat(),
            **data,
        },
        **about,
    )
    db.session.add(letter)
    db.session.flush()
    return letter


def _about(case: Case) -> dict[str, Any]:
    """To whom (number masked), and about which case."""
    applicant = queries.applicant(case)
    return {
        "recipient": case.applicant_name,
        "recipient_id": personal.mask_id(applicant.id_number),
        "case_number": case.number,
        "category": codes.label("household_category", case.category),
        "mode": case.mode,
        "persons": case.persons,
        "submitted_on": case.submitted_on.isoformat(),
    }
