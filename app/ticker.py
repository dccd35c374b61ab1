"""The clock of the house: strikes, and lets the rooms work. APScheduler only strikes; work is claimed in PostgreSQL.

So any number of processes may tick, and one that is killed loses nothing. A job that fails is logged and struck again.
What a room wants done regularly stands in `jobs`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app import engine, settings
from app.api import commands as programs
from app.cases import letters
from app.desk import commands as desk
from app.engine.months import make_months
from app.engine.proofs import prove_tonight
from app.errors import Unavailable
from app.leasing import commands as leasing
from app.leasing.commands import mailings, subsidies, subsidy_months
from app.leasing.queries import money
from app.people import commands as people
from app.portal import commands as portal
from app.store import clock, db, files, insist, outbox, strikes, transaction, working_days

_log = logging.getLogger("anju.ticker")
BILLS = 500
"""Bills of one transaction: half a second of work, so that what else must happen does not wait long."""
_ROUNDS = 50
"""A job that finds a full batch goes on at once, but not for ever: others wait for the same thread."""


@dataclass(frozen=True)
class Job:
    """Something struck regularly: `work` returns how many things it did, or None."""

    name: str
    seconds: int
    work: Callable[[], int | None]
    batch: int = 0


def jobs() -> list[Job]:
    """Everything the house does by itself. A room's command `work(limit) -> how many` runs in one transaction."""
    chosen = settings.current().ticker
    batch, hour = chosen.batch, chosen.keeping_minutes * 60
    morning = chosen.engine_seconds if clock.may_move() else chosen.morning_seconds
    return [
        Job("outbox", chosen.outbox_seconds, lambda: outbox.run(batch), batch),
        Job("timers", chosen.engine_seconds, lambda: engine.tick(batch), batch),
        Job("dry runs", chosen.engine_seconds, lambda: engine.run_dry_runs(batch), batch),
        Job("moves", chosen.engine_seconds, lambda: engine.run_moves(batch), batch),
        Job("mailings", chosen.engine_seconds, partial(_committed, mailings.write_waiting, batch), batch),
        Job("letters", chosen.engine_seconds, partial(_committed, letters.render_pending, batch), batch),
        Job("overdue", 60, partial(_committed, desk.raise_overdue, batch), batch),
        Job("drafts", hour, partial(_committed, portal.discard_expired, batch), batch),
        Job("attempts", hour, partial(_committed, people.clear_attempts, batch), batch),
        Job("first bills", morning, partial(_committed, leasing.issue_firsts, batch), batch),
        Job("billing", morning, lambda: insist(leasing.bill_the_month), 1),
        Job("bills", chosen.engine_seconds, partial(_committed, leasing.issue_bills, BILLS), BILLS),
        Job("arrears", morning, partial(_committed, leasing.find_overdue, batch), batch),
        Job("ends of leases", morning, partial(_committed, leasing.follow, batch), batch),
        Job("yearly reviews", morning, partial(_committed, leasing.open_reviews, batch), batch),
        Job("subsidies", morning, lambda: insist(subsidy_months.start_the_month)),
        Job("ends of subsidies", morning, partial(_committed, subsidies.find_stopping, batch), batch),
        Job("books", 24 * 3600, check_books),
        Job("keeping", hour, keep_house),
        Job("months", hour, lambda: insist(make_months)),
        Job("proofs", 300, lambda: prove_tonight(batch), batch),
    ]


def _committed(work: Callable[[int], int], limit: int) -> int:
    return insist(lambda: work(limit))


def check_books() -> int:
    """Once a day: whether bills, payments and entries agree. What does not is an error in the log, and on the page of payments."""
    with transaction():
        faults = money.faults_of_books()
    for fault in faults:
        _log.error("the books do not add up: %s", fault)
    return len(faults)


def keep_house() -> int:
    """What nobody needs any more: answered rows, loose files, old keys and messages."""
    with transaction():
        return outbox.clear_old() + files.sweep() + engine.discard_old() + programs.clear_answers()


def run_once(app: Flask, job: Job) -> None:
    """One strike of a job, repeated while its batches are full; whatever it raises is logged, and every strike noted."""
    with app.app_context():
        for _round in range(_ROUNDS):
            begun = time.monotonic()
            done = _struck(job)
            _note(job, time.monotonic() - begun, failed=done is None)
            if done is None or not job.batch or done < job.batch:
                return


def _struck(job: Job) -> int | None:
    """How many things the job did; None when it failed."""
    try:
        insist(working_days.refresh)
        return job.work() or 0
    except Unavailable as away:
        _log.warning("job %s: the database is away (%s)", job.name, away.facts.get("sqlstate"))
        db.session.rollback()
    except Exception:  # noqa: BLE001  the clock goes on whatever a room does
        _log.exception("job %s failed", job.name)
        db.session.rollback()
    finally:
        db.session.remove()
    return None


def _note(job: Job, seconds: float, *, failed: bool) -> None:
    """For who looks after the house (app.health): a job that is silent for long has no ticker any more."""
    try:
        with transaction():
            strikes.note(job.name, seconds=seconds, failed=failed)
    except Unavailable:
        _log.warning("job %s: its strike could not be noted", job.name)
    finally:
        db.session.remove()


def start(app: Flask) -> BackgroundScheduler:
    """Starts striking in threads of this process; `shutdown()` of the answer waits for what is being done."""
    # a turn that is left out because the last one still runs is no news
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="Asia/Shanghai", executors={"default": ThreadPoolExecutor(4)})
    for job in jobs():
        scheduler.add_job(
            run_once, "interval", [app, job], seconds=job.seconds, max_instances=1, coalesce=True,
            misfire_grace_time=None, id=job.name,
        )  # fmt: skip
    scheduler.start()
    return scheduler
