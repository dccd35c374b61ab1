"""The engine's SQL: a process is loaded by one statement and written by one, whatever the visit changed.

Plain SQL over the records' tables, on the session's own connection and inside its transaction (`store.plain`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from app.engine.spiff import codec
from app.engine.values import Process, Task
from app.errors import NotFound
from app.store import tenant
from app.store.database import ZONE
from app.store.plain import run_sql

PROCESS = (
    "p.id, p.diagram, p.version_id, p.business_key, p.state, p.revision, p.seq, p.head, p.content, p.due_at, "
    "p.trouble::text, p.outcome::text, p.started_by, p.started_at, p.ended_at, p.suspended_at"
)
TASK = (
    "t.id, t.process_id, t.token, t.business_key, t.diagram, t.element, t.name, t.form, t.role, t.organisation, "
    "t.assignee, t.barred, t.draft::text, t.due_at, t.started_at, t.state, t.is_hidden, t.completed_by, t.completed_at"
)


@dataclass(slots=True)
class Row:
    """A process row as it was loaded."""

    id: int
    diagram: str
    version_id: int
    business_key: str
    state: str
    revision: int
    seq: int
    head: str
    content: bytes | None
    due_at: datetime | None
    trouble: dict[str, Any] | None
    outcome: dict[str, Any] | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None

    def process(self, version: int) -> Process:
        """The row as it is handed out."""
        return Process(
            self.id, self.diagram, version, self.business_key, self.state, self.due_at, self.trouble, self.outcome,
            self.started_at, self.ended_at, self.started_by,
        )  # fmt: skip


def in_zone(moment: datetime) -> datetime:
    """A moment from the driver, in Asia/Shanghai."""
    return moment.astimezone(ZONE)


def local(moment: datetime | None) -> datetime | None:
    """The same, or None."""
    return moment.astimezone(ZONE) if moment is not None else None


def as_row(found: Any) -> Row:
    """A Row from the columns of PROCESS."""
    row = Row(*found)
    row.content = bytes(row.content) if row.content is not None else None
    row.trouble = codec.json_value(row.trouble) if row.trouble else None  # type: ignore[arg-type]
    row.outcome = codec.json_value(row.outcome) if row.outcome else None  # type: ignore[arg-type]
    for name in ("due_at", "started_at", "ended_at", "suspended_at"):
        setattr(row, name, local(getattr(row, name)))
    return row


def as_task(found: Any) -> Task:
    """A Task from the columns of TASK."""
    values = list(found)
    values[11] = tuple(values[11].split())
    values[12] = codec.json_value(values[12]) if values[12] else None
    for at in (13, 14, 18):
        values[at] = local(values[at])
    return Task(*values)


_BY_TASK = f"SELECT {TASK}, {PROCESS} FROM task t JOIN process p ON p.tenant = t.tenant AND p.id = t.process_id WHERE t.tenant = %(tenant)s AND t.id = %(id)s"
_BY_ID = f"SELECT {PROCESS} FROM process p WHERE p.tenant = %(tenant)s AND p.id = %(id)s"
_LOCK_BY_TASK = (
    "WITH p AS MATERIALIZED (SELECT * FROM process WHERE tenant = %(tenant)s "
    "AND id = (SELECT process_id FROM task WHERE tenant = %(tenant)s AND id = %(id)s) FOR UPDATE) "
    f"SELECT {TASK}, {PROCESS} FROM p, task t WHERE t.tenant = %(tenant)s AND t.id = %(id)s FOR UPDATE OF t"
)
_TASK_WIDTH = 19


def lock_task(task_id: int) -> tuple[Task, Row]:
    """A task and its process, both locked. NotFound when there is none.

    The process first, as whoever writes does: who held the task and waited for the process would wait for ever for one
    who writes to the task.
    """
    return _task(_LOCK_BY_TASK, task_id)


def read_task(task_id: int) -> tuple[Task, Row]:
    """A task and its process, to look at. NotFound when there is none."""
    return _task(_BY_TASK, task_id)


def _task(statement: str, task_id: int) -> tuple[Task, Row]:
    found = run_sql(statement, {"tenant": tenant(), "id": task_id}).first()
    if found is None:
        raise NotFound()
    return as_task(found[:_TASK_WIDTH]), as_row(found[_TASK_WIDTH:])


def lock_process(process_id: int) -> Row:
    """A process, locked. NotFound when there is none."""
    found = run_sql(_BY_ID + " FOR UPDATE", {"tenant": tenant(), "id": process_id}).first()
    if found is None:
        raise NotFound()
    return as_row(found)


_DUE = (
    f"SELECT set_config('synchronous_commit', 'off', true), {PROCESS} FROM process p WHERE p.tenant = %(tenant)s "
    "AND p.due_at <= %(now)s AND p.state IN ('running', 'troubled') ORDER BY p.due_at LIMIT 1 FOR UPDATE SKIP LOCKED"
)


def lock_due(now: datetime) -> Row | None:
    """The process that is due longest, locked; those that somebody else holds are passed over. None when nothing is due.

    Found and locked by one statement: two who tick at once never look at the same process. Ordered by the moment alone,
    which is the index: among 100,000 of the same midnight nothing must be sorted. The transaction does not wait for the
    disk: nobody was told of it, and a timer that a crash takes back is still due and fires again at its own moment; what
    it wants sent leaves only after a commit that does wait, and that one carries all before it to the disk.
    """
    found = run_sql(_DUE, {"tenant": tenant(), "now": now}).first()
    return as_row(found[1:]) if found is not None else None


def read_process(process_id: int) -> Row:
    """A process, to look at. NotFound when there is none."""
    found = run_sql(_BY_ID, {"tenant": tenant(), "id": process_id}).first()
    if found is None:
        raise NotFound()
    return as_row(found)


def new_process_id() -> int:
    """An id for a process that is about to be written."""
    return run_sql("SELECT nextval(pg_get_serial_sequence('process', 'id'))", {}).scalar_one()


@dataclass(slots=True)
class Changes:
    """What one visit writes besides the process row."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    opened: list[dict[str, Any]] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    barred: list[dict[str, Any]] = field(default_factory=list)
    dues: list[dict[str, Any]] = field(default_factory=list)
    subscribed: list[dict[str, Any]] = field(default_factory=list)
    unsubscribed: list[int] = field(default_factory=list)
    hidden: bool | None = None


