"""What may be asked of the engine: processes, tasks, variables, the picture."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from app.engine import definitions, journal, rows
from app.engine.live import Live
from app.engine.spiff import codec
from app.engine.spiff.scope import Run, _Scope
from app.engine.spiff.token import Token
from app.engine.values import Picture, Process, Task
from app.errors import NotFound
from app.store import clock, tenant


def process(process_id: int) -> Process:
    """The process with that id. NotFound when there is none."""
    return process_value(rows.read_process(process_id))


def process_value(row: rows.Row) -> Process:
    """A row as it is handed out."""
    return row.process(definitions.definition(row.version_id).version)


def processes_of(business_key: str) -> list[Process]:
    """All processes of a business key, oldest first."""
    found = rows.run_sql(
        f"SELECT {rows.PROCESS} FROM process p WHERE p.tenant = %(tenant)s AND p.business_key = %(key)s ORDER BY p.id",
        {"tenant": tenant(), "key": business_key},
    ).all()
    return [process_value(rows.as_row(row)) for row in found]


def next_due() -> datetime | None:
    """When the next timer of any process fires, or None: where the demonstration's clock may jump to."""
    statement = "SELECT min(due_at) FROM process WHERE tenant = %(tenant)s AND due_at > %(now)s"
    found: datetime | None = rows.run_sql(statement, {"tenant": tenant(), "now": clock.now()}).scalar()
    return found


def task(task_id: int) -> Task:
    """The task with that id, open or not. NotFound when there is none."""
    found = rows.run_sql(
        f"SELECT {rows.TASK} FROM task t WHERE t.tenant = %(tenant)s AND t.id = %(id)s",
        {"tenant": tenant(), "id": task_id},
    ).first()
    if found is None:
        raise NotFound()
    return rows.as_task(found)


def open_tasks(*, business_key: str | None = None, process_id: int | None = None) -> list[Task]:
    """The open, visible tasks of a business key or a process, oldest first."""
    where = "t.business_key = %(key)s" if business_key is not None else "t.process_id = %(key)s"
    return _tasks(
        f"{where} AND t.state = 'open' AND NOT t.is_hidden", business_key if business_key is not None else process_id
    )


def overdue_keys(diagram: str) -> list[str]:
    """The business keys of a diagram's processes with a visible task that is past its date."""
    found = rows.run_sql(
        "SELECT DISTINCT t.business_key FROM task t JOIN process p ON p.tenant = t.tenant AND p.id = t.process_id"
        " WHERE t.tenant = %(tenant)s AND t.state = 'open' AND NOT t.is_hidden AND t.due_at <= %(now)s"
        " AND p.diagram = %(diagram)s ORDER BY 1",
        {"tenant": tenant(), "now": clock.now(), "diagram": diagram},
    )
    return [str(row[0]) for row in found]


def tasks_for(role: str, business_key: str) -> list[Task]:
    """The open tasks of a business key that wait for somebody of that role, oldest first."""
    return [one for one in open_tasks(business_key=business_key) if one.role == role]


def task_for(role: str, business_key: str, task_id: int) -> Task:
    """That task, open or not, if it is of that business key and role. NotFound otherwise: a guessed number finds nothing."""
    found = task(task_id)
    if (found.business_key, found.role) != (business_key, role):
        raise NotFound()
    return found


def tasks_of(process_id: int) -> list[Task]:
    """All tasks of a process, done ones too, oldest first."""
    return _tasks("t.process_id = %(key)s", process_id)


def _tasks(where: str, key: Any) -> list[Task]:
    found = rows.run_sql(
        f"SELECT {rows.TASK} FROM task t WHERE t.tenant = %(tenant)s AND {where} ORDER BY t.id",
        {"tenant": tenant(), "key": key},
    )
    return [rows.as_task(row) for row in found]


def looked_at(row: rows.Row) -> Run | None:
    """The run of a process, to look at; None when it has ended or never began."""
    if row.content is None:
        return None
    return codec.load(row.content, definitions.definition, Live(clock.now(), lambda: None))


