"""What is settled when a home is given back, and money that goes back to a household."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record, personal, refers


def _uid() -> str:
    return personal.new_uid()


class Settlement(Record):
    """What is settled at the end of a lease, as of the day the keys came back.

    `damages`: [{what, fen}] as the inspection found them; `lines`: every figure with what it follows from (rules/settlement);
    `balance_fen`: above nothing it goes back to the household, below nothing it is claimed. `objection`, `reply`: what the
    household objected and what was answered. `state`: draft, booked (its entries are made: nothing changes any more).
    """

    __table_args__ = (refers("lease_id", "lease.id"), sa.UniqueConstraint("tenant", "lease_id"))

    lease_id: Mapped[int]
    returned_on: Mapped[date]
    damages: Mapped[list[Any]]
    lines: Mapped[list[Any]]
    balance_fen: Mapped[int]
    claim_due_on: Mapped[date | None]
    objection: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    reply: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    state: Mapped[str] = mapped_column(sa.String(8), default="draft")
    drafted_at: Mapped[datetime]
    booked_at: Mapped[datetime | None]


class Refund(Record):
    """Money that goes back to a household by the bank, by two people. `state`: open, paid; the account's number is sealed."""

    __table_args__ = (
        refers("lease_id", "lease.id"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.Index("uq_refund_open", "tenant", "lease_id", unique=True, postgresql_where=sa.text("state = 'open'")),
        sa.Index("ix_refund_lease", "tenant", "lease_id"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    lease_id: Mapped[int]
    fen: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(8), default="open")
    payee: Mapped[str] = mapped_column(sa.String(50), default="", server_default="")
    bank: Mapped[str] = mapped_column(sa.String(100), default="", server_default="")
    account_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    due_on: Mapped[date]
    paid_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    by: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    witness: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")

    account = personal.Sealed("account")
