"""Several at once, each in a thread with a session, a connection and a clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

from flask import Flask

from app import engine
from app.errors import AppError
from app.store import clock, db, transaction
from tests.faults.scenes import START
from tests.journeys import coverage
from tests.journeys.walk import all_processes

ASKED = {"a", "b", "c", "heard", "unheard"}
"""The user tasks of the drawn diagrams."""

Work = Callable[[], Any]


def at_once(app: Flask, *works: Work, at: tuple[datetime, ...] = ()) -> list[Any]:
    """What each of the works gave, or the AppError that it met; all begin at the same moment. `at`: the clock of each."""
    db.session.remove()
    ready = Barrier(len(works))

    def one(number: int) -> Any:
        with app.app_context(), clock.fixed(at[number] if at else START):
            ready.wait(30)
            try:
                return works[number]()
            except AppError as refused:
                return refused
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, range(len(works))))


def in_one(work: Work) -> Work:
    """The work in one transaction, as a request's edge does it."""

    def done() -> Any:
        with transaction():
            return work()

    return done


def parted(answers: list[Any]) -> tuple[list[Any], list[AppError]]:
    """Those who were quicker, and what the others were told."""
    lost = [one for one in answers if isinstance(one, AppError)]
    return [one for one in answers if not isinstance(one, AppError)], lost


def whole(process_id: int) -> None:
    """What must hold at any moment: the journal is whole and replays, the open tasks are the tokens that ask somebody."""
    replayed = engine.replay(process_id)
    assert (engine.first_break(process_id), replayed.divergence) == (None, None), process_id
    assert engine.process(process_id).state != "troubled", engine.process(process_id).trouble
    found = [task.element for task in engine.tasks_of(process_id) if task.state == "open"]
    assert sorted(found) == sorted((ASKED | coverage.user_tasks()) & set(replayed.live)), process_id


def all_whole() -> None:
    """The same of every process there is."""
    with transaction():
        for process_id in all_processes():
            whole(process_id)
