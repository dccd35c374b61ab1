"""Many applications, several workers, a database of its own.

The database is made for the rehearsal and dropped after it. Each worker is a process; it takes every n-th line, so that
two runs of the same file do the same. Ctrl-C lets each finish the application in hand and keeps what is done.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from queue import Empty
from typing import Any

from app import create_app, settings
from app.rehearsal.departments import answerer
from app.rehearsal.life import begin, live
from app.rehearsal.places import analyse, own_database, prepare
from app.rehearsal.results import line
from app.store.database import ZONE

Tell = Callable[[dict[str, Any]], None]
LOOK_AGAIN = (10, 50, 250, 1000)
"""After so many applications the database looks at its tables again: plans made for empty tables read every row."""


@dataclass(frozen=True)
class Order:
    """What one worker is to do: which file, which part of it, how fast, where the departments' records are."""

    url: str
    applications: Path
    registries: Path
    pace: str
    worker: int
    workers: int
    limit: int | None


def rehearse(
    applications: Path, registries: Path, *, pace: str, workers: int, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Takes every application through its life; yields a result a line, as they come (unordered)."""
    with own_database() as url:
        prepare(url)
        orders = [Order(url, applications, registries, pace, n, workers, limit) for n in range(workers)]
        for count, found in enumerate(crewed(work, orders), start=1):
            if count in LOOK_AGAIN:
                analyse(url)
            yield found


def crewed(work: Callable[[Any, Tell], None], orders: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """A process for each order, which does `work(order, tell)`; yields what they tell, as it comes.

    A worker's failure is raised here with its text. Ctrl-C stops cleanly: what was told has been yielded.
    """
    context = multiprocessing.get_context("spawn")
    results: Any = context.Queue()
    crew = [context.Process(target=_member, args=(work, order, results), daemon=True) for order in orders]
    with _dismissed(crew):
        for process in crew:
            process.start()
        yield from _collected(crew, results)


def _member(work: Callable[[Any, Tell], None], order: Any, results: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work(order, results.put)
    except Exception as problem:
        results.put({"failed": f"{type(problem).__name__}: {problem}"})
        raise
    results.put(None)


@contextmanager
def _dismissed(crew: list[Any]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in crew:
            if process.pid:
                process.terminate()
                process.join(10)


def _collected(crew: list[Any], results: Any) -> Iterator[dict[str, Any]]:
    """Results until every worker has said that it is done (None)."""
    left = len(crew)
    while left:
        try:
            found = results.get(timeout=1)
        except Empty:
            if not any(process.is_alive() for process in crew):
                raise RuntimeError("a worker of the rehearsal died") from None
            continue
        if found is None:
            left -= 1
        elif "failed" in found:
            raise RuntimeError(found["failed"])
        else:
            yield found


def work(order: Order, tell: Tell) -> None:
    """A worker's life: its lines one after the other, a result for each."""
    app = create_app(settings.load(changes={"store": {"url": order.url}, "log": {"level": "WARNING"}}))
    with app.app_context():
        answer = answerer(order.registries)
        for text in _lines(order):
            application = json.loads(text)
            try:
                tell(_one(application, order.pace, answer))
            except Exception as problem:
                raise RuntimeError(
                    f"{application.get('external_ref')}: {type(problem).__name__}: {problem}"
                ) from problem


def _lines(order: Order) -> Iterator[str]:
    with order.applications.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines):
            if order.limit is not None and number >= order.limit:
                return
            if number % order.workers == order.worker and text.strip():
                yield text


def _one(application: dict[str, Any], pace: str, answer: Any) -> dict[str, Any]:
    day = datetime.fromisoformat(application["submitted_on"]).date()
    life = begin(application, datetime.combine(day, time(9), ZONE))
    return line(live(life, pace=pace, answer=answer), application.get("external_ref"))
