"""What is kept of a case. Sealed are address, phones and ID numbers; names stand open, for lists and search."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.cases.rules import document_kinds
from app.cases.words import language
from app.store import Json, Record, personal, refers


def _uid() -> str:
    return uuid4().hex


class Case(Record):
    """A matter of one household: one application from submission to its end. `state` is a code of application_states.

    `facts` holds what the application says beside the members: graduated_on, education, labour_contract,
    talent_certificate, housing, claims. `channel`: portal or paper. `street`, `district`: organisation codes. `stage` is the last
    stage of the citizen's line (rules.BANDS) that it reached: it stays when the case is withdrawn or suspended. `stage_days`
    says on which day each stage of the line was done; a case that goes back loses the days from there on.
    """

    __table_args__ = (
        refers("account_id", "account.id"),
        sa.UniqueConstraint("tenant", "number"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.Index("uq_case_external_ref", "tenant", "external_ref", unique=True),
        sa.Index("ix_case_account", "tenant", "account_id"),
        sa.Index("ix_case_state", "tenant", "state", "district"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    number: Mapped[str] = mapped_column(sa.String(20))
    external_ref: Mapped[str | None] = mapped_column(sa.String(40))
    account_id: Mapped[int | None]
    channel: Mapped[str] = mapped_column(sa.String(12))
    category: Mapped[int] = mapped_column(sa.SmallInteger)
    mode: Mapped[str] = mapped_column(sa.String(20))
    town: Mapped[str] = mapped_column(sa.String(12))
    street: Mapped[str] = mapped_column(sa.String(12))
    district: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(4))
    stage: Mapped[str] = mapped_column(sa.String(16))
    stage_days: Mapped[dict[str, Any]]
    address_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    contact_phone_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    submitted_on: Mapped[date]
    submitted_at: Mapped[datetime]
    accepted_on: Mapped[date | None]
    accepted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    persons: Mapped[int] = mapped_column(sa.SmallInteger)
    applicant_name: Mapped[str] = mapped_column(sa.String(50))
    facts: Mapped[dict[str, Any]]

    address = personal.Sealed("address")
    contact_phone = personal.Sealed("contact_phone")


class Member(Record):
    """A person of a case's household; ordinal 0 is the applicant. `declared` holds what is declared of vehicles.

    `live` while the case is: a person may stand in one live case only, which the unique index keeps. `removed_at`: a
    correction took the person out of the household; what was found out about them stays kept.
    """

    __table_args__ = (
        refers("case_id", "case.id"),
        sa.UniqueConstraint("tenant", "case_id", "ordinal"),
        sa.Index("uq_member_live", "tenant", "id_number_index", unique=True, postgresql_where=sa.text("live")),
        sa.Index("ix_member_id_number", "tenant", "id_number_index"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    case_id: Mapped[int]
    ordinal: Mapped[int] = mapped_column(sa.SmallInteger)
    name: Mapped[str] = mapped_column(sa.String(50))
    id_number_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    id_number_index: Mapped[bytes] = mapped_column(sa.LargeBinary)
    relation: Mapped[str] = mapped_column(sa.String(2))
    employer: Mapped[str | None] = mapped_column(sa.String(100))
    student: Mapped[bool]
    disabled: Mapped[bool]
    declared_income_fen: Mapped[int]
    declared_deposits_fen: Mapped[int]
    declared: Mapped[dict[str, Any]]
    live: Mapped[bool] = mapped_column(default=True)
    removed_at: Mapped[datetime | None]

    id_number = personal.Sealed("id_number")


class Document(Record):
    """A document handed in: its kind (D01 …), whose it is (None = the household's), the kept file.

    `state`: given, or replaced by a later one of the same kind and member.
    """

    __table_args__ = (
        refers("case_id", "case.id"),
        refers("member_id", "member.id"),
        refers("file_id", "stored_file.id"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.Index("ix_document_case", "tenant", "case_id"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    case_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(3))
    member_id: Mapped[int | None]
    file_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(255))
    state: Mapped[str] = mapped_column(sa.String(10), default="given")
    at: Mapped[datetime]

    @property
    def title(self) -> str:
        """The name of its kind, in the reader's language."""
        chinese, english = document_kinds()[self.kind]
        return chinese if language() == "zh" else english


class TimelineEntry(Record):
    """A line of a case's history for people. `detail` is what the line's kind needs to be shown, never a person's number."""

    __table_args__ = (refers("case_id", "case.id"), sa.Index("ix_timeline_entry_case", "tenant", "case_id", "at"))

    case_id: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.Text)
    detail: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    by: Mapped[str] = mapped_column(sa.String(60))
    for_applicant: Mapped[bool]
    for_officer: Mapped[bool]

    by_name = ""
    """The name behind `by`, where the reader may know it: set by queries.timeline."""

    @property
    def text(self) -> str:
        """What stands under the title: `detail["text"]`."""
        return str((self.detail or {}).get("text") or "")


