"""What is kept of the waiting list."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Moment, Record, refers


class ReceiptSeries(Record):
    """The last receipt number given, one row a prefix; its row is the lock."""

    __table_args__ = (UniqueConstraint("tenant", "prefix"),)

    prefix: Mapped[str] = mapped_column(String(8))
    last: Mapped[int] = mapped_column(default=0)


class WaitingEntry(Record):
    """A household on the waiting list. Order: tier, moment of acceptance, receipt number.

    `original_rank` is the rank at registration and never changes; the present rank is counted (`queries.rank_of`).
    `tier` 1 = first, collective registration (集中轮候), 2 = daily (日常轮候). `state`: waiting, frozen or left.
    """

    __table_args__ = (
        refers("case_id", "case.id"),
        UniqueConstraint("tenant", "case_id"),
        UniqueConstraint("tenant", "receipt_number"),
        Index("waiting_entry_by_rank", "tenant", "state", "tier", "accepted_at", "receipt_number"),
    )

    case_id: Mapped[int]
    receipt_number: Mapped[str] = mapped_column(String(20))
    tier: Mapped[int] = mapped_column(default=2)
    district: Mapped[str] = mapped_column(String(20))
    persons: Mapped[int]
    guarantee_mode: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    accepted_on: Mapped[date]
    accepted_at: Mapped[datetime] = mapped_column(Moment)
    registered_at: Mapped[datetime] = mapped_column(Moment)
    original_rank: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="waiting")


class Refusal(Record):
    """A home that a household on the list did not take. `kind`: choice (弃选) or signing (弃签); `cause`: refused or silence."""

    __table_args__ = (refers("case_id", "case.id"), Index("ix_refusal_case", "tenant", "case_id"))

    case_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    cause: Mapped[str] = mapped_column(String(12))
    unit_name: Mapped[str] = mapped_column(String(120), default="")
    on: Mapped[date]
