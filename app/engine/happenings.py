"""What happened to processes, told to who wants to know, inside the transaction in which it happened: ids only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.engine import rows
from app.engine.rows import Row
from app.engine.writing import Changes
from app.store import tenant

EVENTS = ("process.started", "process.ended", "process.troubled", "task.created", "task.completed", "task.cancelled")
_OVER = ("done", "cancelled")


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened. kind: one of EVENTS; element and task_id for tasks, element also for trouble."""

    kind: str
    process_id: int
    diagram: str
    element: str | None = None
    task_id: int | None = None


_wanted: list[str] = []
_tellers: list[Callable[[list[Happening]], object]] = []


def tell_by(function: Callable[[list[Happening]], object], *, wanted: str) -> None:
    """Says who is told, and the SQL condition (it knows %(tenant)s) under which anybody listens now: else nothing is looked up."""
    _tellers[:], _wanted[:] = [function], [wanted]


def wanted() -> str:
    """The condition under which anybody listens: for the statement that writes a visit."""
    return _wanted[0] if _wanted else "false"


def announce(row: Row, changes: Changes, *, came: str, is_wanted: bool) -> str:
    """Tells what a visit has just written; `came` is the state it found ("" for a new process). The state it leaves."""
    moved = row.state != came and (not came or row.state in (*_OVER, "troubled"))
    if is_wanted and (moved or changes.opened or changes.closed):
        told = _of_process(row, came) + _of_tasks(row, changes)
        for tell in _tellers:
            tell(told)
    return row.state


def _of_process(row: Row, came: str) -> list[Happening]:
    found = [] if came else [Happening("process.started", row.id, row.diagram)]
    if row.state == "troubled" != came:
        element = (row.trouble or {}).get("element")
        found.append(Happening("process.troubled", row.id, row.diagram, element))
    if row.state in _OVER and came not in _OVER:
        found.append(Happening("process.ended", row.id, row.diagram))
    return found


def _of_tasks(row: Row, changes: Changes) -> list[Happening]:
    kinds = {one["token"]: "task.created" for one in changes.opened}
    kinds |= {one["token"]: "task.completed" if one["by"] else "task.cancelled" for one in changes.closed}
    if not kinds:
        return []
    found = rows.run_sql(
        "SELECT token, id, diagram, element FROM task WHERE tenant = %(tenant)s AND process_id = %(process)s "
        "AND token = ANY(%(tokens)s) ORDER BY id",
        {"tenant": tenant(), "process": row.id, "tokens": list(kinds)},
    )
    return [Happening(kinds[token], row.id, diagram, element, id) for token, id, diagram, element in found]
