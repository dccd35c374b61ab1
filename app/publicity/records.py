"""What is kept of notices and objections: the batch, its entries and their versions, objections, views."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Moment, Record, refers
from app.store.personal import Sealed


class NoticeSeries(Record):
    """The last number given to an organisation's notices of a level in a year; its row is the lock for new ones."""

    __table_args__ = (UniqueConstraint("tenant", "organisation", "level", "year"),)

    organisation: Mapped[str] = mapped_column(String(20))
    level: Mapped[int]
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class Notice(Record):
    """One notice: the batch of an organisation and level opened on one day and closing on the same day.

    `number` is `<organisation>-<level>-<year>-<serial>`; `closes_at` is 24:00 of `closes_on`, the first moment too late.
    `entries` counts what was ever put on it and numbers the next entry.
    """

    __table_args__ = (
        UniqueConstraint("tenant", "number"),
        UniqueConstraint("tenant", "organisation", "level", "opens_on", "closes_on"),
        Index("notice_by_closing", "tenant", "closes_at"),
    )

    number: Mapped[str] = mapped_column(String(40))
    organisation: Mapped[str] = mapped_column(String(20))
    level: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    basis: Mapped[str] = mapped_column(Text)
    channels: Mapped[str] = mapped_column(Text)
    telephone: Mapped[str] = mapped_column(String(40))
    hotline: Mapped[str] = mapped_column(String(40))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    closes_at: Mapped[datetime] = mapped_column(Moment)
    entries: Mapped[int] = mapped_column(default=0)


class NoticeEntry(Record):
    """One household on a notice. `shown` is exactly what is published; `sha256` its hash; `state` open, closed or withdrawn."""

    __table_args__ = (
        refers("notice_id", "notice.id"),
        refers("case_id", "case.id"),
        UniqueConstraint("tenant", "notice_id", "ordinal"),
        Index("notice_entry_by_case", "tenant", "case_id"),
        Index("notice_entry_open", "tenant", "case_id", "level", unique=True, postgresql_where=text("state = 'open'")),
    )

    notice_id: Mapped[int]
    case_id: Mapped[int]
    level: Mapped[int]
    ordinal: Mapped[int]
    shown: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), default="open")
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class EntryVersion(Record):
    """What an entry showed from a moment on, and why it was changed; never altered or deleted."""

    __table_args__ = (refers("entry_id", "notice_entry.id"), UniqueConstraint("tenant", "entry_id", "version"))

    entry_id: Mapped[int]
    version: Mapped[int]
    shown: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str] = mapped_column(String(40))


class Objection(Record):
    """An objection to one entry. Who raised it is sealed and never shown to the applicant.

    `form_key` makes a second sending of the same form the same objection; `secret` is the keyed hash of the code the
    objector holds. `state`: received, then answered; `verdict` stays empty until then.
    """

    __table_args__ = (
        refers("entry_id", "notice_entry.id"),
        refers("case_id", "case.id"),
        UniqueConstraint("tenant", "number"),
        UniqueConstraint("tenant", "form_key"),
        Index("objection_by_entry", "tenant", "entry_id"),
    )

    uid: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(String(40))
    entry_id: Mapped[int]
    case_id: Mapped[int]
    form_key: Mapped[str] = mapped_column(String(64))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    real_name: Mapped[bool]
    grounds: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    lead: Mapped[str] = mapped_column(Text, default="")
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    files: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(12), default="received")
    receive_note: Mapped[str] = mapped_column(Text, default="")
    findings: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[str | None] = mapped_column(String(12))
    remedy: Mapped[str | None] = mapped_column(String(12))
    verdict_reasons: Mapped[str] = mapped_column(Text, default="")
    reply_number: Mapped[str | None] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    name = Sealed("name")
    phone = Sealed("phone")


class NoticeView(Record):
    """One look at a notice: which, when, and a keyed hash of who looked (no address is kept)."""

    __table_args__ = (refers("notice_id", "notice.id"), Index("notice_view_by_notice", "tenant", "notice_id", "at"))

    notice_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    viewer: Mapped[str] = mapped_column(String(32))
