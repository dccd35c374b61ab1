"""What a household asks for during its lease, or is asked for: renewal, leaving, another tenant, help in hardship, the yearly review."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record, refers


class LeaseRequest(Record):
    """One request about a lease; its process runs under its number. At most one of a kind is open for a lease.

    `kind`: renewal, leaving, change (another tenant), hardship, review (the yearly declaration). `state`: open, granted,
    refused, withdrawn, lapsed. `asked`: what was asked for, as the form had it; `decided`: what was decided, and why.
    """

    __table_args__ = (
        refers("lease_id", "lease.id"),
        sa.UniqueConstraint("tenant", "number"),
        sa.Index(
            "uq_lease_request_open",
            "tenant",
            "lease_id",
            "kind",
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index("ix_lease_request_lease", "tenant", "lease_id"),
    )

    number: Mapped[str] = mapped_column(sa.String(20))
    lease_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[str] = mapped_column(sa.String(9), default="open")
    asked: Mapped[dict[str, Any]]
    asked_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(sa.String(60))
    decided: Mapped[dict[str, Any]]
    decided_on: Mapped[date | None]
