"""Letters to many households at once: one mailing was confirmed, and has a line for each lease."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record, refers


class Mailing(Record):
    """Letters of a kind to leases that an officer chose and saw. `key` is of kind, day and leases: the same sent twice is one."""

    __table_args__ = (sa.UniqueConstraint("tenant", "key"),)

    key: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[str] = mapped_column(sa.String(24))
    on: Mapped[date]
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]


class MailingLine(Record):
    """The letter to one lease. `state`: waiting, written, needless (nothing to say to it any more). One a lease, kind and day."""

    __table_args__ = (
        refers("mailing_id", "mailing.id"),
        refers("lease_id", "lease.id"),
        refers("letter_id", "letter.id"),
        sa.UniqueConstraint("tenant", "lease_id", "kind", "on"),
        sa.Index("ix_mailing_line_mailing", "tenant", "mailing_id"),
        sa.Index("ix_mailing_line_waiting", "tenant", "id", postgresql_where=sa.text("state = 'waiting'")),
    )

    mailing_id: Mapped[int]
    lease_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(24))
    on: Mapped[date]
    state: Mapped[str] = mapped_column(sa.String(8), default="waiting")
    letter_id: Mapped[int | None]
