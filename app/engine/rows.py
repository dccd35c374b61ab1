"""The engine's SQL that reads: a process is loaded by one statement (and written by one: `writing`).

Plain SQL over the records' tables, on the session's own connection and inside its transaction (`store.plain`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.engine.spiff import codec
from app.engine.values import Process, Task
from app.errors import NotFound
from app.store import clock, tenant
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
    f"SELECT {clock.MOMENT}, EXISTS (SELECT FROM idempotency_key WHERE tenant = %(tenant)s AND verb = 'complete' "
    f"AND key = %(key)s), {TASK}, {PROCESS} FROM p, task t WHERE t.tenant = %(tenant)s AND t.id = %(id)s FOR UPDATE OF t"
)
_TASK_WIDTH, PROCESS_WIDTH = 19, 16


def lock_task(task_id: int) -> tuple[Task, Row]:
    """A task and its process, both locked. NotFound when there is none."""
    return lock_task_for(task_id, None)[:2]


def lock_task_for(task_id: int, key: str | None) -> tuple[Task, Row, bool]:
    """A task and its process, both locked, and whether that key of a completion was used before. NotFound without a task.

    The process first, as whoever writes does: who held the task and waited for the process would wait for ever for one
    who writes to the task. The clock is read on the way: that saves a question.
    """
    moment, is_used, *found = _found(_LOCK_BY_TASK, task_id, key=key)
    clock.seen(moment)
    return as_task(found[:_TASK_WIDTH]), as_row(found[_TASK_WIDTH:]), is_used


def read_task(task_id: int) -> tuple[Task, Row]:
    """A task and its process, to look at. NotFound when there is none."""
    found = _found(_BY_TASK, task_id)
    return as_task(found[:_TASK_WIDTH]), as_row(found[_TASK_WIDTH:])


def _found(statement: str, id: int, **more: Any) -> tuple[Any, ...]:
    found = run_sql(statement, {"tenant": tenant(), "id": id, **more}).first()
    if found is None:
        raise NotFound()
    return found


def lock_process(process_id: int) -> Row:
    """A process, locked. NotFound when there is none."""
    return as_row(_found(_BY_ID + " FOR UPDATE", process_id))


_DUE = (
    f"SELECT set_config('synchronous_commit', 'off', true), {PROCESS} FROM process p WHERE p.tenant = %(tenant)s "
    "AND p.due_at <= %(now)s AND p.state IN ('running', 'troubled') "
    "AND p.id <> ALL(%(passed)s) ORDER BY p.due_at LIMIT 1 FOR UPDATE SKIP LOCKED"
)


def lock_due(now: datetime, passed: Sequence[int] = ()) -> Row | None:
    """The process that is due longest, locked; those `passed` or held by somebody else are passed over. None when nothing is due.

    Found and locked by one statement: two who tick at once never look at the same process. Ordered by the moment alone,
    which is the index: among 100,000 of the same midnight nothing must be sorted. The transaction does not wait for the
    disk: nobody was told of it, and a timer that a crash takes back is still due and fires again at its own moment; what
    it wants sent leaves only after a commit that does wait, and that one carries all before it to the disk.
    """
    found = run_sql(_DUE, {"tenant": tenant(), "now": now, "passed": list(passed)}).first()
    return as_row(found[1:]) if found is not None else None


def read_process(process_id: int) -> Row:
    """A process, to look at. NotFound when there is none."""
    return as_row(_found(_BY_ID, process_id))


def new_process_id() -> int:
    """An id for a process that is about to be written."""
    return run_sql("SELECT nextval(pg_get_serial_sequence('process', 'id'))", {}).scalar_one()


def json_text(value: Any) -> str | None:
    """JSON for a json column; None stays NULL."""
    return codec.json_bytes(value).decode() if value is not None else None


def keep_draft(task_id: int, typed: dict[str, Any]) -> None:
    """Writes what somebody has typed into a task; `typed` is plain."""
    run_sql(
        "UPDATE task SET draft = %(draft)s WHERE tenant = %(tenant)s AND id = %(id)s",
        {"draft": json_text(typed), "tenant": tenant(), "id": task_id},
    )


def canonical(values: dict[str, Any]) -> bytes:
    """Canonical JSON of an entry, for its hash: keys sorted, no spaces."""
    return codec.json_bytes(values, is_sorted=True)
