"""The clock of the house: strikes, and lets the rooms work. APScheduler only strikes; work is claimed in PostgreSQL.

So any number of processes may tick, and one that is killed loses nothing. A job that fails is logged and struck again.
What a room wants done regularly stands below by name.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app import settings
from app.store import db, files, outbox, transaction, working_days

_log = logging.getLogger("anju.ticker")
_ROUNDS = 50
"""A job that finds a full batch goes on at once, but not for ever: others wait for the same thread."""

_SOON = (("cases.letters:render_pending", 10), ("desk.commands:raise_overdue", 60))
_HOURLY = ("portal.commands:discard_expired", "people.commands:clear_attempts", "engine:discard_old")
"""What rooms want done regularly: commands `work(limit) -> how many`. Where a room does not offer one, nothing is struck."""


@dataclass(frozen=True)
class Job:
    """Something struck regularly: `work` returns how many things it did, or None."""

    name: str
    seconds: int
    work: Callable[[], int | None]
    batch: int = 0


def jobs() -> list[Job]:
    """Everything the house does by itself."""
    chosen = settings.current().ticker
    batch, hour = chosen.batch, chosen.keeping_minutes * 60
    found = [
        Job("outbox", chosen.outbox_seconds, lambda: outbox.run(batch), batch),
        Job("keeping", hour, keep_house),
    ]
    engine_tick = _function("engine:tick")
    if engine_tick:
        found.append(Job("engine:tick", chosen.engine_seconds, lambda: engine_tick(limit=batch), batch))
    for name, seconds in (*_SOON, *((name, hour) for name in _HOURLY)):
        work = _function(name)
        found += [Job(name, seconds, partial(_committed, work, batch), batch)] if work else []
    return found


def _committed(work: Callable[..., int], limit: int) -> int:
    """A room's command `work(limit) -> how many`, in one transaction."""
    with transaction():
        return work(limit)


def keep_house() -> int:
    """The store's own keeping: answered rows, loose files."""
    with transaction():
        return outbox.clear_old() + files.sweep()


def run_once(app: Flask, job: Job) -> None:
    """One strike of a job, repeated while its batches are full; whatever it raises is logged."""
    with app.app_context():
        for _round in range(_ROUNDS):
            try:
                working_days.refresh()
                done = job.work()
            except Exception:  # noqa: BLE001  the clock goes on whatever a room does
                _log.exception("job %s failed", job.name)
                db.session.rollback()
                return
            finally:
                db.session.remove()
            if not job.batch or (done or 0) < job.batch:
                return


def start(app: Flask) -> BackgroundScheduler:
    """Starts striking in threads of this process; `shutdown()` of the answer waits for what is being done."""
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(timezone="Asia/Shanghai", executors={"default": ThreadPoolExecutor(4)})
    for job in jobs():
        scheduler.add_job(
            run_once, "interval", [app, job], seconds=job.seconds, max_instances=1, coalesce=True,
            misfire_grace_time=None, id=job.name,
        )  # fmt: skip
    scheduler.start()
    return scheduler


def _function(name: str) -> Callable[..., int] | None:
    """The function `<room>[.<module>]:<name>`, or None where the room does not offer it."""
    module, _, function = name.partition(":")
    try:
        present = find_spec(f"app.{module}") is not None
    except ModuleNotFoundError:
        return None
    return getattr(import_module(f"app.{module}"), function, None) if present else None
