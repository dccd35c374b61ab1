"""Who has a task: claim, release, hand over, and the draft that is kept meanwhile."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.engine import rows
from app.engine.commands import must_be_open, must_not_be_barred
from app.engine.live import taken
from app.engine.rows import Row
from app.engine.values import Task
from app.engine.visit import Visit
from app.errors import Conflict
from app.store import clock, tenant


def claim(task_id: int, *, by: str) -> Task:
    """Takes a task for oneself. Conflict when another has it, NotAllowed when four eyes forbid."""
    task, row = rows.lock_task(task_id)
    must_be_open(task, row)
    must_not_be_barred(task, by)
    if task.assignee is not None and task.assignee != by:
        raise Conflict(_("这项任务已由别人签收。"), who=task.assignee)
    return _assigned(task, row, by, "claimed", by) if task.assignee is None else task


def release(task_id: int, *, by: str) -> Task:
    """Gives a task back to all who may do it. Conflict when it is another's."""
    task, row = rows.lock_task(task_id)
    must_be_open(task, row)
    if task.assignee is None:
        return task
    if task.assignee != by:
        raise Conflict(_("这项任务不在您手中。"), who=task.assignee)
    return _assigned(task, row, None, "released", by)


def hand_over(task_id: int, to: str, *, by: str) -> Task:
    """Gives a task to somebody else: one's own, or one that nobody has. NotAllowed when four eyes forbid the other."""
    task, row = rows.lock_task(task_id)
    must_be_open(task, row)
    if task.assignee not in (None, by):
        raise Conflict(_("这项任务不在您手中。"), who=task.assignee)
    must_not_be_barred(task, to)
    return _assigned(task, row, to, "handed_over", by)


def assign(task_id: int, to: str | None, *, by: str) -> Task:
    """A supervisor gives a task to somebody (or to nobody), whoever has it now."""
    task, row = rows.lock_task(task_id)
    must_be_open(task, row)
    if to is not None:
        must_not_be_barred(task, to)
    return _assigned(task, row, to, "handed_over", by)


def _assigned(task: Task, row: Row, to: str | None, kind: str, by: str) -> Task:
    visit = Visit(row, clock.now())
    given = {"kind": kind, "by": by, "at": visit.now.isoformat(), "token": task.token, "to": to, "from": task.assignee}
    visit.note(given, kind, task.element)
    visit.save()
    rows.run_sql(
        "UPDATE task SET assignee = %(to)s WHERE tenant = %(tenant)s AND id = %(id)s",
        {"to": to, "tenant": tenant(), "id": task.id},
    )
    return rows.lock_task(task.id)[0]


def save_draft(task_id: int, answers: dict[str, Any], *, by: str) -> None:
    """Keeps what somebody has typed so far; it need not be valid. Not journalled: it is not yet said."""
    task, row = rows.lock_task(task_id)
    must_be_open(task, row)
    if task.assignee not in (None, by):
        raise Conflict(_("这项任务已由别人签收。"), who=task.assignee)
    rows.keep_draft(task_id, taken(answers, "answers"))
