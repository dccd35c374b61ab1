"""Notes what was changed about accounts and roles. Rows are only added."""

from __future__ import annotations

from typing import Any

from app.people.records import PeopleEvent
from app.store import clock, db


def note(kind: str, *, by: str, account_id: int | None = None, **detail: Any) -> None:
    """One line in people_event. `detail` holds codes and ids, never a phone or an ID number."""
    db.session.add(PeopleEvent(at=clock.now(), kind=kind, by=by, account_id=account_id, detail=detail))
    db.session.flush()