class _Statement:
    """One WITH statement, put together part by part with its parameters."""

    def __init__(self, process_id: int) -> None:
        self.parts: list[str] = []
        self.parameters: dict[str, Any] = {"tenant": tenant(), "process": process_id}

    def add(self, sql: str, **values: Any) -> None:
        """One more part; `{name}` in it becomes a parameter of its own."""
        number = len(self.parts)
        names = {name: f"%({name}_{number})s" for name in values}
        self.parts.append(f"c{number} AS ({sql.format(**names)})")
        self.parameters.update({f"{name}_{number}": value for name, value in values.items()})

    def run(self) -> None:
        """Executes it."""
        run_sql("WITH " + ", ".join(self.parts) + " SELECT 1", self.parameters)


_OWN = "tenant = %(tenant)s AND process_id = %(process)s"


def _values(rows: list[dict[str, Any]], columns: str) -> tuple[str, dict[str, Any]]:
    names = [name.strip() for name in columns.split(",")]
    groups, values = [], {}
    for i, row in enumerate(rows):
        groups.append("(%(tenant)s, %(process)s, " + ", ".join(f"{{{name}{i}}}" for name in names) + ")")
        values.update({f"{name}{i}": row[name] for name in names})
    return ", ".join(groups), values


_JOURNAL = "seq, at, by, kind, element, data, state, hash"
_OPENED = "token, business_key, diagram, element, name, form, role, organisation, assignee, barred, due_at, started_at, state, is_hidden"
_SUBSCRIBED = "token, element, name, key"


