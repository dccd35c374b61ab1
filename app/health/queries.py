"""The figures, each from an index or from the database's own statistics: a scrape costs the same in a large house.

How many processes run is left out for that reason: it would read them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app import settings
from app.engine import proofs
from app.engine.records import Process, Task
from app.health.rules import Breach, breaches, summed
from app.store import clock, db, durations, strikes, tenant
from app.store.records import Duration, JobStrike, Outbox

AGES = (0, 7, 30, 60)
"""Days: how many open tasks are at least that old."""
NEVER = 10**6
"""Seconds since the last strike of a ticker that never struck."""


@dataclass(frozen=True)
class Figures:
    """How the house is. Ages and lateness in seconds; keys are labels."""

    stopped: dict[tuple[str, str], int]
    timers: int
    late_timers: int
    latest_seconds: float
    tasks: dict[tuple[str, int], int]
    oldest_task_seconds: float
    waiting: dict[str, tuple[int, float]]
    dead: dict[str, int]
    faults: dict[str, int]
    strikes: list[JobStrike]
    durations: list[Duration]
    transaction_seconds: float
    committed: int
    rolled_back: int
    now: datetime

    def age(self, moment: datetime) -> float:
        """Seconds since then."""
        return max(0.0, (self.now - moment).total_seconds())


def figures() -> Figures:
    """Everything, as of now."""
    now = clock.now()
    timers, late, earliest = _timers(now)
    tasks, oldest = _tasks(now)
    longest, committed, rolled_back = _transactions()
    return Figures(
        stopped=_stopped(),
        timers=timers,
        late_timers=late,
        latest_seconds=_since(earliest, now),
        tasks=tasks,
        oldest_task_seconds=_since(oldest, now),
        waiting=_waiting(now),
        dead=_dead(),
        faults=proofs.fault_counts(),
        strikes=strikes.strikes(),
        durations=durations.durations(),
        transaction_seconds=longest,
        committed=committed,
        rolled_back=rolled_back,
        now=now,
    )  # fmt: skip


def _since(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment is not None else 0.0


def _stopped() -> dict[tuple[str, str], int]:
    query = sa.select(Process.diagram, Process.state, sa.func.count()).where(
        Process.tenant == tenant(), Process.state.in_(("troubled", "suspended"))
    )
    return {
        (diagram, state): n for diagram, state, n in db.session.execute(query.group_by(Process.diagram, Process.state))
    }


def _timers(now: datetime) -> Any:
    is_late = Process.due_at <= now
    query = sa.select(sa.func.count(), sa.func.count().filter(is_late), sa.func.min(Process.due_at))
    return db.session.execute(query.where(Process.tenant == tenant(), Process.due_at.is_not(None))).one()


def _tasks(now: datetime) -> tuple[dict[tuple[str, int], int], datetime | None]:
    older = [sa.func.count().filter(Task.started_at <= now - timedelta(days=days)) for days in AGES]
    query = sa.select(Task.diagram, sa.func.min(Task.started_at), *older).where(
        Task.tenant == tenant(), Task.state == "open", Task.is_hidden.is_(False)
    )
    found, oldest = {}, []
    for diagram, first, *counts in db.session.execute(query.group_by(Task.diagram)):
        oldest.append(first)
        found.update({(diagram, days): n for days, n in zip(AGES, counts, strict=True)})
    return found, min(oldest, default=None)


def _waiting(now: datetime) -> dict[str, tuple[int, float]]:
    query = sa.select(Outbox.topic, sa.func.count(), sa.func.min(Outbox.put_at)).where(
        Outbox.tenant == tenant(), Outbox.state.in_(("waiting", "sending"))
    )
    return {topic: (n, _since(first, now)) for topic, n, first in db.session.execute(query.group_by(Outbox.topic))}


def _dead() -> dict[str, int]:
    query = sa.select(Outbox.topic, sa.func.count()).where(Outbox.tenant == tenant(), Outbox.state == "dead")
    return {topic: n for topic, n in db.session.execute(query.group_by(Outbox.topic))}


_ACTIVITY = sa.text(
    "SELECT coalesce((SELECT max(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()), 0)::float8, xact_commit, xact_rollback "
    "FROM pg_stat_database WHERE datname = current_database()"
)


def _transactions() -> tuple[float, int, int]:
    longest, committed, rolled_back = db.session.execute(_ACTIVITY).one()
    return max(0.0, longest), committed, rolled_back


def histograms(found: Figures) -> dict[str, tuple[list[tuple[int, int]], float]]:
    """By verb: the buckets (bound in ms, how many were at most that) and the seconds of all together."""
    verbs = {one.verb: [other for other in found.durations if other.verb == one.verb] for one in found.durations}
    return {
        verb: (
            summed({one.bound_ms: one.transactions for one in rows}, durations.BOUNDS),
            sum(one.microseconds for one in rows) / 1_000_000,
        )
        for verb, rows in verbs.items()
    }


def measured(found: Figures) -> dict[str, float]:
    """The figures that have a bound, by the bound's name and in its unit."""
    ticks = [found.age(one.struck_at) for one in found.strikes if one.name == "timers"]
    return {
        "late_timer_seconds": found.latest_seconds,
        "open_task_days": found.oldest_task_seconds / 86400,
        "troubled_processes": sum(n for (_diagram, state), n in found.stopped.items() if state == "troubled"),
        "outbox_minutes": max((age for _n, age in found.waiting.values()), default=0) / 60,
        "dead_letters": sum(found.dead.values()),
        "faulty_processes": sum(found.faults.values()),
        "tick_seconds": min(ticks, default=NEVER),
        "transaction_seconds": found.transaction_seconds,
    }


def problems(found: Figures) -> list[Breach]:
    """Every figure that is over its bound of the settings."""
    bounds = {name: value for name, value in vars(settings.current().health).items() if isinstance(value, int)}
    return breaches(measured(found), bounds)
