"""Where it is measured: an embedded PostgreSQL with fsync in instance/bench, and a new database for every run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from flask import Flask
from psycopg import sql

from app import create_app, engine, settings
from app.people import commands as people
from app.settings import TOP
from app.store import database, db, migrate, postgres, transaction
from app.store.line import Line
from tests.engine.bench import shapes

FOLDER = TOP / "instance" / "bench"
_NAME = "bench"


def application(url: str) -> Flask:
    """The real application on that database."""
    changes = {
        "store": {"url": url, "instance": str(FOLDER), "files": str(FOLDER / "files")},
        "log": {"level": "ERROR"},
        "outbox": {"parallel": 1},
    }
    app = create_app(settings.load(environ={}, changes=changes))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@contextmanager
def own_place() -> Iterator[tuple[Flask, str]]:
    """The application in its context on a new database with places, officers, the real diagrams and the drawn ones."""
    host = postgres.join(FOLDER)
    server = f"postgresql://anju@/postgres?host={host}"
    _again(server, create=True)
    url = f"postgresql://anju@/{_NAME}?host={host}"
    app = application(url)
    with app.app_context():
        migrate.upgrade()
        with transaction():
            people.load_places()
            people.load_demo_officers()
            engine.deploy(TOP / "bpmn", by="system")
            engine.deploy_files(shapes.FILES, by="system")
        try:
            yield app, url
        finally:
            db.session.remove()
            db.engine.dispose()
    _again(server, create=False)
    postgres.leave(FOLDER)


def _again(server: str, *, create: bool) -> None:
    name = sql.Identifier(_NAME)
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        if create:
            line.execute(sql.SQL("CREATE DATABASE {}").format(name))


def line(url: str) -> psycopg.Connection[Any]:
    """A bare connection, opened as the house opens its own."""
    return Line.connect(url, **database.engine_options()["connect_args"])


def settle(url: str) -> None:
    """What autovacuum and the checkpointer would do by and by, done now: statistics, visibility, dirty pages."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


class Spent(NamedTuple):
    """Milliseconds by the clock, and of this thread's processor: the latter knows neither the disk nor the neighbours."""

    ms: float
    cpu_ms: float


def timed(work: Callable[[], Any]) -> Spent:
    """What one call took."""
    began, cpu = time.perf_counter(), time.thread_time()
    work()
    return Spent((time.perf_counter() - began) * 1000, (time.thread_time() - cpu) * 1000)


class Medians(NamedTuple):
    """Of many calls. cold_ms: of those alone that came first after another's work."""

    ms: float
    cpu_ms: float
    cold_ms: float


def in_turns(works: dict[str, Callable[[], Spent]], rounds: int, each: int) -> dict[str, Medians]:
    """The medians of each over `rounds` in which all take their turn, so that noise meets all alike.

    A turn is `each` calls on end: the first finds the processor's caches full of another's work, which costs what is short
    twice its time and what is long hardly anything.
    """
    series: dict[str, list[list[Spent]]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            series[name].append([work() for _ in range(each)])
    return {name: _medians(found) for name, found in series.items()}


def _medians(turns: list[list[Spent]]) -> Medians:
    calls = [call for turn in turns for call in turn]
    return Medians(
        statistics.median(one.ms for one in calls),
        statistics.median(one.cpu_ms for one in calls),
        statistics.median(turn[0].ms for turn in turns),
    )