def _insert(statement: _Statement, table: str, columns: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        groups, values = _values(rows, columns)
        statement.add(f"INSERT INTO {table} (tenant, process_id, {columns}) VALUES {groups}", **values)


_UPDATE = (
    "UPDATE process SET version_id = {version_id}, state = {state}, revision = revision + 1, seq = {seq}, head = {head}, content = {content}, "
    "due_at = {due_at}, trouble = {trouble}, outcome = {outcome}, ended_at = {ended_at}, suspended_at = {suspended_at} "
    "WHERE tenant = %(tenant)s AND id = %(process)s"
)
_INSERT = (
    "INSERT INTO process (tenant, id, diagram, version_id, business_key, state, revision, seq, head, content, due_at, "
    "trouble, outcome, started_by, started_at, ended_at, suspended_at) VALUES (%(tenant)s, %(process)s, {diagram}, "
    "{version_id}, {business_key}, {state}, 1, {seq}, {head}, {content}, {due_at}, {trouble}, {outcome}, {started_by}, "
    "{started_at}, {ended_at}, {suspended_at})"
)


def json_text(value: Any) -> str | None:
    """JSON for a json column; None stays NULL."""
    return codec.json_bytes(value).decode() if value is not None else None


_LOOKS = (200, 2_000, 20_000)
_writes = 0


def _know_sizes() -> None:
    """Has the planner look at the tables while they are young.

    Prepared statements keep the plan they were given; on tables that were empty then, that plan reads all rows of the
    tenant. Autovacuum would mend it a minute later: too late for a rehearsal, and never where it is off.
    """
    global _writes
    _writes += 1
    if _writes in _LOOKS:
        known = run_sql("SELECT reltuples FROM pg_class WHERE oid = 'journal'::regclass", {}).scalar_one()
        if known < _writes / 4:
            run_sql("ANALYZE process, task, journal, subscription, buffered_message", {})


def write(row: Row, changes: Changes, *, is_new: bool) -> None:
    """Writes the process row and all changes, in one statement. The row says how the process is now."""
    statement = _Statement(row.id)
    values: dict[str, Any] = {
        "state": row.state, "seq": row.seq, "head": row.head, "content": row.content, "due_at": row.due_at,
        "trouble": json_text(row.trouble), "outcome": json_text(row.outcome), "ended_at": row.ended_at,
        "suspended_at": row.suspended_at, "version_id": row.version_id,
    }  # fmt: skip
    if is_new:
        names = ("diagram", "business_key", "started_by", "started_at")
        values.update({name: getattr(row, name) for name in names})
    statement.add(_INSERT if is_new else _UPDATE, **values)
    _insert(statement, "journal", _JOURNAL, changes.entries)
    _insert(statement, "task", _OPENED, changes.opened)
    _insert(statement, "subscription", _SUBSCRIBED, changes.subscribed)
    _update_tasks(statement, changes)
    if changes.unsubscribed:
        statement.add(f"DELETE FROM subscription WHERE {_OWN} AND token = ANY({{tokens}})", tokens=changes.unsubscribed)
    statement.run()
    _know_sizes()


def _update_tasks(statement: _Statement, changes: Changes) -> None:
    for closed in changes.closed:
        statement.add(
            f"UPDATE task SET state = {{state}}, completed_by = {{by}}, completed_at = {{at}} WHERE {_OWN} AND token = {{token}}",
            **closed,
        )
    for barred in changes.barred:
        statement.add(f"UPDATE task SET barred = {{barred}} WHERE {_OWN} AND token = {{token}}", **barred)
    for due in changes.dues:
        statement.add(
            f"UPDATE task SET due_at = {{due_at}}, is_hidden = false WHERE {_OWN} AND token = {{token}}", **due
        )
    if changes.hidden is not None and not changes.dues:
        statement.add(f"UPDATE task SET is_hidden = {{hidden}} WHERE {_OWN} AND state = 'open'", hidden=changes.hidden)


def keep_draft(task_id: int, typed: dict[str, Any]) -> None:
    """Writes what somebody has typed into a task; `typed` is plain."""
    run_sql(
        "UPDATE task SET draft = %(draft)s WHERE tenant = %(tenant)s AND id = %(id)s",
        {"draft": json_text(typed), "tenant": tenant(), "id": task_id},
    )


def canonical(values: dict[str, Any]) -> bytes:
    """Canonical JSON of an entry, for its hash: keys sorted, no spaces."""
    return orjson.dumps(values, default=codec.plain, option=orjson.OPT_SORT_KEYS)
