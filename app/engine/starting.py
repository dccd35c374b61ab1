"""How a process begins: by a verb at its plain start event, by a message at a message start event."""

from __future__ import annotations

from typing import Any

from app.engine import definitions, journal, rows
from app.engine.expressions import moment
from app.engine.rows import Row
from app.engine.spiff import runner
from app.engine.visit import Visit
from app.store import clock, tenant


def begin(
    version_id: int, *, business_key: str, data: dict[str, Any], by: str, event: str | None, hops: int = 0
) -> Visit:
    """A visit in which a version has been started: to be finished. `data` is plain; hops: how many messages led to it."""
    definition, now = definitions.definition(version_id), clock.now()
    row = Row(
        rows.new_process_id(), definition.diagram, version_id, business_key, "running", 0, 0, journal.GENESIS, None, None,
        None, None, by, now, None, None,
    )  # fmt: skip
    visit = Visit(row, now, is_new=True)
    visit.live.hops = hops
    given = {"kind": "start", "by": by, "at": now.isoformat(), "data": data, "event": event}
    apply_start(visit, {**given, "business_key": business_key, "seal": definitions.seal_at_start(version_id)})
    return visit


def apply_start(visit: Visit, given: dict[str, Any]) -> None:
    """The input of a start; also when it is tried again."""
    visit.apply(
        given,
        lambda: runner.start(visit.run, given["data"], given["event"]),
        kind="started",
        element=given["event"] or "",
        now=moment(given["at"]),
    )


def by_message(name: str) -> tuple[int, str] | None:
    """(version id, start event) of the diagram that a message starts; the first by name when there are several."""
    found = rows.run_sql(
        "SELECT version_id, element FROM message_start WHERE tenant = %(tenant)s AND name = %(name)s ORDER BY diagram, element LIMIT 1",
        {"tenant": tenant(), "name": name},
    ).first()
    return (found[0], found[1]) if found is not None else None
