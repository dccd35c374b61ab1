"""Lists of tasks: the inbox with its filters, counts and views; what a supervisor looks after; what is late and untold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import engine
from app.cases.process import CITY
from app.cases.records import Case
from app.desk import rules
from app.desk.queries.sight import in_scope, own_scopes
from app.desk.records import LateReport, SavedView
from app.people import Person
from app.people import queries as people
from app.people.roles import roles
from app.store import clock, db, tenant
from app.store.database import ZONE

_MANY = 500
"""So many cases of one name are looked for at most."""


@dataclass(frozen=True)
class Names:
    """What the numbers in a list of tasks mean: people by actor, places by code, cases by number."""

    people: dict[str, str]
    places: dict[str, str]
    cases: dict[str, Case]


def names(tasks: Iterable[engine.Task]) -> Names:
    """The names for some tasks, in three questions."""
    listed = list(tasks)
    return Names(
        people.names_of({actor for task in listed for actor in (task.assignee, task.completed_by) if actor}),
        people.organisation_names({task.organisation for task in listed if task.organisation}),
        _cases({task.business_key for task in listed}),
    )


def _cases(numbers: set[str]) -> dict[str, Case]:
    found = db.session.scalars(sa.select(Case).where(Case.tenant == tenant(), Case.number.in_(numbers)))
    return {case.number: case for case in found}


def yellow() -> list[Any]:
    """Today's marks of what is soon due."""
    return rules.yellow(clock.today(), ZONE)


def listed(person: Person, chosen: Mapping[str, str], *, page: int = 1, size: int = 25) -> engine.Page:
    """A page of the officer's own queues by that filter. What was assigned before a role was lost is left out."""
    found = _page(own_scopes(person), person.actor, chosen, page=page, size=size)
    return engine.Page([t for t in found.items if in_scope(person, t)], found.total, found.page, found.size)


def watched_page(person: Person, chosen: Mapping[str, str], *, page: int = 1, size: int = 25) -> engine.Page:
    """A page of the queues a supervisor looks after, by that filter, most overdue first."""
    return _page(person.watched(), "system", chosen, page=page, size=size)


def _page(scopes: Any, actor: str, chosen: Mapping[str, str], *, page: int, size: int) -> engine.Page:
    sort = rules.SORTS[chosen.get("sort", "due")]
    return engine.inbox(scopes, actor=actor, filter=_engine_filter(chosen), sort=sort, page=page, size=size)


def _engine_filter(chosen: Mapping[str, str]) -> dict[str, Any]:
    """The filter of the page in the engine's words."""
    found: dict[str, Any] = {"name": chosen.get("name"), "organisation": chosen.get("place")}
    found |= {"": {}, "mine": {"mine": True}, "free": {"unclaimed": True}, "others": {"others": True}}[
        chosen.get("holder", "")
    ]
    found |= _due(chosen.get("due", ""))
    if chosen.get("person") == "nobody":
        found["unclaimed"] = True
    else:
        found["assignee"] = chosen.get("person")
    sought = chosen.get("q", "")
    if rules.is_number(sought):
        found["business_key"] = sought.upper()
    elif sought:
        found["business_keys"] = _numbers_of(sought)
    return found


def _due(word: str) -> dict[str, Any]:
    if word == "overdue":
        return {"late": True}
    if word == "today":
        return {"due_after": clock.now(), "due_before": clock.end_of(clock.today())}
    return {"soon": yellow()} if word == "soon" else {}


def _numbers_of(name: str) -> list[str]:
    """The cases whose applicant's name contains that text."""
    query = sa.select(Case.number).where(Case.tenant == tenant(), _named(name))
    return list(db.session.scalars(query.order_by(Case.id.desc()).limit(_MANY)))


def counted(person: Person) -> dict[str, Any]:
    """How many tasks lie in the officer's own queues: open, mine, unclaimed, late, soon, by_name."""
    return engine.counts(own_scopes(person), actor=person.actor, yellow=yellow())


def saved_views(account_id: int) -> list[SavedView]:
    """The officer's saved views by name."""
    query = sa.select(SavedView).where(SavedView.tenant == tenant(), SavedView.account_id == account_id)
    return list(db.session.scalars(query.order_by(SavedView.name)))


def view_counts(person: Person) -> list[tuple[SavedView, int]]:
    """The officer's saved views, each with how many tasks it holds now."""
    return [(view, listed(person, view.filter, size=1).total) for view in saved_views(person.id)]


def late_tasks(number: str) -> list[engine.Task]:
    """The officers' tasks of a case that are past their date now."""
    now = clock.now()
    return [
        task
        for task in engine.open_tasks(business_key=number)
        if task.due_at and task.due_at <= now and task.role in roles() and task.role != "supervisor"
    ]


def untold(limit: int) -> list[engine.Task]:
    """Late tasks of officers that no supervisor was told of yet, most overdue first; at most `limit`."""
    scopes = [(role, None) for role in roles() if role != "supervisor"]
    found: list[engine.Task] = []
    page, pages = 1, 1
    while page <= pages and len(found) < limit:
        late = engine.inbox(scopes, actor="system", filter={"late": True}, page=page, size=200)
        pages, page = late.pages, page + 1
        told = _told([task.id for task in late.items])
        found += [task for task in late.items if (task.id, task.due_at) not in told]
    return found[:limit]


def _told(task_ids: list[int]) -> set[tuple[int, Any]]:
    query = sa.select(LateReport.task_id, LateReport.due_at).where(
        LateReport.tenant == tenant(), LateReport.task_id.in_(task_ids)
    )
    return {(task_id, due_at) for task_id, due_at in db.session.execute(query)}


def found_cases(person: Person, sought: str, *, most: int = 50) -> list[Case]:
    """The cases an officer may see whose number or applicant's name contains that text, newest first."""
    by_text = Case.number.contains(sought.upper(), autoescape=True) if rules.is_number(sought) else _named(sought)
    query = sa.select(Case).where(Case.tenant == tenant(), by_text)
    if not person.covers(CITY):
        places = [*person.under, *(place for _role, place in person.grants if person.covers(place))]
        query = query.where(sa.or_(Case.street.in_(places), Case.district.in_(places)))
    return list(db.session.scalars(query.order_by(Case.id.desc()).limit(most)))


def _named(name: str) -> sa.ColumnElement[bool]:
    return Case.applicant_name.contains(name, autoescape=True)
