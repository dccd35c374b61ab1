"""Who may see what: one's own queues, a supervisor the subtree's; for everybody else it is not there, in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from app import engine
from app.cases import process as case_process
from app.cases import queries as cases
from app.cases.records import Case
from app.errors import NotAllowed, NotFound
from app.people import Person

Scopes = Sequence[tuple[str, list[str]]]


def own_scopes(person: Person) -> Scopes:
    """The queues that are the officer's to work."""
    return person.scopes()


def _lies_in(scopes: Scopes, task: engine.Task) -> bool:
    return any(task.role == role and task.organisation in places for role, places in scopes)


def in_scope(person: Person, task: engine.Task) -> bool:
    """Whether the task lies in one of the officer's own queues."""
    return _lies_in(own_scopes(person), task)


def watches(person: Person, task: engine.Task) -> bool:
    """Whether the task lies in a queue the supervisor looks after."""
    return _lies_in(person.watched(), task)


def visible_task(person: Person, task_id: int) -> engine.Task:
    """The task, when it is the officer's to work or to look after; else NotFound in the same words."""
    task = engine.task(task_id)
    if not in_scope(person, task) and not watches(person, task):
        raise NotFound()
    return task


def workable_task(person: Person, task_id: int) -> engine.Task:
    """The task, when it is the officer's to work. A supervisor who only looks after it is told so (NotAllowed)."""
    task = visible_task(person, task_id)
    if not in_scope(person, task):
        raise NotAllowed(_("这一环节由本岗位的人员办理。您是主管，可以查看和改派，不能代办。"))
    return task


def visible_case(person: Person, number: str) -> Case:
    """The case, when the officer works at its street, district or city; else NotFound in the same words."""
    case = cases.case_by_number(number)
    if not person.covers_any(case.street, case.district, case_process.CITY):
        raise NotFound()
    return case
