"""The clock of the house goes on whatever a room does."""

from __future__ import annotations

import threading

import pytest

from app import ticker
from app.store import db
from app.ticker import Job


def test_a_job_with_full_batches_goes_on_at_once_and_stops_when_one_is_not_full(app):
    given = iter([5, 5, 2, 5])
    ticker.run_once(app, Job("x", 1, lambda: next(given), batch=5))
    assert next(given) == 5


def test_a_job_that_always_finds_work_lets_others_have_a_turn(app):
    done = []
    ticker.run_once(app, Job("x", 1, lambda: done.append(1) or 5, batch=5))
    assert len(done) == ticker._ROUNDS


def test_a_job_that_fails_is_logged_and_does_not_stop_the_clock(app, caplog):
    def fail() -> int:
        raise RuntimeError("broken room")

    ticker.run_once(app, Job("bad", 1, fail))
    assert "bad" in caplog.text and "broken room" in caplog.text


def test_the_clock_strikes_in_a_thread_with_a_context_of_its_own(app, monkeypatch):
    struck = threading.Event()
    monkeypatch.setattr(
        ticker, "jobs", lambda: [Job("x", 1, lambda: db.session.execute(db.text("select 1")) and struck.set())]
    )
    scheduler = ticker.start(app)
    try:
        assert struck.wait(10)
    finally:
        scheduler.shutdown()


@pytest.mark.parametrize("name", ["outbox", "keeping"])
def test_the_stores_own_jobs_run(committed, name):
    (job,) = [job for job in ticker.jobs() if job.name == name]
    assert job.seconds > 0 and (job.work() or 0) >= 0
