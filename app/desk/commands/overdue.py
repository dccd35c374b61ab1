"""Escalation: a supervisor gets a task for every task that passed its date (diagram `supervision`).

Most diagrams say themselves what follows from a missed date: a timer on the task's edge that tells the supervisor, takes
silence for consent … Those are left alone. This is for tasks on whose edge nothing is drawn.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from app import engine
from app.cases import commands as case_commands
from app.cases import process as case_process
from app.cases import queries as cases
from app.desk import queries
from app.desk.records import LateReport
from app.desk.rules import told_when_late
from app.store import clock, db, tenant


def raise_overdue(limit: int = 100) -> int:
    """Tells supervisors of late tasks they were not told of yet, once for each date; returns how many it looked at.

    The ticker's.
    """
    late = queries.untold(limit)
    for task in late:
        if _is_mine(task) and not queries.is_watched(task):
            _tell(task)
    return len(late)


def _is_mine(task: engine.Task) -> bool:
    """Notes the report; False when another ticker did so at the same moment."""
    row = {"tenant": tenant(), "task_id": task.id, "due_at": task.due_at, "told_at": clock.now()}
    kept = insert(LateReport).values(row).on_conflict_do_nothing().returning(LateReport.id)
    return db.session.execute(kept).first() is not None


def _tell(task: engine.Task) -> None:
    case_id = engine.variables(task.id).get("case_id")
    if case_id is None or task.due_on is None:
        return
    case = cases.case_by_id(case_id)
    data = {
        "business_key": case.number,
        "case_id": case.id,
        "case_number": case.number,
        "district": told_when_late(task.organisation, case.district, case_process.CITY),
        "task_name": task.name,
        "due_on": task.due_on.isoformat(),
        "late_task": f"{task.business_key} {task.element}",
    }
    engine.send("overdue", case.number, data, by="system", key=f"overdue {task.id} {task.due_on}")
    title = _("“%(task)s”超过期限，已提请主管督办", task=task.name)
    case_commands.note(case, "overdue", title, audience=("officer",), by="system")
