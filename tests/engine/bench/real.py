"""The real application: what one real request costs, how big its state is, how fast its journal is replayed."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from itertools import islice
from typing import Any
from uuid import uuid4

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app import engine
from app.engine import rows
from app.people import commands as people
from app.people.records import Account
from app.rehearsal import demo, officers
from app.rehearsal.departments import answerer
from app.rehearsal.life import Life, begin, live, look
from app.store import clock, db, get, tenant, transaction
from app.store.database import ZONE

LIVES = 5
STEPLESS = ("examine",)
"""Tasks after which the diagram calls no step: their requests show what completing costs by itself."""


def applications(number: int, first: int = 0) -> list[dict[str, Any]]:
    """Made-up applications of the demonstration."""
    with demo.APPLICATIONS.open(encoding="utf-8") as lines:
        return [json.loads(text) for text in islice(lines, first, first + number)]


# one request ------------------------------------------------------------------------------------------------------


def requests(app: Flask) -> dict[str, float]:
    """Statements, commits and milliseconds of completing the street's tasks over the task page: median, and the most."""
    seen: list[tuple[str, int, int, float]] = []
    for application in applications(8, first=20):
        with transaction():
            now = clock.now()
        application["submitted_on"] = now.date().isoformat()
        life = begin(application, now)
        for _ in range(4):
            if life.tasks:
                seen.append(_posted(app, life, *life.tasks[0]))
            with transaction():
                look(life)
    bare = [one for one in seen if one[0] in STEPLESS]
    return {
        "sql_per_complete": statistics.median(one[1] for one in bare),
        "sql_with_steps": statistics.median(one[1] for one in seen if one not in bare),
        "commits_per_complete": max(one[2] for one in seen),
        "request_ms": statistics.median(one[3] for one in bare),
    }


def _posted(app: Flask, life: Life, task: engine.Task, variables: dict[str, Any]) -> tuple[str, int, int, float]:
    by = officers.actor_for(str(task.role), str(task.organisation), list(task.barred))
    with transaction():
        browser = _signed_in(app, int(by.partition(":")[2]))
        sitting = officers.Sitting(variables, life.case_id, clock.today())
        typed = _typed(str(task.form), sitting)
    db.session.remove()
    with counted() as count, app.app_context():
        began = time.perf_counter()
        answer = browser.post(f"/desk/tasks/{task.id}", data=typed)
        spent = (time.perf_counter() - began) * 1000
    assert answer.status_code == 303, answer.get_data(as_text=True)[-2000:]
    return task.element, len(count["sql"]), count["commits"], spent


def _typed(form: str, sitting: officers.Sitting) -> MultiDict[str, Any]:
    typed: MultiDict[str, Any] = MultiDict({"key": uuid4().hex})
    for name, value in officers.SCRIPT[form](sitting).items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return typed


def _signed_in(app: Flask, account_id: int) -> FlaskClient:
    browser = app.test_client()
    key = people.begin_session(get(Account, account_id), address="192.0.2.1")
    with browser.session_transaction() as cookie:
        cookie.update(_user_id=key, _fresh=True, since=int(time.time()))
    return browser


@contextmanager
def counted() -> Iterator[dict[str, Any]]:
    """Counts what is sent on the app's connections: statements, whoever wrote them, and commits. A pool's ping (";") is none."""
    count: dict[str, Any] = {"sql": [], "commits": 0}
    execute = psycopg.Cursor.execute

    def noted(cursor: Any, statement: Any, *more: Any, **options: Any) -> Any:
        if statement != ";":
            count["sql"].append(statement)
        return execute(cursor, statement, *more, **options)

    def on_commit(_connection: Any) -> None:
        count["commits"] += 1

    sa.event.listen(db.engine, "commit", on_commit)
    psycopg.Cursor.execute = noted  # type: ignore[method-assign,assignment]
    try:
        yield count
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]
        sa.event.remove(db.engine, "commit", on_commit)


# whole lives ------------------------------------------------------------------------------------------------------


def lives() -> dict[str, float]:
    """Whole lives of applications: bytes of the state day by day, then the replay of every entry."""
    answer, sizes, numbers = answerer(demo.REGISTRIES, invents=True), [], []
    for application in applications(LIVES):
        at = datetime.combine(date.fromisoformat("2026-03-02"), time_of_day(9), ZONE)
        application["submitted_on"] = at.date().isoformat()
        life, until = begin(application, at), at
        numbers.append(life.number)
        while not life.ended and until < at + timedelta(days=400):
            until += timedelta(days=1)
            live(life, pace="steady", answer=answer, until=until)
            sizes += _state_sizes(life.number)
    return {"state_bytes": statistics.median(sizes), "state_bytes_most": max(sizes), **_replayed(numbers)}


def _state_sizes(number: str) -> list[int]:
    with transaction():
        return list(
            rows.run_sql(
                "SELECT octet_length(content) FROM process WHERE tenant = %(tenant)s AND business_key = %(key)s "
                "AND diagram = 'application' AND content IS NOT NULL",
                {"tenant": tenant(), "key": number},
            ).scalars()
        )


def _replayed(numbers: list[str]) -> dict[str, float]:
    entries, began = 0, time.thread_time()
    with transaction():
        for number in numbers:
            for process in engine.processes_of(number):
                found = engine.replay(process.id)
                assert found.divergence is None, found
                entries += found.seq
    seconds = time.thread_time() - began
    return {"replay_per_s": entries / seconds, "entries_per_life": entries / len(numbers)}
