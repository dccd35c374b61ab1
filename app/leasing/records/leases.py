"""The contract, its rents by date, the keys, and the lines of its end by law."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record, personal, refers

OPEN_STATES = ("draft", "running", "leaving")
"""A lease in one of these holds its unit and its household."""
LIVED_IN = ("running", "leaving")
"""In one of these the household lives in its home."""
_OPEN = sa.text("state IN ('draft', 'running', 'leaving')")


def _uid() -> str:
    return personal.new_uid()


class Lease(Record):
    """A household's lease of a unit. `state`: draft (not yet begun), running, leaving, ended.

    `ownership` 1 government-invested (the contract is an administrative agreement, 法释〔2019〕17号第二条), 2 society-invested
    (civil). `terms`: what the contract says of due days, late fee and deposit, as the decision `lease_terms` gave it.
    `end_on` is the last day of the term, `ended_on` the day the lease really ended. `is_followed`: a process of the diagram
    `lease` watches over its end. `filing_number`, `filed_on`: the contract's filing (备案).
    """

    __table_args__ = (
        refers("unit_id", "unit.id"),
        refers("case_id", "case.id"),
        refers("account_id", "account.id"),
        sa.UniqueConstraint("tenant", "number"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.Index("uq_lease_external_ref", "tenant", "external_ref", unique=True),
        sa.Index("uq_lease_open_unit", "tenant", "unit_id", unique=True, postgresql_where=_OPEN),
        sa.Index("uq_lease_open_case", "tenant", "case_id", unique=True, postgresql_where=_OPEN),
        sa.Index("uq_lease_open_holder", "tenant", "holder_index", unique=True, postgresql_where=_OPEN),
        sa.Index("ix_lease_account", "tenant", "account_id"),
        sa.Index("ix_lease_state", "tenant", "state", "end_on"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    number: Mapped[str] = mapped_column(sa.String(20))
    external_ref: Mapped[str | None] = mapped_column(sa.String(40))
    case_id: Mapped[int | None]
    account_id: Mapped[int | None]
    unit_id: Mapped[int | None]
    unit_name: Mapped[str] = mapped_column(sa.String(120), default="")
    district: Mapped[str] = mapped_column(sa.String(12))
    ownership: Mapped[int] = mapped_column(sa.SmallInteger)
    category: Mapped[int] = mapped_column(sa.SmallInteger)
    area: Mapped[Decimal] = mapped_column(sa.Numeric(7, 2))
    persons: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    holder_name: Mapped[str] = mapped_column(sa.String(50), default="")
    holder_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    holder_index: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    start_on: Mapped[date]
    end_on: Mapped[date]
    ended_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(sa.String(8), default="draft")
    terms: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime]
    is_followed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    filing_number: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    filed_on: Mapped[date | None]

    holder = personal.Sealed("holder")


class Rent(Record):
    """What a lease costs a month from a day on: price × area × tier, less `reduction` percent in hardship. The rents before it stay."""

    __table_args__ = (refers("lease_id", "lease.id"), sa.UniqueConstraint("tenant", "lease_id", "from_on"))

    lease_id: Mapped[int]
    from_on: Mapped[date]
    unit_price_fen: Mapped[int]
    tier: Mapped[int] = mapped_column(sa.SmallInteger)
    monthly_fen: Mapped[int]
    reduction: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")
    basis: Mapped[str] = mapped_column(sa.String(200), default="")


class Handover(Record):
    """Keys handed over by two people. `kind`: in (to the tenant) or out (back).

    `readings`: what the meters show (water, electricity, gas); `inventory`: what is there, and in what state.
    """

    __table_args__ = (refers("lease_id", "lease.id"), sa.UniqueConstraint("tenant", "lease_id", "kind"))

    lease_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(3))
    on: Mapped[date]
    keys: Mapped[int] = mapped_column(sa.SmallInteger)
    readings: Mapped[dict[str, Any]]
    inventory: Mapped[str] = mapped_column(sa.Text, default="")
    by: Mapped[str] = mapped_column(sa.String(60))
    witness: Mapped[str] = mapped_column(sa.String(60), default="")


class InspectionPhoto(Record):
    """A photo of how a home was given back: the household reads it beside the settlement."""

    __table_args__ = (
        refers("lease_id", "lease.id"),
        refers("file_id", "stored_file.id"),
        sa.Index("ix_inspection_photo_lease", "tenant", "lease_id"),
    )

    lease_id: Mapped[int]
    file_id: Mapped[int]
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]


class ExitEntry(Record):
    """A line of a tenancy's end by law; lines are only added. `exit_id` is the line that opened it (None there)."""

    __table_args__ = (refers("lease_id", "lease.id"), sa.Index("ix_exit_entry_lease", "tenant", "lease_id"))

    lease_id: Mapped[int]
    exit_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(sa.String(16))
    detail: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(sa.String(60))
