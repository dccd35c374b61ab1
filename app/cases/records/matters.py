"""Cases, households and what is found out about them. Sealed are address, phones and ID numbers; names stand open, for lists and search."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.rules import document_kinds
from app.cases.words import language
from app.store import Json, Record, personal, refers


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

    uid: Mapped[str] = mapped_column(sa.String(32), default=personal.new_uid)
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

    household: Mapped[list[Member]] = relationship(
        "Member",
        primaryjoin="and_(Case.tenant == foreign(Member.tenant), Case.id == foreign(Member.case_id), Member.removed_at.is_(None))",
        order_by="Member.ordinal",
        viewonly=True,
    )
    """Read once a transaction. Whoever puts a member in, takes one out or changes their order expires it."""


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

    uid: Mapped[str] = mapped_column(sa.String(32), default=personal.new_uid)
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

    uid: Mapped[str] = mapped_column(sa.String(32), default=personal.new_uid)
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
