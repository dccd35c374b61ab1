"""Whatever is changed behind the engine's back is found and named: any column of any journal row, the order, a version, the state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app import engine
from app.engine import journal, rows
from app.engine.records import Journal
from app.engine.values import Entry
from app.store import db, tenant
from tests.engine.drawing import boundary, call, diagram, end, flow, message, node, rule, service, start, timer, user
from tests.engine.test_verbs import DECISION

INNER = diagram(
    start(), user("look"), boundary("stop", "look", message("m_stop")), end(), end("stopped"),
    flow("begin", "look", "done"), flow("stop", "stopped"), id="inner", messages={"stop": "=number"},
)  # fmt: skip
MAIN = diagram(
    start(), rule("fee", "fee", "fee"), user("a"), boundary("remind", "a", timer("R/P1D", "timeCycle"), interrupting=False),
    service("note", "engine.note", inputs={"text": '="late"'}), call("c", "inner"), end(),
    flow("begin", "fee", "a", "c", "done"), flow("remind", "note"),
)  # fmt: skip
SEQS = range(1, 5)
"""Started, a reminder, a task done, a message: `ended` has all of them, `waiting` the first two."""


@pytest.fixture
def waiting(deployed: Any, at: Any) -> int:
    """A process that waits for a task and a timer, two entries behind it; tampering is not refused."""
    deployed(main=MAIN, inner=INNER, fees=DECISION)
    process = engine.start("main", business_key="K1", data={"amount": 12, "number": "Z1"}, by="citizen:1")
    at("2026-03-03 10:00")
    engine.run_due(process.id)
    sql("ALTER TABLE journal DISABLE TRIGGER journal_append_only")
    assert engine.prove(process.id) is None
    return process.id


@pytest.fixture
def inside(waiting: int) -> int:
    """The same, one entry on: in the called diagram, where a message is waited for."""
    engine.complete(engine.open_tasks(process_id=waiting)[0].id, {"opinion": "yes"}, by="officer:1")
    assert engine.prove(waiting) is None
    return waiting


@pytest.fixture
def ended(inside: int) -> int:
    """The same, ended."""
    assert engine.send("stop", "Z1", {"why": "moved"}, by="citizen:1").process.state == "done"  # type: ignore[union-attr]
    assert engine.prove(inside) is None
    return inside


def sql(statement: str, **values: Any) -> None:
    db.session.execute(sa.text(statement), values)


def named(process_id: int) -> tuple[int, str]:
    """(entry, what) of the fault that is found."""
    fault = engine.prove(process_id)
    assert fault is not None and fault.process_id == process_id
    return fault.seq, fault.what


CHANGES = {
    "seq": "seq + 100",
    "at": "at + interval '1 second'",
    "by": "by || 'x'",
    "kind": "'noted'",
    "element": "element || 'x'",
    "data": "replace(data::text, '{\"in\":', '{\"in\": ')::json",
    "state": "reverse(state)",
    "hash": "reverse(hash)",
    "tenant": "'999999'",
    "process_id": "(SELECT min(id) FROM process WHERE diagram = 'inner')",
}


def test_every_column_of_the_journal_is_tampered_with() -> None:
    assert set(CHANGES) == {column.name for column in Journal.__table__.columns}


@pytest.mark.parametrize("seq", SEQS)
@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_of_any_entry_is_found_there(column: str, seq: int, ended: int) -> None:
    if column == "process_id":
        engine.start("inner", business_key="K2", data={"number": "Z2"}, by="citizen:2")
    if column in ("tenant", "process_id"):
        sql("SET LOCAL session_replication_role = replica")  # also past the foreign keys
    change = f"UPDATE journal SET {column} = {CHANGES[column]} WHERE process_id = :id AND seq = :seq"
    sql(change + " AND tenant = :tenant", id=ended, seq=seq, tenant=tenant())
    what = {"seq": "missing", "tenant": "missing", "process_id": "missing"}.get(column, "changed")
    is_last = seq == SEQS[-1]
    assert named(ended) == (seq, "tail" if what == "missing" and is_last and column != "seq" else what)


@pytest.mark.parametrize("seq", SEQS)
def test_a_missing_entry_is_named(seq: int, ended: int) -> None:
    sql("DELETE FROM journal WHERE process_id = :id AND seq = :seq", id=ended, seq=seq)
    assert named(ended) == (seq, "tail" if seq == SEQS[-1] else "missing")


def test_an_empty_journal_is_named(ended: int) -> None:
    sql("DELETE FROM journal WHERE process_id = :id", id=ended)
    assert named(ended) == (1, "tail")


def test_swapped_entries_are_named_at_the_first(ended: int) -> None:
    for before, after in ((2, 100), (3, 2), (100, 3)):
        sql(
            "UPDATE journal SET seq = :after WHERE process_id = :id AND seq = :before",
            id=ended,
            before=before,
            after=after,
        )
    assert named(ended) == (2, "changed")


def test_an_entry_that_stands_twice_is_named(ended: int) -> None:
    columns = "tenant, process_id, seq, by, kind, element, data, state, hash"
    sql(
        f"INSERT INTO journal ({columns}, at) SELECT {columns}, at + interval '1 hour' FROM journal WHERE process_id = :id AND seq = 2",
        id=ended,
    )
    assert named(ended) == (2, "doubled")


def forged(process_id: int, change: Any) -> None:
    """Changes the journal and hashes it anew to the end, the head in the process row too: the chain is whole."""
    head = journal.GENESIS
    for entry, _text in journal.entries(process_id):
        data, state = change(entry)
        one = journal.chained(head, process_id, entry.seq, entry.at, entry.by, entry.kind, entry.element, data, state)
        sql(
            "UPDATE journal SET data = CAST(:data AS json), state = :state, hash = :hash WHERE process_id = :id AND seq = :seq",
            id=process_id,
            **{name: one[name] for name in ("data", "state", "hash", "seq")},
        )
        head = one["hash"]
    sql("UPDATE process SET head = :head WHERE id = :id", head=head, id=process_id)
    assert engine.first_break(process_id) is None


@pytest.mark.parametrize(
    ("place", "seq"),
    [
        ("answers", 3),
        ("path", 2),
        ("result", 1),
        ("arguments", 2),
        ("token", 3),
        ("start data", 1),
        ("message", 4),
        ("state", 3),
    ],
)
def test_a_forged_entry_in_a_chain_that_was_made_whole_again_is_found_by_the_replay(
    place: str, seq: int, ended: int
) -> None:
    def change(entry: Entry) -> tuple[dict[str, Any], str]:
        data = entry.data
        if entry.seq != seq:
            return data, entry.state
        if place == "answers":
            data["in"]["answers"]["opinion"] = "no"
        elif place == "path":
            data["path"] = []
        elif place == "result":
            data["facts"][0]["result"] = 1
        elif place == "arguments":
            data["facts"][0]["arguments"] = {"text": "never"}
        elif place == "token":
            data["in"]["token"] += 1
        elif place == "start data":
            data["in"]["data"]["amount"] = 1
        elif place == "message":
            data["in"]["data"]["why"] = "ill"
        return data, "0" * 16 if place == "state" else entry.state

    forged(ended, change)
    assert named(ended) == (seq, "replay")


def edited(table: str, name: str, before: str, after: str) -> None:
    key = "diagram" if table == "diagram_version" else "file"
    sql(
        f"UPDATE {table} SET content = replace(content, :before, :after) WHERE {key} = :name",
        before=before,
        after=after,
        name=name,
    )


@pytest.mark.parametrize(
    ("table", "name", "before", "after"),
    [
        ("diagram_version", "main", "late&quot;", "very late&quot;"),
        ("diagram_version", "main", 'name="note"', 'name="Note"'),
        ("diagram_version", "inner", "<bpmn:endEvent", "<bpmn:endEvent "),
        ("decision_version", "fees.dmn", "2.5", "2.4"),
    ],
)
def test_an_edited_version_is_named_also_with_its_checksum(
    table: str, name: str, before: str, after: str, ended: int
) -> None:
    edited(table, name, before, after)
    fault = engine.prove(ended)
    assert fault is not None and (fault.seq, fault.what) == (0, "version") and name in fault.now
    sql(f"UPDATE {table} SET sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex')")
    assert named(ended) == (1, "version")  # the first entry took the seal of all of them along


STATES = {
    "state": ("state = 'suspended'", "state"),
    "content": ("content = (SELECT content FROM process WHERE business_key = 'K2')", "content"),
    "bytes": ("content = '\\x0102'", "content"),
    "no content": ("content = NULL", "state"),
    "head": ("head = reverse(head)", "head"),
    "seq": ("seq = seq - 1", "tail"),
    "due": ("due_at = due_at + interval '1 day'", "due"),
    "who": ("started_by = 'citizen:2'", "begun"),
    "whose": ("business_key = 'K9'", "begun"),
    "when": ("started_at = started_at - interval '1 day'", "begun"),
    "later": ("started_at = started_at + interval '1 hour'", "missing"),
}


@pytest.mark.parametrize("name", STATES)
def test_a_process_row_that_was_changed_is_named(name: str, waiting: int) -> None:
    engine.start("main", business_key="K2", data={"amount": 1, "number": "Z2"}, by="citizen:2")
    change, what = STATES[name]
    sql(f"UPDATE process SET {change} WHERE id = :id", id=waiting)
    assert named(waiting)[1] == what


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE task SET state = 'done' WHERE process_id = :id AND state = 'open'", "tasks"),
        ("UPDATE task SET element = 'b' WHERE process_id = :id AND state = 'open'", "tasks"),
        ("DELETE FROM subscription WHERE process_id = :id", "messages"),
        ("UPDATE subscription SET key = 'Z9' WHERE process_id = :id", "messages"),
    ],
)
def test_what_waits_is_compared_with_the_state(change: str, what: str, inside: int) -> None:
    sql(change, id=inside)
    assert named(inside) == (0, what)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("outcome = '{}'", "outcome"),
        ("state = 'cancelled'", "state"),
        ("state = 'running'", "state"),
    ],
)
def test_an_ended_process_is_compared_with_its_replay(change: str, what: str, ended: int) -> None:
    sql(f"UPDATE process SET {change} WHERE id = :id", id=ended)
    assert named(ended) == (0, what)


def test_processes_in_every_state_are_proven(deployed: Any, at: Any, quiet_steps: Any) -> None:
    quiet_steps.broken.add("fail")
    deployed(
        main=diagram(
            start(),
            user("a"),
            service("b", "engine.fail"),
            node("task", "t"),
            end(),
            flow("begin", "a", "b", "t", "done"),
        )
    )
    process = engine.start("main", business_key="K", data={"text": "t"}, by="citizen:1")
    engine.suspend(process.id, reason="r", by="officer:1")
    assert engine.prove(process.id) is None
    at("2026-03-09 09:00")
    engine.resume(process.id, by="officer:1")
    assert engine.prove(process.id) is None
    task = engine.open_tasks(process_id=process.id)[0]
    assert engine.complete(task.id, {}, by="officer:1").state == "troubled"
    assert engine.prove(process.id) is None
    assert engine.retry(process.id, by="officer:9").state == "troubled"
    assert engine.prove(process.id) is None
    quiet_steps.broken.clear()
    assert engine.retry(process.id, by="officer:9").state == "done"
    assert engine.prove(process.id) is None
    other = engine.start("main", business_key="K", data={"text": "t"}, by="citizen:1")
    engine.cancel(other.id, reason="r", by="officer:9")
    assert engine.prove(other.id) is None
    assert isinstance(rows.read_process(other.id).started_at, datetime)
