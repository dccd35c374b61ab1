"""What the store itself keeps: moves of the clock, working days, what is to leave the house, kept files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Json, Moment, Record


class ClockMove(Record):
    """One move of the demonstration's clock, forward by `seconds`. Rows are only ever added; their sum is the offset."""

    at: Mapped[datetime] = mapped_column(Moment)
    seconds: Mapped[int]
    moved_by: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text, default="")


class WorkingDay(Record):
    """A day that departs from the plain week: `kind` "off" (rest) or "work" (a weekend that is worked)."""

    __table_args__ = (UniqueConstraint("tenant", "day"),)

    day: Mapped[date]
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(4))


class Outbox(Record):
    """A message that is to leave the house. `key` lets the receiver recognise a second sending.

    state: waiting → sending (leased) → done, or dead after the last attempt; a dead one may be closed by a person.
    process_id, entry: the process and journal entry whose step put it there; None for what no process asked.
    """

    __table_args__ = (
        UniqueConstraint("tenant", "topic", "key"),
        Index("outbox_due", "tenant", "state", "due_at"),
        Index("outbox_process", "tenant", "process_id", postgresql_where=text("process_id IS NOT NULL")),
    )

    topic: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    max_attempts: Mapped[int] = mapped_column(Integer)
    put_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    lease: Mapped[str | None] = mapped_column(String(32))
    answer: Mapped[Any | None] = mapped_column(Json(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    process_id: Mapped[int | None] = mapped_column(BigInteger)
    entry: Mapped[int | None] = mapped_column(BigInteger)


class OutboxEvent(Record):
    """What became of a row besides sending: mended, resent or closed by a person, a late or doubled answer. Only added.

    kind: mended, resent, closed, late, doubled. before, after: the payload (mended) or the answer known and come.
    """

    __table_args__ = (
        ForeignKeyConstraint(["tenant", "outbox_id"], ["outbox.tenant", "outbox.id"], ondelete="CASCADE"),
        Index("outbox_event_row", "tenant", "outbox_id"),
    )

    outbox_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[Any | None] = mapped_column(Json(none_as_null=True))
    after: Mapped[Any | None] = mapped_column(Json(none_as_null=True))


class JobStrike(Record):
    """How a job of the ticker fared the last time: one row a job, whichever process struck it. Times are the house's."""

    __table_args__ = (UniqueConstraint("tenant", "name"),)

    name: Mapped[str] = mapped_column(String(30))
    struck_at: Mapped[datetime] = mapped_column(Moment)
    milliseconds: Mapped[int] = mapped_column(Integer)
    strikes: Mapped[int] = mapped_column(BigInteger, default=0)
    failures: Mapped[int] = mapped_column(BigInteger, default=0)
    failed_at: Mapped[datetime | None] = mapped_column(Moment)


class Duration(Record):
    """How many transactions that visit processes took that long, of all processes of the house: see `store.durations`."""

    __table_args__ = (UniqueConstraint("tenant", "verb", "bound_ms"),)

    verb: Mapped[str] = mapped_column(String(30))
    bound_ms: Mapped[int] = mapped_column(Integer)
    transactions: Mapped[int] = mapped_column(BigInteger)
    microseconds: Mapped[int] = mapped_column(BigInteger)


class StoredFile(Record):
    """A kept document: its content lies under `uid` in settings.store.files; `name` is only data."""

    __table_args__ = (UniqueConstraint("tenant", "uid"),)

    uid: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime] = mapped_column(Moment)
