"""One application's life: submit, then act or wait, until it ends or until a given moment.

The virtual clock belongs to the application: it jumps to the next thing that happens. Nothing is skipped: timers fire
in their turn, departments answer through the outbox, officers act at the pace asked for. A database that goes away is
waited for, and what was going on is done again under its key.
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
from app.exchange import queries as exchange
from app.rehearsal import officers
from app.store import PATIENT, clock, insist

PACES = ("prompt", "steady", "deadline")
Answerer = Callable[[int], None]


@dataclass
class Life:
    """What became of an application: its case, the days things happened, how many transactions it took.

    `process` is the process as it was after the last transaction, `tasks` what then waited for an officer, with its variables,
    `round_id` the joint check that waited for the departments when no officer was asked.
    """

    case_id: int
    number: str
    process: engine.Process
    now: datetime
    transactions: int = 0
    dates: dict[str, str] = field(default_factory=dict)
    tasks: list[tuple[engine.Task, dict[str, Any]]] = field(default_factory=list)
    round_id: int | None = None
    ended: bool = False


STAGE_OF_LEVEL = {"street": "first_review", "district": "second_review", "city": "final_review"}


def begin(application: dict[str, Any], at: datetime, *, by: str = "system") -> Life:
    """Submits the application at that moment and starts its process; the same external_ref again begins nothing twice."""

    def submit() -> Life:
        case = cases.open_case(application, account_id=None, channel="paper", by=by)
        process = engine.start(
            "application",
            business_key=case.number,
            data=case_process.start_data(case),
            by=by,
            key=f"begin-{case.number}",
        )
        life = Life(case.id, case.number, process, at, 1, {"submitted": at.date().isoformat()})
        look(life)
        return life

    with clock.fixed(at):
        return insist(submit, PATIENT)


def again(case: Case, process: engine.Process, at: datetime) -> Life:
    """A life that stopped half-way, taken up at `at`, the moment of the last thing that was kept of it."""
    life = Life(case.id, case.number, process, at)
    look(life)
    return life


def live(life: Life, *, pace: str, answer: Answerer, until: datetime | None = None) -> Life:
    """Goes on until the process ends, or until the next thing would happen after `until`."""
    while not life.ended:
        if life.round_id is not None:
            _answered(life, answer, life.round_id)
            life.transactions += 1
            continue
        step = _next(life, pace)
        if step is None or (until is not None and step[0] > until):
            life.ended = step is None
            break
        life.now, asked = step
        _do(life, asked)
        life.transactions += 1
    return life


def look(life: Life) -> None:
    """What waits for an officer now. A process in trouble stops the rehearsal: it would count as a rejection."""
    life.process, asked = engine.asked(life.process.id)
    if life.process.trouble is not None:
        trouble = life.process.trouble
        raise DesignError(f"排练：{life.number} 停在 {trouble['element']}：{trouble['text']}")
    life.tasks = [(task, variables) for task, variables in asked if task.form in officers.SCRIPT]
    life.round_id = None if life.tasks or life.process.state != "running" else exchange.awaited_round(life.case_id)


def _next(life: Life, pace: str) -> tuple[datetime, Any] | None:
    """The next moment and the task to do then with its variables, or (moment, None) for a timer; None when the process has ended."""
    if life.process.state != "running":
        return None
    if life.tasks:
        asked = min(life.tasks, key=lambda one: (one[0].due_at, one[0].id))
        return max(life.now, _moment(asked[0], life.now, pace)), asked
    return (life.process.due_at, None) if life.process.due_at else None


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


def _answered(life: Life, answer: Answerer, round_id: int) -> None:
    """The departments answer at once. Tried again, what they have said already is not said twice."""

    def work() -> None:
        answer(round_id)
        look(life)

    with clock.fixed(life.now):
        insist(work, PATIENT)


def _do(life: Life, asked: tuple[engine.Task, dict[str, Any]] | None) -> None:
    with clock.fixed(life.now):
        insist(lambda: _pass(life) if asked is None else _act(life, *asked), PATIENT)


def _pass(life: Life) -> None:
    engine.run_due(life.process.id)
    look(life)


def _act(life: Life, task: Any, variables: dict[str, Any]) -> None:
    sitting = officers.Sitting(variables, life.case_id, life.now.date())
    by = officers.actor_for(task.role, task.organisation, list(task.barred or []))
    answers = officers.answers(task.form, sitting)
    engine.complete(task.id, answers, by=by, key=f"rehearsal {task.id}")
    _keep_date(life, task, variables)
    look(life)


def _keep_date(life: Life, task: Any, variables: dict[str, Any]) -> None:
    """Writes down the day of a decision under the stage's name (a decision is the approver's)."""
    day = life.now.date().isoformat()
    if task.form == "review.accept":
        life.dates["accepted"] = day
    elif task.form == "review.approve":
        life.dates[STAGE_OF_LEVEL[variables["level"]]] = day
    elif task.form == "allocation.register":
        life.dates["registered"] = day
