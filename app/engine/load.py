"""How much work lies where: for those who look after others' queues. Looks only; one question, whatever the number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.engine import definitions, rows
from app.engine.inbox import SOON, Scopes, Yellow, scoped, yellow_values
from app.engine.values import Picture
from app.store import clock, tenant


@dataclass(frozen=True, slots=True)
class Heap:
    """The open tasks of one element, place and holder: how many, how many late or soon, how long they wait (mean)."""

    diagram: str
    element: str
    name: str
    role: str | None
    organisation: str | None
    assignee: str | None
    tasks: int
    late: int
    soon: int
    waited_days: float


def load(scopes: Scopes, *, yellow: Yellow = ()) -> list[Heap]:
    """The open, visible tasks in those scopes by element, place and holder; whoever may be barred from them."""
    values: dict[str, Any] = {"tenant": tenant(), "actor": "", "now": clock.now(), **yellow_values(yellow)}
    where = scoped(scopes, values)
    found = rows.run_sql(
        "SELECT t.diagram, t.element, t.name, t.role, t.organisation, t.assignee, count(*), "
        f"count(*) FILTER (WHERE t.due_at <= %(now)s), count(*) FILTER (WHERE {SOON}), "
        "avg(extract(epoch FROM %(now)s - t.started_at))::float8 / 86400 FROM task t "
        f"WHERE t.tenant = %(tenant)s AND t.state = 'open' AND NOT t.is_hidden AND {where} "
        "GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 3, 5, 6",
        values,
    )
    return [Heap(*row) for row in found]


def heat(diagram: str, heaps: Iterable[Heap]) -> Picture:
    """The newest version of a diagram with the open tasks of those heaps on it as tokens."""
    version_id = definitions.newest(diagram)
    live: dict[str, int] = {}
    for heap in heaps:
        if heap.diagram == diagram:
            live[heap.element] = live.get(heap.element, 0) + heap.tasks
    return Picture(diagram, definitions.definition(version_id).version, definitions.content(version_id), live, [], None)
