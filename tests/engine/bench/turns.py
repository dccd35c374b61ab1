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
from app.engine import definitions, rows
from app.engine.live import Live
from app.engine.spiff import codec
from app.store import clock, db, transaction
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

    def turn(self) -> place.Spent:
        """What it takes: one INSERT and COMMIT."""
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

    def turn(self) -> place.Spent:
        """What it takes: one transaction, from taking a connection to the commit."""
        spent = place.timed(self._complete)
        self._look()
        return spent

    def _complete(self) -> None:
        with transaction():
            engine.complete(self.task, {"outcome": "back"}, by=BY)


class Theirs:
    """The same process in the same house, kept as SpiffWorkflow's own JSON in a text column, its diagram's spec in it.

    It does what ours does of it (finds the task by its id, asks what is due, by the machine's clock) and nothing more: no
    journal, no inbox, no question but the one for its content.
    """

    def __init__(self) -> None:
        self.serializer = BpmnWorkflowSerializer()
        parser = BpmnParser()
        parser.add_bpmn_io(io.BytesIO(shapes.review('outcome == "back"', '"P30D"')), "bench_review.bpmn")
        workflow = BpmnWorkflow(parser.get_spec("bench_review"))
        workflow.do_engine_steps()
        _first(workflow).data.update(shapes.PAYLOAD)
        self.task = _first(workflow).id
        with transaction():
            rows.run_sql("CREATE TABLE IF NOT EXISTS bench_json (id int PRIMARY KEY, content text, revision int)", {})
            rows.run_sql("DELETE FROM bench_json", {})
            content = self.serializer.serialize_json(workflow)
            rows.run_sql("INSERT INTO bench_json VALUES (1, %(content)s, 1)", {"content": content})

    def turn(self) -> place.Spent:
        """What it takes: one transaction; the process stays at its first task, as ours does."""
        spent = place.timed(self._complete)
        self.task = _first(self.left).id
        return spent

    def _complete(self) -> None:
        with transaction():
            found = rows.run_sql("SELECT content FROM bench_json WHERE id = 1 FOR UPDATE", {})
            workflow = self.serializer.deserialize_json(found.scalar_one())
            workflow.refresh_waiting_tasks()
            task = workflow.get_task_from_id(self.task)
            task.data["outcome"] = "back"
            task.run()
            workflow.do_engine_steps()
            self.left = workflow
            rows.run_sql(
                "UPDATE bench_json SET content = %(content)s, revision = revision + 1 WHERE id = 1",
                {"content": self.serializer.serialize_json(workflow)},
            )


def _first(workflow: BpmnWorkflow) -> Any:
    return workflow.get_tasks(state=TaskState.READY, manual=True)[0]


def turns(url: str, rounds: int, long: int = 600) -> dict[str, float]:
    """Medians over whole lives of LIFE turns: the floor, ours, theirs; ours after `long` turns; WAL per transaction."""
    old = Ours()
    for _ in range(long):
        old.turn()
    place.settle(url)
    young, theirs = _renewed(Ours), _renewed(Theirs)
    works = {"raw": Row(url).turn, "complete": young, "old": old.turn, "json": theirs}
    found, wal = place.in_turns(works, rounds, LIFE), _wal(Ours())
    raw, ours, theirs_, old_ = (found[name] for name in ("raw", "complete", "json", "old"))
    return {
        "raw_commit_ms": raw.ms,
        "complete_ms": ours.ms,
        "json_ms": theirs_.ms,
        "complete_cpu_ms": ours.cpu_ms,
        "json_cpu_ms": theirs_.cpu_ms,
        "complete_vs_raw": ours.ms / raw.ms,
        "json_vs_complete": theirs_.ms / ours.ms,
        "json_vs_complete_cpu": theirs_.cpu_ms / ours.cpu_ms,
        "json_vs_complete_cold": theirs_.cold_ms / ours.cold_ms,
        "turn600_vs_turn1": old_.ms / ours.ms,
        "load_cpu_ms": _load_cpu_ms(old.process_id),
        "wal_bytes": wal,
    }


def _load_cpu_ms(process_id: int) -> float:
    """What a cache of loaded processes could save of each transaction at most: reading the state's bytes."""
    with transaction():
        content = rows.read_process(process_id).content
        assert content is not None
        live = Live(clock.now(), lambda: None)
        load = lambda: codec.load(content, definitions.definition, live)  # noqa: E731
        return statistics.median(place.timed(load).cpu_ms for _ in range(200))


def _renewed(make: Callable[[], Any]) -> Callable[[], place.Spent]:
    """The turns of one process after the other, each through its whole life."""
    living: list[Any] = []

    def turn() -> place.Spent:
        if not living:
            living.extend([make()] * LIFE)
        return living.pop().turn()

    return turn


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
