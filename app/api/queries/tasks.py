"""Tasks within an officer's sight: their own queues, and for a supervisor the subtree's."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import engine
from app.api.rules import Slice, sliced
from app.desk import queries as desk
from app.engine.records import Process
from app.people import Person
from app.store import db, tenant


def tasks(person: Person, *, beyond: int | None, size: int, **wanted: Any) -> Slice:
    """A page of open tasks, oldest first, after that id; wanted: the filters of engine.inbox.

    A page may be shorter than `size`: what was assigned before a role was lost is left out, as at the desk.
    """
    chosen = {**wanted, "after": beyond}
    scopes = [*person.scopes(), *person.watched()]
    found = engine.inbox(scopes, actor=person.actor, filter=chosen, sort="id", size=size + 1).items
    page = sliced(found, size, lambda task: task.id)
    shown = [task for task in page.items if desk.in_scope(person, task) or desk.watches(person, task)]
    return Slice(shown, page.next)


def locked_task(person: Person, task_id: int) -> engine.Task:
    """The task, when it is the officer's to work, as it stays until the end of the transaction: for If-Match."""
    process_id = desk.workable_task(person, task_id).process_id
    db.session.execute(
        sa.select(Process.id).where(Process.tenant == tenant(), Process.id == process_id).with_for_update()
    )
    return desk.workable_task(person, task_id)
