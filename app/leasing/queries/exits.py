"""What may be asked of a tenancy's end by law."""

from __future__ import annotations

import sqlalchemy as sa

from app.leasing.records import ExitEntry
from app.store import db, tenant


def open_exit(lease_id: int) -> ExitEntry | None:
    """The line that opened the lease's exit that is not over, or None."""
    mine = (ExitEntry.tenant == tenant()) & (ExitEntry.lease_id == lease_id)
    closed = sa.select(ExitEntry.exit_id).where(mine, ExitEntry.kind == "closed")
    found = sa.select(ExitEntry).where(mine, ExitEntry.kind == "opened", ExitEntry.id.not_in(closed))
    return db.session.scalar(found)


def entries(exit_id: int) -> list[ExitEntry]:
    """All lines of an exit, oldest first."""
    mine = (ExitEntry.id == exit_id) | (ExitEntry.exit_id == exit_id)
    return list(
        db.session.scalars(sa.select(ExitEntry).where(ExitEntry.tenant == tenant(), mine).order_by(ExitEntry.id))
    )


def exits_of(lease_id: int) -> list[ExitEntry]:
    """The lines of all exits of a lease, newest first."""
    mine = (ExitEntry.tenant == tenant()) & (ExitEntry.lease_id == lease_id)
    return list(db.session.scalars(sa.select(ExitEntry).where(mine).order_by(ExitEntry.id.desc())))


def detail_of(exit_id: int, kind: str) -> dict[str, object]:
    """What the last line of that kind says; {} where there is none."""
    return next((entry.detail for entry in reversed(entries(exit_id)) if entry.kind == kind), {})
