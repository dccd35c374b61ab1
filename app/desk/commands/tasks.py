"""Tasks at the desk: finished, drafted, handed over; many at once with a refusal for each that could not be had."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app import engine
from app.desk import queries
from app.errors import AppError, Invalid
from app.people import Person
from app.people import queries as people

QUEUE = "queue"
"""Instead of an officer: the task goes back to all who may do it."""


@dataclass(frozen=True)
class Refusal:
    """A task that was left as it is, and why. `task` is None when it is not there for this person."""

    task: engine.Task | None
    why: str


def finish(
    person: Person, task: engine.Task, typed: dict[str, Any], answers: dict[str, Any], *, key: str | None
) -> engine.Process:
    """Completes the task. What was typed stays with it, so that the same sent twice is
    known as the same."""
    return engine.complete(task.id, answers, by=person.actor, key=key, typed=typed)


def keep_draft(person: Person, task: engine.Task, typed: dict[str, Any]) -> bool:
    """Keeps what is typed, valid or not. Who types has the task: it is claimed (True when it was not before)."""
    claimed = task.assignee is None
    if claimed:
        engine.claim(task.id, by=person.actor)
    engine.save_draft(task.id, typed, by=person.actor)
    return claimed


def hand_over(person: Person, task: engine.Task, to: str) -> None:
    """Gives the task to a colleague of its role and place (Invalid for others); a supervisor also what another holds.

    QUEUE gives it back to the queue. NotAllowed when four eyes keep the other from it.
    """
    if to != QUEUE and to not in {one.actor for one in people.officers_of(str(task.role), str(task.organisation))}:
        raise Invalid(_("不在这一环节的岗位上，请选择本岗位的同事。"))
    if queries.watches(person, task):
        engine.assign(task.id, None if to == QUEUE else to, by=person.actor)
    elif to != QUEUE:
        engine.hand_over(task.id, to, by=person.actor)
    else:
        engine.release(task.id, by=person.actor)


def claim_many(person: Person, task_ids: list[int]) -> tuple[list[engine.Task], list[Refusal]]:
    """Claims several tasks → those claimed, and a refusal for each other one."""
    return _each(
        person, task_ids, lambda task: engine.claim(queries.workable_task(person, task.id).id, by=person.actor)
    )


def reassign_many(person: Person, task_ids: list[int], to: str) -> tuple[list[engine.Task], list[Refusal]]:
    """Gives several tasks to one officer (QUEUE = back to the queue) → those given, and a refusal for each other one."""
    return _each(person, task_ids, lambda task: hand_over(person, task, to))


def _each(
    person: Person, task_ids: list[int], act: Callable[[engine.Task], object]
) -> tuple[list[engine.Task], list[Refusal]]:
    done: list[engine.Task] = []
    refused: list[Refusal] = []
    for task_id in task_ids:
        task = None
        try:
            task = queries.visible_task(person, task_id)
            act(task)
            done.append(task)
        except AppError as problem:
            refused.append(Refusal(task, problem.message))
    return done, refused