class LetterText(Record):
    """A text of a kind of letter (app.cases.rules.texts). `state`: draft, published, dropped; what is published stays as it is.

    A draft has no `version`; a kind has one draft at most. Four eyes: who drafted a text does not publish it. The first
    version of a kind is the text that comes with the house, drafted and published by `system`.
    """

    __table_args__ = (
        sa.UniqueConstraint("tenant", "kind", "version"),
        sa.Index("uq_letter_text_draft", "tenant", "kind", unique=True, postgresql_where=sa.text("state = 'draft'")),
        sa.CheckConstraint(
            "drafted_by = 'system' OR published_by IS NULL OR published_by <> drafted_by", name="four_eyes"
        ),
    )

    kind: Mapped[str] = mapped_column(sa.String(24))
    version: Mapped[int | None] = mapped_column(sa.SmallInteger)
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(9))
    valid_from: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.String(200))
    drafted_by: Mapped[str] = mapped_column(sa.String(60))
    drafted_at: Mapped[datetime]
    published_by: Mapped[str | None] = mapped_column(sa.String(60))
    published_at: Mapped[datetime | None]


class Letter(Record):
    """An official letter: numbered when written, rendered later from `data` by the template of that version.

    `text_id` is the version of the text it was written with, where its kind has a text.
    `matter` is the number of what it is about where that is no case: a lease, a record of integrity.
    `file_id` is the PDF once it is rendered; its hash is the stored file's. `uid` is what the QR code leads to.
    `trouble` says why the ticker could not render it; it is tried again when somebody opens it.
    """

    __table_args__ = (
        refers("case_id", "case.id"),
        refers("file_id", "stored_file.id"),
        refers("text_id", "letter_text.id"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.UniqueConstraint("tenant", "number"),
        sa.Index("ix_letter_case", "tenant", "case_id"),
        sa.Index("ix_letter_matter", "tenant", "matter"),
        sa.CheckConstraint("case_id IS NOT NULL OR matter IS NOT NULL", name="about"),
        sa.Index("ix_letter_pending", "tenant", "id", postgresql_where=sa.text("file_id is null and trouble is null")),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    case_id: Mapped[int | None]
    matter: Mapped[str | None] = mapped_column(sa.String(20))
    kind: Mapped[str] = mapped_column(sa.String(24))
    number: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(60))
    issuer: Mapped[str] = mapped_column(sa.String(12))
    template_version: Mapped[int] = mapped_column(sa.SmallInteger)
    text_id: Mapped[int | None]
    written_at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    file_id: Mapped[int | None]
    rendered_at: Mapped[datetime | None]
    trouble: Mapped[str | None] = mapped_column(sa.String(200))


class Delivery(Record):
    """How a letter was served (送达回证，《民事诉讼法》第八十七条至第九十五条). `manner`: a code of the table `delivery_manner`.

    `on` is the day it was handed over, left, signed for or posted in public; `served_on` the day from which it counts.
    """

    __table_args__ = (refers("letter_id", "letter.id"), sa.Index("ix_delivery_letter", "tenant", "letter_id"))

    letter_id: Mapped[int]
    manner: Mapped[str] = mapped_column(sa.String(10))
    on: Mapped[date]
    served_on: Mapped[date]
    receiver: Mapped[str] = mapped_column(sa.String(50))
    witness: Mapped[str] = mapped_column(sa.String(100), default="")
    proof: Mapped[str] = mapped_column(sa.String(500), default="")
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]


class ClockPause(Record):
    """A time in which the office's clock stood because the ball was elsewhere, with its reason.

    `reason`: supplement, correction, integrity, suspended …
    """

    __table_args__ = (refers("case_id", "case.id"), sa.Index("ix_clock_pause_case", "tenant", "case_id"))

    case_id: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(20))
    began_at: Mapped[datetime]
    due_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]


class RegistryFact(Record):
    """What a department says of a member: one row a kind of fact (hukou, houses …), appended, never overwritten.

    `state`: consistent, inconsistent, no_record, timeout, unsupported. `valid`: counts now, else history. `found_by`: the
    officer who found it out by hand where the department gave no usable answer, with the number of the `evidence`.
    """

    __table_args__ = (
        refers("case_id", "case.id"),
        refers("member_id", "member.id"),
        sa.Index(
            "uq_registry_fact_valid", "tenant", "member_id", "kind", unique=True, postgresql_where=sa.text("valid")
        ),
        sa.Index("ix_registry_fact_case", "tenant", "case_id"),
    )

    case_id: Mapped[int]
    member_id: Mapped[int]
    department: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(24))
    answer: Mapped[Any | None] = mapped_column(Json)
    state: Mapped[str] = mapped_column(sa.String(12))
    source: Mapped[str | None] = mapped_column(sa.String(40))
    answered_at: Mapped[datetime]
    found_by: Mapped[str | None] = mapped_column(sa.String(60))
    evidence: Mapped[str | None] = mapped_column(sa.String(60))
    valid: Mapped[bool] = mapped_column(default=True)


class Counter(Record):
    """The last number given of a kind in a year (0 = the kind counts through the years)."""

    __table_args__ = (sa.UniqueConstraint("tenant", "kind", "year"),)

    kind: Mapped[str] = mapped_column(sa.String(24))
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    last: Mapped[int]
