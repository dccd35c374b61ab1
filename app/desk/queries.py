"""What the desk may ask: tasks and cases the signed-in officer may see; NotFound hides the rest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app import engine
from app.cases import queries as cases
from app.cases.records import Case
from app.desk.records import SavedView
from app.desk.rules import may_see_case
from app.errors import NotFound
from app.people import Person
from app.store import db, tenant


def visible_task(person: Person, task_id: int) -> Any:
    """The task, when it lies in one of the officer's queues; else NotFound in the same words."""
    task = engine.task(task_id)
    if not in_scope(person, task):
        raise NotFound()
    return task


def in_scope(person: Person, task: Any) -> bool:
    """Whether the task's role and organisation are among the officer's own, or under a supervisor."""
    return any(
        task.role == role and (organisations is None or task.organisation in organisations)
        for role, organisations in person.scopes()
    )


def visible_case(person: Person, number: str) -> Case:
    """The case, when the officer works at its street, district or city; else NotFound in the same words."""
    case = cases.case_by_number(number)
    grants = [(grant.role, grant.organisation) for grant in person.grants]
    if not may_see_case(grants, (case.street, case.district, "ZH")):
        raise NotFound()
    return case


def saved_views(account_id: int) -> list[SavedView]:
    """The officer's saved views by name."""
    query = select(SavedView).where(SavedView.tenant == tenant(), SavedView.account_id == account_id)
    return list(db.session.scalars(query.order_by(SavedView.name)))
