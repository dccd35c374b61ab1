"""What may be asked of cases. Whoever asks for somebody decides who may see it: portal (own case) and desk (own area)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

import sqlalchemy as sa

from app.cases.records import (
    Case,
    ClockPause,
    Delivery,
    Document,
    Letter,
    LetterReading,
    LetterText,
    Member,
    RegistryFact,
    TimelineEntry,
)
from app.cases.rules import Problem, is_final, yuan
from app.errors import NotFound
from app.people import queries as people
from app.people.rules import age_on
from app.store import among, db, get, personal, row_of, rows_of, tenant
from app.store.files import StoredFile

CORRECTED = "declaration_corrected"
"""The kind of the timeline's line that keeps a correction."""


def case_by_id(case_id: int, *, lock: bool = False) -> Case:
    """The case, or NotFound."""
    return get(Case, case_id, lock=lock)


def case_by_number(number: str) -> Case:
    """The case of that number, or NotFound."""
    found = db.session.scalar(sa.select(Case).where(Case.tenant == tenant(), Case.number == number))
    if found is None:
        raise NotFound()
    return found


def case_by_external_ref(external_ref: str | None) -> Case | None:
    """The case a paper application became, or None."""
    if not external_ref:
        return None
    return row_of(Case, external_ref=external_ref)


def cases_of(account_id: int) -> list[Case]:
    """The cases of an account, newest first."""
    return rows_of(Case, "-id", account_id=account_id)


def live_case_of(id_number: str) -> Case | None:
    """The live case in which the person of that ID number stands, or None."""
    found = sa.select(Case).join(Member, (Member.tenant == Case.tenant) & (Member.case_id == Case.id))
    found = found.where(Member.tenant == tenant(), Member.id_number_index == personal.index(id_number), Member.live)
    return db.session.scalar(found)


def live_elsewhere(application: dict[str, Any], *, apart_from: Case | None = None) -> list[Problem]:
    """The members of a checked application who already stand in a live case (another than `apart_from`): one Problem at each one's field."""
    wanted = {personal.index(member["id_number"]): i for i, member in enumerate(application["members"])}
    found = sa.select(Member.id_number_index).where(
        Member.tenant == tenant(), Member.live, among(Member.id_number_index, wanted)
    )
    if apart_from is not None:
        found = found.where(Member.case_id != apart_from.id)
    places = sorted(wanted[bytes(index)] for index in db.session.scalars(found))
    return [Problem(f"members[{i}].id_number", "live_elsewhere") for i in places]


def members(case: Case) -> list[Member]:
    """The household as it is declared now, in its order; the applicant is first."""
    return list(case.household)


def ordinals(case: Case) -> list[int]:
    """The places ever given in the household, those of members taken out included."""
    found = sa.select(Member.ordinal).where(Member.tenant == tenant(), Member.case_id == case.id)
    return list(db.session.scalars(found))


def applicant(case: Case) -> Member:
    """The applicant."""
    return members(case)[0]


def ages(household: Iterable[Member], day: date) -> list[int]:
    """Full years of each member on a day, from the ID numbers."""
    return [age_on(member.id_number, day) for member in household]


def timeline(case: Case, audience: str) -> list[TimelineEntry]:
    """The timeline for `applicant` or `officer`, newest first; officers also read who did it."""
    seen = TimelineEntry.for_applicant if audience == "applicant" else TimelineEntry.for_officer
    found = sa.select(TimelineEntry).where(TimelineEntry.tenant == tenant(), TimelineEntry.case_id == case.id, seen)
    entries = list(db.session.scalars(found.order_by(TimelineEntry.at.desc(), TimelineEntry.id.desc())))
    if audience == "officer":
        names = people.names_of(entry.by for entry in entries)
        for entry in entries:
            entry.by_name = names[entry.by]
    return entries


def letters(case: Case) -> list[Letter]:
    """The letters to the household, newest first; what was written to an objector is never among them, nor what prints a
    whole number: a contract stands with its lease."""
    ours = (Letter.tenant == tenant()) & (Letter.case_id == case.id) & (Letter.kind != "objection_reply")
    ours &= Letter.recipient_number_sealed.is_(None)
    found = sa.select(Letter).where(ours)
    return list(db.session.scalars(found.order_by(Letter.id.desc())))


def letters_about(matter: str) -> list[Letter]:
    """The letters about a matter that is no case (a lease, a record of integrity), newest first."""
    return rows_of(Letter, "-id", matter=matter)


def deliveries(letter_ids: list[int]) -> list[Delivery]:
    """How those letters were served, in the order in which it was written down."""
    found = sa.select(Delivery).where(Delivery.tenant == tenant(), Delivery.letter_id.in_(letter_ids))
    return list(db.session.scalars(found.order_by(Delivery.id)))


def services_of(letters: Iterable[Letter]) -> dict[int, list[Delivery]]:
    """How each of the letters was served, by the letter's id."""
    found: dict[int, list[Delivery]] = {letter.id: [] for letter in letters}
    for one in deliveries(list(found)):
        found[one.letter_id].append(one)
    return found


