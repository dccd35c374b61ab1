"""A clock that jumps, that stands still, that differs from one ticker to the next, that is moved while they work."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import engine
from app.store import clock, db, transaction
from app.store.records import JobStrike
from tests.engine.drawing import boundary, diagram, end, flow, service, start, timer, user
from tests.faults import steps  # noqa: F401  steps are registered
from tests.faults.crowd import all_whole, at_once
from tests.faults.scenes import START

MATTERS = 12
URGED = diagram(
    start(), user("a"), boundary("turn", "a", timer("R/P1D", "timeCycle"), interrupting=False), service("urge", "faults.count"),
    end("told"), boundary("limit", "a", timer("PT228H")), service("silence", "faults.count"), user("b"), end("late"), end(),
    flow("begin", "a", "done"), flow("turn", "urge", "told"), flow("limit", "silence", "b", "late"), id="urged",
)  # fmt: skip
"""Nine turns of a reminder, then the limit at nine days and a half."""


@pytest.fixture
def town(committed: Flask) -> Flask:
    """The diagram on a database of the test's own."""
    with transaction():
        engine.deploy_files({"urged.bpmn": URGED}, by="system")
    return committed


def begin(number: int) -> int:
    with transaction():
        return engine.start("urged", business_key=f"U{number}", data={"name": f"U{number}"}, by="citizen:5").id


def looked_at(process_id: int) -> tuple[Any, ...]:
    """When what happened, after the start and from it; how often the step was done."""
    with transaction():
        process, entries = engine.process(process_id), engine.history(process_id)
        first = entries[0].at
        counted = db.session.scalar(sa.select(JobStrike.strikes).where(JobStrike.name == process.business_key))
        moments = [(entry.kind, entry.element, entry.data.get("now")) for entry in entries[1:]]
        return [(kind, element, _since(first, now)) for kind, element, now in moments], counted


def _since(first: Any, now: str | None) -> timedelta | None:
    return type(first).fromisoformat(now) - first if now else None


def test_tickers_whose_clocks_jump_by_days_fire_each_turn_once_in_order(town: Flask) -> None:
    with clock.fixed(START):
        calm = begin(0)
    for hours in (*range(24, 217, 24), 228):
        with clock.fixed(START + timedelta(hours=hours)):
            engine.tick()
    with clock.fixed(START):
        jumped = [begin(number) for number in range(1, MATTERS)]
    clocks = tuple(START + timedelta(days=days) for days in (3, 30, 1, 30))
    at_once(town, *[engine.tick] * 4, at=clocks)
    with clock.fixed(START + timedelta(days=30)):
        engine.tick()
    turns, counted = looked_at(calm)
    assert counted == 10 and [element for _kind, element, _now in turns] == ["turn"] * 9 + ["limit"]
    for process_id in jumped:
        found, times = looked_at(process_id)
        assert times == counted and [entry[:2] for entry in found] == [entry[:2] for entry in turns]
        assert [since for *_what, since in found if since] == sorted(since for *_what, since in found if since)
    all_whole()


def test_under_a_clock_that_stands_still_nothing_fires_twice_and_the_tick_ends(town: Flask) -> None:
    with clock.fixed(START):
        process_id = begin(1)
    with clock.fixed(START + timedelta(days=1)):
        assert [engine.tick() for _ in range(5)] == [1, 0, 0, 0, 0]
        assert looked_at(process_id)[1] == 1
    with clock.fixed(START):  # a node that lags behind fires nothing more
        assert engine.tick() == 0


def test_the_demonstrations_clock_moved_while_two_tick_fires_each_turn_once(town: Flask) -> None:
    found = [begin(number) for number in range(MATTERS)]
    for _ in range(12):
        with transaction():
            clock.move(timedelta(days=1), actor="officer:1")
        _tick_by_two(town)
    for process_id in found:
        turns, counted = looked_at(process_id)
        assert counted == 10 and [element for _kind, element, _now in turns] == ["turn"] * 9 + ["limit"]
    all_whole()


def _tick_by_two(app: Flask) -> None:
    """Two tickers by the house's own clock."""

    def work() -> None:
        with app.app_context():
            engine.tick()
            db.session.remove()

    threads = [Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
