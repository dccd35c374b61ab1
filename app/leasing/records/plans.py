"""What was granted to a household in hardship: a lower rent for some months, or arrears paid in parts."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record, refers


class Plan(Record):
    """One plan of a lease. `kind`: reduction (`percent` off the rent) or instalments; at most one of a kind is kept at a time.

    `parts`: [{on, fen}], what of the arrears is paid by which day beside the rent; `met`: how many of them were.
    `state`: kept, broken, done, or ended (with the lease); `ended_on` the day it was no longer kept.
    """

    __table_args__ = (
        refers("lease_id", "lease.id"),
        refers("request_id", "lease_request.id"),
        sa.Index("uq_plan_kept", "tenant", "lease_id", "kind", unique=True, postgresql_where=sa.text("state = 'kept'")),
        sa.Index("ix_plan_lease", "tenant", "lease_id"),
        sa.Index("ix_plan_request", "tenant", "request_id"),
    )

    lease_id: Mapped[int]
    request_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(11))
    state: Mapped[str] = mapped_column(sa.String(6), default="kept")
    from_on: Mapped[date]
    to_on: Mapped[date]
    percent: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    parts: Mapped[list[Any]]
    met: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    ended_on: Mapped[date | None]

    @property
    def total_fen(self) -> int:
        """The arrears that are paid in parts, fen."""
        return sum(int(part["fen"]) for part in self.parts)

    @property
    def allowed_fen(self) -> int:
        """What may still be overdue, principal in fen, once the next part is paid."""
        return sum(int(part["fen"]) for part in self.parts[self.met + 1 :])

    @property
    def next_on(self) -> date:
        """The day by which the next part is paid; when all are, the last one's."""
        return date.fromisoformat(self.parts[min(self.met, len(self.parts) - 1)]["on"])
