"""What may be done at the desk besides completing tasks: views, notes, many tasks at once."""

from __future__ import annotations

from app import engine
from app.desk import queries
from app.desk.records import SavedView
from app.errors import AppError, Invalid
from app.people import Person
from app.store import db


def keep_view(account_id: int, name: str, chosen: dict[str, str]) -> SavedView:
    """Saves the present filter under a name; the same name is overwritten."""
    name = name.strip()[:40]
    if not name:
        raise Invalid("请给视图起一个名字。")
    found = [view for view in queries.saved_views(account_id) if view.name == name]
    view = found[0] if found else SavedView(account_id=account_id, name=name)
    view.filter = chosen
    db.session.add(view)
    db.session.flush()
    return view


def drop_view(account_id: int, view_id: int) -> None:
    """Deletes one of the officer's own views; another's is left alone."""
    for view in queries.saved_views(account_id):
        if view.id == view_id:
            db.session.delete(view)
    db.session.flush()


def claim_many(person: Person, task_ids: list[int]) -> tuple[list[int], list[str]]:
    """Claims several tasks; each refusal is told by itself and the others go on. (claimed ids, refusals)"""
    claimed: list[int] = []
    refused: list[str] = []
    for task_id in task_ids:
        try:
            queries.visible_task(person, task_id)
            engine.claim(task_id, by=person.actor)
            claimed.append(task_id)
        except AppError as problem:
            refused.append(problem.message)
    return claimed, refused