def variables(task_id: int) -> dict[str, Any]:
    """The variables as the task's form and panel see them: of its scope, with the element's inputs. {} when it is closed."""
    found, row = rows.read_task(task_id)
    run = looked_at(row)
    token = run.find(found.token) if run is not None else None
    return dict(token.variables) if token is not None else {}


_ASKED = (
    f"SELECT {rows.PROCESS}, {rows.TASK} FROM process p LEFT JOIN task t ON t.tenant = p.tenant AND t.process_id = p.id "
    "AND t.state = 'open' AND NOT t.is_hidden WHERE p.tenant = %(tenant)s AND p.id = %(id)s ORDER BY t.id"
)


def asked(process_id: int) -> tuple[Process, list[tuple[Task, dict[str, Any]]]]:
    """A process and its open, visible tasks, oldest first, each with its `variables`; one question. NotFound without it."""
    found = rows.run_sql(_ASKED, {"tenant": tenant(), "id": process_id}).all()
    if not found:
        raise NotFound()
    row = rows.as_row(found[0][: rows.PROCESS_WIDTH])
    tasks = [rows.as_task(one[rows.PROCESS_WIDTH :]) for one in found if one[rows.PROCESS_WIDTH] is not None]
    run = looked_at(row) if tasks else None
    tokens = {one.token: run.find(one.token) if run is not None else None for one in tasks}
    seen = {number: dict(token.variables) if token is not None else {} for number, token in tokens.items()}
    return process_value(row), [(one, seen[one.token]) for one in tasks]


def process_variables(process_id: int) -> dict[str, Any]:
    """The variables of a process at top level: of its oldest live token, or its outcome."""
    row = rows.read_process(process_id)
    run = looked_at(row)
    live = run.live if run is not None else []
    return dict(live[0].data) if live else dict(row.outcome or {})


def picture(process_id: int) -> Picture:
    """The diagram with live counts and done elements; called diagrams that were entered hang below it."""
    row = rows.read_process(process_id)
    run = looked_at(row)
    passed: dict[str, dict[str, None]] = {row.diagram: {}}
    for entry in journal.effective(journal.history(process_id)):
        for step in entry.data.get("path", []):
            diagram, _, element = step.rpartition("/")
            passed.setdefault(diagram or row.diagram, {})[element] = None
    troubled = (row.trouble or {}).get("element")
    main = definitions.definition(row.version_id)
    scopes = run.scopes if run is not None else []
    own = [scope for scope in scopes if scope.definition is main]
    called = [
        _picture(at, [s for s in scopes if s.definition is at], passed, troubled)
        for at in _called(main, passed, scopes)
    ]
    return _picture(main, own, passed, troubled, tuple(called))


def _called(main: Any, passed: dict[str, Any], scopes: list[_Scope]) -> list[Any]:
    """The called diagrams that were or are entered, each once, in the order they were pinned."""
    found: dict[int, Any] = {scope.definition.id: scope.definition for scope in scopes if scope.definition is not main}
    waiting = [main]
    while waiting:
        at = waiting.pop(0)
        for spec in at.calls():
            if spec in passed and at.called is not None:
                inner = at.called(spec)
                if inner.id not in found and inner is not main:
                    found[inner.id] = inner
                    waiting.append(inner)
    return list(found.values())


def _is_shown(token: Token) -> bool:
    """Not a boundary event that only watches, nor the loop behind its instances."""
    if hasattr(token.task_spec, "interrupts"):
        return False
    element = token.task_spec.element_id
    return not any(child.is_live and child.task_spec.element_id == element for child in token.children)


def _picture(
    at: Any, scopes: list[_Scope], passed: dict[str, Any], troubled: str | None, called: tuple[Picture, ...] = ()
) -> Picture:
    counts = Counter(token.task_spec.element_id for scope in scopes for token in scope.live if _is_shown(token))
    known = at.element_ids()
    return Picture(
        at.diagram,
        at.version,
        definitions.content(at.id),
        dict(counts),
        [element for element in passed.get(at.diagram, ()) if element in known],
        troubled if troubled in known else None,
        called=called,
    )
