"""Time given back after a suspension: moments move by whole days, and legal days stay working days."""

from __future__ import annotations

from datetime import datetime, timedelta

from app import calendar
from app.engine.expressions import midnight_after
from app.engine.spiff.scope import Run


def shift_timers(run: Run, since: datetime, days: int, *, resumed_at: datetime | None = None) -> None:
    """Moves every timer that had not been due at `since` by so many days.

    `resumed_at`: after a suspension a date that was announced stays; where it has passed, the timer is due now.
    """
    for token in run.tokens():
        due = token.internal_data.get("due")
        if due is not None and datetime.fromisoformat(due) > since:
            at = datetime.fromisoformat(due)
            stays = resumed_at if token.task_spec.extensions.keeps_date else None
            token.internal_data["due"] = (max(at, stays) if stays else shifted(at, days)).isoformat()
        cycle = token.internal_data.get("cycle")
        if cycle is not None:
            token.internal_data["cycle"] = [
                cycle[0],
                shifted(datetime.fromisoformat(cycle[1]), days).isoformat(),
                *cycle[2:],
            ]


def shifted(moment: datetime, days: int) -> datetime:
    """A moment so many days later; a midnight stays the end of a day, and that day is a working day."""
    if not days:
        return moment
    moved = moment + timedelta(days=days)
    if moment.time() == moment.time().min:
        last = calendar.next_working_day(moved.date() - timedelta(days=1))
        return midnight_after(last)
    day = calendar.next_working_day(moved.date())
    return moved + (day - moved.date())
