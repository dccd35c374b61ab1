"""Processes within an officer's sight: those of the cases they may see, and those whose tasks are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app import engine
from app.cases.process import CITY
from app.cases.records import Case
from app.engine.records import DiagramVersion, Journal, Process, Subscription, Task
from app.errors import NotFound
from app.people import Person
from app.store import db, tenant

START, MESSAGES, SIGNALS = "api_start", "api_messages", "api_signals"
"""What a diagram says in its own zeebe:properties: the roles whose programs may start it, the messages and signals it takes
from them."""


@dataclass(frozen=True)
class Run:
    """A process as programs see it; `revision` counts its changes, `troubled_at` is the element where it stopped."""

    id: int
    diagram: str
    version: int
    business_key: str
    state: str
    due_at: datetime | None
    started_at: datetime
    ended_at: datetime | None
    started_by: str
    revision: int
    troubled_at: str | None


_COLUMNS = (
    Process.id, Process.diagram, DiagramVersion.version, Process.business_key, Process.state, Process.due_at,
    Process.started_at, Process.ended_at, Process.started_by, Process.revision, Process.trouble,
)  # fmt: skip


def _seen(person: Person) -> sa.ColumnElement[bool]:
    """The same sight as at the desk: `visible_case` and `visible_task`, as one condition."""
    case = sa.select(Case.id).where(Case.tenant == Process.tenant, Case.number == Process.business_key)
    if not person.covers(CITY):
        places = [*person.under, *(place for _role, place in person.grants if person.covers(place))]
        case = case.where(sa.or_(Case.street.in_(places), Case.district.in_(places)))
    queues = [
        sa.and_(Task.role == role, Task.organisation.in_(codes))
        for role, codes in (*person.scopes(), *person.watched())
    ]
    task = sa.select(Task.id).where(Task.tenant == Process.tenant, Task.process_id == Process.id)
    return sa.or_(case.exists(), task.where(sa.or_(sa.false(), *queues)).exists())


def _selected(person: Person) -> sa.Select[Any]:
    version = sa.and_(DiagramVersion.tenant == Process.tenant, DiagramVersion.id == Process.version_id)
    return sa.select(*_COLUMNS).join(DiagramVersion, version).where(Process.tenant == tenant(), _seen(person))


def _run(row: Any) -> Run:
    facts = dict(row._mapping)
    trouble = facts.pop("trouble") or {}
    return Run(**facts, troubled_at=trouble.get("element"))


def runs(person: Person, *, beyond: int | None, limit: int, **wanted: str) -> list[Run]:
    """Processes in sight, newest first, below that id; wanted: diagram, state, business_key."""
    statement = _selected(person).where(*(getattr(Process, name) == value for name, value in wanted.items()))
    if beyond is not None:
        statement = statement.where(Process.id < beyond)
    return [_run(row) for row in db.session.execute(statement.order_by(Process.id.desc()).limit(limit))]


def run(person: Person, process_id: int) -> Run:
    """One process in sight; NotFound in the same words whether it is hidden or not there."""
    found = db.session.execute(_selected(person).where(Process.id == process_id)).first()
    if found is None:
        raise NotFound()
    return _run(found)


def entries(person: Person, process_id: int, *, beyond: int | None, limit: int) -> list[Journal]:
    """The journal of a process in sight, oldest first, after that number: who, when, what, where it led. NotFound as `run`."""
    run(person, process_id)
    found = sa.select(Journal).where(Journal.tenant == tenant(), Journal.process_id == process_id)
    if beyond is not None:
        found = found.where(Journal.seq > beyond)
    return list(db.session.scalars(found.order_by(Journal.seq).limit(limit)))


def starting_roles(diagram: str) -> frozenset[str]:
    """The roles whose programs may start the newest version of a diagram. NotFound when there is no such diagram."""
    return frozenset(engine.wishes(diagram).get(START, "").split())


def addressee(person: Person, name: str, key: str) -> Run:
    """The process in sight that waits for this message and takes it from programs; NotFound in the same words otherwise."""
    at = Subscription
    waiting = sa.select(at.process_id).where(at.tenant == tenant(), at.name == name, at.key == key).order_by(at.id)
    for process_id in db.session.scalars(waiting):
        found = run(person, process_id)
        if name in engine.wishes(found.diagram, found.version).get(MESSAGES, "").split():
            return found
    raise NotFound()


def who_hears(name: str) -> tuple[list[str], list[str]]:
    """The diagrams that wait for a signal or begin with it; and those of them that do not take it from programs."""
    heard = engine.listening(name)
    return heard, [one for one in heard if name not in engine.wishes(one).get(SIGNALS, "").split()]