def readings_of(letters: Iterable[Letter]) -> list[LetterReading]:
    """Which officers opened letters that print a whole number, newest first."""
    ids = [letter.id for letter in letters if letter.recipient_number_sealed is not None]
    found = sa.select(LetterReading).where(LetterReading.tenant == tenant(), LetterReading.letter_id.in_(ids))
    return list(db.session.scalars(found.order_by(LetterReading.id.desc())))


def letter_by_uid(uid: str) -> Letter:
    """The letter a QR code leads to, or NotFound."""
    found = db.session.scalar(sa.select(Letter).where(Letter.tenant == tenant(), Letter.uid == uid))
    if found is None:
        raise NotFound()
    return found


def letters_to_render(limit: int) -> list[Letter]:
    """Letters that have no PDF yet, oldest first, locked; those in trouble or being rendered elsewhere are left out."""
    waiting = Letter.file_id.is_(None) & Letter.trouble.is_(None)
    found = sa.select(Letter).where(Letter.tenant == tenant(), waiting).order_by(Letter.id)
    return list(db.session.scalars(found.limit(limit).with_for_update(skip_locked=True)))


def text_on(kind: str, day: date) -> LetterText | None:
    """The published text of a kind that counts on a day, or None."""
    found = _texts(kind).where(LetterText.state == "published", LetterText.valid_from <= day)
    found = found.order_by(LetterText.valid_from.desc(), LetterText.version.desc()).limit(1)
    return cast("LetterText | None", db.session.scalar(found))


def text_of_version(kind: str, version: int) -> LetterText:
    """A version of a kind's text, or NotFound."""
    found: LetterText | None = db.session.scalar(_texts(kind).where(LetterText.version == version))
    if found is None:
        raise NotFound()
    return found


def texts_of(kind: str) -> list[LetterText]:
    """All versions of a kind's text, newest first; drafts and dropped ones are none."""
    return list(
        db.session.scalars(_texts(kind).where(LetterText.state == "published").order_by(LetterText.version.desc()))
    )


def draft_of(kind: str, *, lock: bool = False) -> LetterText | None:
    """The draft of a kind's next text, or None."""
    found = _texts(kind).where(LetterText.state == "draft")
    return cast("LetterText | None", db.session.scalar(found.with_for_update() if lock else found))


def last_version(kind: str) -> int:
    """The newest version of a kind's text; 0 without any."""
    mine = (LetterText.tenant == tenant()) & (LetterText.kind == kind)
    return db.session.scalar(sa.select(sa.func.max(LetterText.version)).where(mine)) or 0


def _texts(kind: str) -> sa.Select[Any]:
    return sa.select(LetterText).where(LetterText.tenant == tenant(), LetterText.kind == kind)


def documents(case: Case) -> list[Document]:
    """The documents handed in, by kind."""
    return rows_of(Document, "kind", "id", case_id=case.id)


def document_file(case: Case, uid: str) -> StoredFile:
    """The file of one of the case's own documents, or NotFound."""
    found = sa.select(Document).where(Document.tenant == tenant(), Document.case_id == case.id, Document.uid == uid)
    document = db.session.scalar(found)
    if document is None:
        raise NotFound()
    return get(StoredFile, document.file_id)


def pauses(case: Case) -> list[ClockPause]:
    """The times in which the office's clock stood, oldest first."""
    return rows_of(ClockPause, "id", case_id=case.id)


def registry_facts(case: Case, *, history: bool = False) -> list[RegistryFact]:
    """What the registries say of the household: the valid facts, or with `history` all there ever were."""
    valid = {} if history else {"valid": True}
    return rows_of(RegistryFact, "member_id", "id", case_id=case.id, **valid)


def application_of(case: Case) -> dict[str, Any]:
    """The application again in its canonical form, without what is sealed: address, phone and ID numbers."""
    return {
        "external_ref": case.external_ref,
        "category": case.category,
        "mode": case.mode,
        "town": case.town,
        "submitted_on": case.submitted_on.isoformat(),
        **case.facts,
        "members": [_member(member) for member in members(case)],
    }


def declaration_of(case: Case) -> dict[str, Any]:
    """The application again with what is sealed: for the household itself, and to compare with its correction."""
    known = application_of(case)
    sealed = [
        {**said, "id_number": member.id_number} for said, member in zip(known["members"], members(case), strict=True)
    ]
    return {**known, "address": case.address, "contact_phone": case.contact_phone, "members": sealed}


def corrections(case: Case) -> list[TimelineEntry]:
    """The corrections of the declaration, newest first, with who made them: `detail["changes"]` as rules.Change keeps them."""
    return [entry for entry in timeline(case, "officer") if entry.kind == CORRECTED]


def _member(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "relation": member.relation,
        "employer": member.employer,
        "student": member.student,
        "disabled": member.disabled,
        "declared_monthly_income": yuan(member.declared_income_fen),
        "declared_deposits": yuan(member.declared_deposits_fen),
        **member.declared,
    }


def is_open(case: Case) -> bool:
    """Whether the case is not ended."""
    return not is_final(case.state)
