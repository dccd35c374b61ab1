"""What the desk may ask: tasks and cases the signed-in officer may see; NotFound hides the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app import engine
from app.cases import process as case_process
from app.cases import queries as cases
from app.cases.records import Case
from app.desk.records import SavedView
from app.errors import NotFound
from app.people import Person
from app.people import queries as people
from app.store import db, tenant


def visible_task(person: Person, task_id: int) -> Any:
    """The task, when it lies in one of the officer's queues; else NotFound in the same words."""
    task = engine.task(task_id)
    if not in_scope(person, task):
        raise NotFound()
    return task


def scopes(person: Person) -> list[tuple[str, list[str]]]:
    """The queues an officer may look into: their own, and for a supervisor every role's in the subtree."""
    return person.scopes() + person.watched()


def in_scope(person: Person, task: Any) -> bool:
    """Whether the task's role and organisation are among the officer's queues."""
    return any(task.role == role and task.organisation in places for role, places in scopes(person))


def visible_case(person: Person, number: str) -> Case:
    """The case, when the officer works at its street, district or city; else NotFound in the same words."""
    case = cases.case_by_number(number)
    if not person.covers_any(case.street, case.district, case_process.CITY):
        raise NotFound()
    return case


def names(tasks: Iterable[Any]) -> dict[str, dict[str, str]]:
    """The names of the people and organisations of some tasks, in two questions."""
    listed = list(tasks)
    return {
        "people": people.names_of({task.assignee for task in listed if task.assignee}),
        "places": people.organisation_names({task.organisation for task in listed if task.organisation}),
    }


def saved_views(account_id: int) -> list[SavedView]:
    """The officer's saved views by name."""
    query = select(SavedView).where(SavedView.tenant == tenant(), SavedView.account_id == account_id)
    return list(db.session.scalars(query.order_by(SavedView.name)))
