"""The inbox: the open tasks of somebody's roles and places, filtered, sorted, paged, counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.engine import rows
from app.engine.values import Page
from app.errors import Invalid
from app.store import clock, tenant

Scopes = Sequence[tuple[str, Any]]
"""(role, organisation code, list of codes, or None for any)."""

SORTS = {
    "due_at": "t.due_at NULLS LAST, t.id",
    "-due_at": "t.due_at DESC NULLS LAST, t.id DESC",
    "started_at": "t.started_at, t.id",
    "-started_at": "t.started_at DESC, t.id DESC",
    "name": "t.name, t.due_at NULLS LAST, t.id",
    "business_key": "t.business_key, t.id",
    "id": "t.id",
}
_FILTERS = {
    "role": "t.role = %(f_role)s",
    "organisation": "t.organisation = %(f_organisation)s",
    "diagram": "t.diagram = %(f_diagram)s",
    "element": "t.element = %(f_element)s",
    "name": "t.name = %(f_name)s",
    "assignee": "t.assignee = %(f_assignee)s",
    "business_key": "strpos(t.business_key, %(f_business_key)s) > 0",
    "business_keys": "t.business_key = ANY(%(f_business_keys)s)",
    "due_before": "t.due_at <= %(f_due_before)s",
    "due_after": "t.due_at > %(f_due_after)s",
    "after": "t.id > %(f_after)s",
}
_FLAGS = {
    "mine": "t.assignee = %(actor)s",
    "unclaimed": "t.assignee IS NULL",
    "others": "t.assignee <> %(actor)s",
    "late": "t.due_at <= %(now)s",
}
SOON = (
    "t.due_at > %(now)s AND EXISTS (SELECT 1 FROM unnest(%(yellow_due)s::timestamptz[], %(yellow_since)s::timestamptz[]) "
    "AS y(due, since) WHERE t.due_at <= y.due AND t.started_at < y.since)"
)
Yellow = Sequence[tuple[datetime, datetime]]
"""(due, since) pairs: a task that is due by `due` and waits since before `since` is yellow. What is soon is the caller's law."""
_OPEN = "t.tenant = %(tenant)s AND t.state = 'open' AND NOT t.is_hidden AND strpos(t.barred, %(barred)s) = 0"


def scoped(scopes: Scopes, values: dict[str, Any]) -> str:
    """The condition for whose tasks they are; tasks assigned to the actor are always among them."""
    parts = ["t.assignee = %(actor)s"]
    for number, (role, organisation) in enumerate(scopes):
        part = f"t.role = %(role_{number})s"
        values[f"role_{number}"] = role
        if organisation is not None:
            codes = [organisation] if isinstance(organisation, str) else list(organisation)
            part += f" AND t.organisation = ANY(%(codes_{number})s)"
            values[f"codes_{number}"] = codes
        parts.append(f"({part})")
    return f"({' OR '.join(parts)})"


def _where(scopes: Scopes, actor: str, filter: dict[str, Any] | None) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"tenant": tenant(), "actor": actor, "barred": f" {actor} ", "now": clock.now()}
    parts = [_OPEN, scoped(scopes, values)]
    for name, value in (filter or {}).items():
        if name in _FLAGS and value:
            parts.append(_FLAGS[name])
        elif name == "soon" and value is not None:
            parts.append(SOON)
            values.update(yellow_values(value))
        elif name in _FILTERS and value not in (None, ""):
            parts.append(_FILTERS[name])
            values[f"f_{name}"] = value
        elif name not in _FLAGS and name not in _FILTERS and name != "soon":
            raise Invalid(f"未知的筛选条件：{name}")
    return " AND ".join(parts), values


def yellow_values(pairs: Yellow) -> dict[str, list[datetime]]:
    """The parameters of `SOON`: each due moment with the start from which it is soon."""
    return {"yellow_due": [due for due, _ in pairs], "yellow_since": [since for _, since in pairs]}


def inbox(
    scopes: Scopes,
    *,
    actor: str,
    filter: dict[str, Any] | None = None,
    sort: str = "due_at",
    page: int = 1,
    size: int = 25,
) -> Page:
    """One page of the open tasks in those scopes that the actor may do.

    filter: role, organisation, diagram, element, name, assignee, business_key (part of it), due_before, due_after
    (moments), after (an id), business_keys (a list), soon (Yellow), and the flags mine, unclaimed, others, late. Invalid for any other.
    """
    if sort not in SORTS:
        raise Invalid(f"未知的排序：{sort}")
    page, size = max(1, page), max(1, min(size, 200))
    where, values = _where(scopes, actor, filter)
    values.update(limit=size, offset=(page - 1) * size)
    found = rows.run_sql(
        f"SELECT {rows.TASK}, count(*) OVER () FROM task t WHERE {where} ORDER BY {SORTS[sort]} LIMIT %(limit)s OFFSET %(offset)s",
        values,
    ).all()
    total = found[0][-1] if found else _count(where, values) if page > 1 else 0
    return Page([rows.as_task(row[:-1]) for row in found], total, page, size)


def _count(where: str, values: dict[str, Any]) -> int:
    return rows.run_sql(f"SELECT count(*) FROM task t WHERE {where}", values).scalar_one()


def counts(scopes: Scopes, *, actor: str, yellow: Yellow = ()) -> dict[str, Any]:
    """How many tasks: open, mine, unclaimed, late, soon (by `yellow`), and by element name."""
    where, values = _where(scopes, actor, None)
    values.update(yellow_values(yellow))
    found = rows.run_sql(
        "SELECT t.name, count(*), count(*) FILTER (WHERE t.assignee = %(actor)s), count(*) FILTER (WHERE t.assignee IS NULL), "
        f"count(*) FILTER (WHERE t.due_at <= %(now)s), count(*) FILTER (WHERE {SOON}) "
        f"FROM task t WHERE {where} GROUP BY t.name ORDER BY t.name",
        values,
    ).all()
    sums = [sum(row[i] for row in found) for i in range(1, 6)]
    result: dict[str, Any] = dict(zip(("open", "mine", "unclaimed", "late", "soon"), sums, strict=True))
    result["by_name"] = {row[0]: row[1] for row in found}
    return result
