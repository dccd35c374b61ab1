"""What the ticker's jobs leave behind: when each was struck last, how long it took, how often it failed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.store import clock
from app.store.database import db, tenant
from app.store.records import JobStrike


def note(name: str, *, seconds: float, failed: bool) -> None:
    """One strike of that job, whichever process struck it."""
    at, now = JobStrike, clock.now()
    values: dict[str, Any] = {"struck_at": now, "milliseconds": int(seconds * 1000)}
    if failed:
        values["failed_at"] = now
    first = {**values, "tenant": tenant(), "name": name, "strikes": 1, "failures": int(failed)}
    again = {**values, "strikes": at.strikes + 1, "failures": at.failures + int(failed)}
    statement = insert(at).values(first).on_conflict_do_update(index_elements=["tenant", "name"], set_=again)
    db.session.execute(statement, execution_options={"synchronize_session": False})


def strikes() -> list[JobStrike]:
    """The last strike of every job, by name."""
    return list(db.session.scalars(sa.select(JobStrike).where(JobStrike.tenant == tenant()).order_by(JobStrike.name)))
