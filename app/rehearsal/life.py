"""One application's life: submit, then act or wait, until it ends or until a given moment.

The virtual clock belongs to the application: it jumps to the next thing that happens. Nothing is skipped: timers fire
in their turn, departments answer through the outbox, officers act at the pace asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from app import engine
from app.calendar import next_working_day
from app.cases import commands as cases
from app.cases import process as case_process
from app.cases.records import Case
from app.errors import DesignError
from app.rehearsal import officers
from app.store import clock, transaction

PACES = ("prompt", "steady", "deadline")
Answerer = Callable[[int, datetime], int]


@dataclass
class Life:
    """What became of an application: its case, the days things happened, how many transactions it took."""

    case: Case
    process_id: int
    now: datetime
    transactions: int = 0
    dates: dict[str, str] = field(default_factory=dict)
    ended: bool = False


STAGE_OF_LEVEL = {"street": "first_review", "district": "second_review", "city": "final_review"}


def begin(application: dict[str, Any], at: datetime, *, by: str = "system") -> Life:
    """Submits the application at that moment and starts its process."""
    with clock.fixed(at), transaction():
        case = cases.open_case(application, account_id=None, channel="paper", by=by)
        process = engine.start("application", business_key=case.number, data=case_process.start_data(case), by=by)
        return Life(case, process.id, at, 1, {"submitted": at.date().isoformat()})


def live(life: Life, *, pace: str, answer: Answerer, until: datetime | None = None) -> Life:
    """Goes on until the process ends, or until the next thing would happen after `until`."""
    while not life.ended:
        step = _next(life, pace)
        if step is not None and step[1] is None and answer(life.case.id, life.now):
            life.transactions += 1
            continue
        if step is None or (until is not None and step[0] > until):
            life.ended = step is None
            break
        life.now, task = step
        _do(life, task)
        life.transactions += 1
    return life


def _next(life: Life, pace: str) -> tuple[datetime, Any] | None:
    """The next moment and the task to do then, or (moment, None) for a timer; None when the process has ended."""
    with clock.fixed(life.now), transaction():
        process = engine.process(life.process_id)
        if process.trouble is not None:
            raise DesignError(f"排练:{life.case.number} 停在 {process.trouble['element']}: {process.trouble['text']}")
        if process.state != "running":
            return None
        tasks = [t for t in engine.open_tasks(process_id=life.process_id) if t.form in officers.SCRIPT]
        if tasks:
            task = min(tasks, key=lambda t: (t.due_at, t.id))
            return max(life.now, _moment(task, life.now, pace)), task
        return (process.due_at, None) if process.due_at else None


def _moment(task: Any, now: datetime, pace: str) -> datetime:
    """When the officer acts: at once, after a part of the time allowed, or on the last permitted day."""
    last = (task.due_at - timedelta(seconds=1)).replace(hour=16, minute=0, second=0)
    if pace == "deadline":
        return last
    if pace == "steady":
        share = 0.3 + (task.id * 7919 % 60) / 100
        day = next_working_day((now + (last - now) * share).date())
        return min(last, datetime.combine(day, time(10), now.tzinfo))
    return now + timedelta(minutes=20)


def _do(life: Life, task: Any) -> None:
    with clock.fixed(life.now), transaction():
        if task is None:
            engine.run_due(life.process_id)
            return
        variables = engine.variables(task.id)
        sitting = officers.Sitting(variables, life.case.id, life.now.date())
        by = officers.actor_for(task.role, task.organisation, list(task.barred or []))
        engine.complete(task.id, officers.answers(task.form, sitting), by=by)
        _keep_date(life, task, variables)


def _keep_date(life: Life, task: Any, variables: dict[str, Any]) -> None:
    """Writes down the day of a decision under the stage's name (a decision is the approver's)."""
    day = life.now.date().isoformat()
    if task.form == "review.accept":
        life.dates["accepted"] = day
    elif task.form == "review.approve":
        life.dates[STAGE_OF_LEVEL[variables["level"]]] = day
    elif task.form == "allocation.register":
        life.dates["registered"] = day
