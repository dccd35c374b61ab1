"""One transaction: load, complete a task, run to the next wait, save; beside a bare row and SpiffWorkflow's own JSON."""

from __future__ import annotations

import io
import statistics
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from app import engine
from app.store import db, transaction
from tests.engine.bench import place, shapes

BY = "officer:1"
LIFE = 33
"""Transactions of one process: as many as an application takes through its three reviews and notices."""


class Row:
    """A row like a journal entry's, inserted and committed over a bare connection: the floor."""

    def __init__(self, url: str) -> None:
        self.line = place.line(url)
        self.line.execute("CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, at timestamptz, data json)")
        self.line.commit()
        self.now = datetime.now(UTC)
        self.text = orjson.dumps(shapes.PAYLOAD).decode()

    def turn(self) -> float:
        """Milliseconds of one INSERT and COMMIT."""
        return place.timed(self._insert)

    def _insert(self) -> None:
        self.line.execute("INSERT INTO bench_row (at, data) VALUES (%s, %s)", [self.now, self.text])
        self.line.commit()


class Ours:
    """A process of the engine that stays at its first task, turn after turn."""

    def __init__(self, **data: Any) -> None:
        with transaction():
            given = {**shapes.PAYLOAD, **data}
            process = engine.start("bench_review", business_key="bench", data=given, by="system")
        self.process_id = process.id
        self._look()

    def _look(self) -> None:
        with transaction():
            self.task = engine.open_tasks(process_id=self.process_id)[0].id

    def turn(self) -> float:
        """Milliseconds of one transaction, from taking a connection to the commit."""
        spent = place.timed(self._complete)
        self._look()
        return spent

    def _complete(self) -> None:
        with transaction():
            engine.complete(self.task, {"outcome": "back"}, by=BY)


class Theirs:
    """The same process kept as SpiffWorkflow's own JSON in a text column."""

    def __init__(self, url: str) -> None:
        self.line, self.serializer = place.line(url), BpmnWorkflowSerializer()
        parser = BpmnParser()
        parser.add_bpmn_io(io.BytesIO(shapes.review('outcome == "back"')), "bench_review.bpmn")
        workflow = BpmnWorkflow(parser.get_spec("bench_review"))
        workflow.data.update(shapes.PAYLOAD)
        workflow.do_engine_steps()
        self.line.execute("CREATE TABLE IF NOT EXISTS bench_json (id int PRIMARY KEY, content text, revision int)")
        self.line.execute("INSERT INTO bench_json VALUES (1, %s, 1)", [self.serializer.serialize_json(workflow)])
        self.line.commit()

    def turn(self) -> float:
        """Milliseconds of one transaction; the process goes from stage to stage as ours does."""
        return place.timed(self._complete)

    def _complete(self) -> None:
        found = self.line.execute("SELECT content FROM bench_json WHERE id = 1 FOR UPDATE").fetchone()
        assert found is not None
        workflow = self.serializer.deserialize_json(found[0])
        task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        task.data.update({**shapes.PAYLOAD, "outcome": "back"})
        task.run()
        workflow.do_engine_steps()
        content = self.serializer.serialize_json(workflow)
        self.line.execute("UPDATE bench_json SET content = %s, revision = revision + 1 WHERE id = 1", [content])
        self.line.commit()


def turns(url: str, rounds: int, long: int = 600) -> dict[str, float]:
    """Medians over whole lives of LIFE turns: the floor, ours, theirs; ours after `long` turns; WAL per transaction."""
    old = Ours()
    for _ in range(long):
        old.turn()
    place.settle(url)
    young, theirs = _renewed(Ours), _renewed(lambda: Theirs(_emptied(url)))
    works = {"raw": Row(url).turn, "complete": young, "old": old.turn, "json": theirs}
    found, wal = place.in_turns(works, rounds), _wal(Ours())
    return {
        "raw_commit_ms": found["raw"],
        "complete_ms": found["complete"],
        "json_ms": found["json"],
        "complete_vs_raw": found["complete"] / found["raw"],
        "json_vs_complete": found["json"] / found["complete"],
        "turn600_vs_turn1": found["old"] / found["complete"],
        "wal_bytes": wal,
    }


def _renewed(make: Callable[[], Any]) -> Callable[[], float]:
    """The turns of one process after the other, each through its whole life."""
    living: list[Any] = []

    def turn() -> float:
        if not living:
            living.extend([make()] * LIFE)
        return living.pop().turn()

    return turn


def _emptied(url: str) -> str:
    with place.line(url) as line:
        line.execute("DROP TABLE IF EXISTS bench_json")
    return url


def _wal(process: Ours) -> float:
    """Median bytes of WAL of one transaction of ours."""
    written = []
    for _ in range(60):
        before = _position()
        with transaction():
            engine.complete(process.task, {"outcome": "back"}, by=BY)
        written.append(_position() - before)
        process._look()
    return statistics.median(written)


def _position() -> int:
    with transaction():
        connection = db.session.connection()
        return int(connection.exec_driver_sql("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").scalar_one())
