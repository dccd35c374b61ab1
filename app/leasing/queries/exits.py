"""What may be asked of a tenancy's end by law."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.cases.records import Letter
from app.errors import NotFound
from app.leasing.records import ExitEntry
from app.store import db, get, tenant
from app.store.files import StoredFile


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


def lines_of(lease_id: int) -> list[ExitEntry]:
    """The lines of a lease's last exit, oldest first; [] when there was none."""
    found = exits_of(lease_id)
    last = next((line.id for line in found if line.kind == "opened"), None)
    return [line for line in reversed(found) if last in (line.id, line.exit_id)] if last else []


def letters_of(lines: Iterable[ExitEntry]) -> list[Letter]:
    """The letters that those lines name, in their order."""
    return [get(Letter, int(str(line.detail["letter_id"]))) for line in lines if line.detail.get("letter_id")]


def bundle_of(lease_id: int, uid: str) -> StoredFile:
    """The bundle for the court that a line of the lease's exits names; anything else is NotFound."""
    if not any(line.kind == "application" and line.detail.get("file_uid") == uid for line in exits_of(lease_id)):
        raise NotFound()
    return db.session.scalars(sa.select(StoredFile).where(StoredFile.tenant == tenant(), StoredFile.uid == uid)).one()
