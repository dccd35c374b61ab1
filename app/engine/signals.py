"""Signals: to everybody who waits for that name now, and to every diagram that begins with it. Nothing is kept for later.

Whoever throws one only notes who is to have it, by one statement and whatever their number; nobody's process is loaded
there. Each delivery is then made in a transaction of its own (`broadcasts`), which takes its note away: none is lost by
a crash, none is made twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.engine import definitions, rows
from app.engine.expressions import moment
from app.engine.spiff import runner
from app.engine.spiff.catching import awaits_signal
from app.engine.visit import Visit
from app.store import clock, tenant

_NOTE = (
    "WITH goals AS (SELECT process_id, token, NULL::bigint AS version_id, element FROM signal_subscription "
    "WHERE tenant = %(tenant)s AND name = %(name)s AND process_id <> %(thrower)s ORDER BY id), "
    "starts AS (SELECT version_id, element FROM signal_start WHERE tenant = %(tenant)s AND name = %(name)s ORDER BY diagram) "
    "INSERT INTO signal_delivery "
    "(tenant, process_id, token, version_id, element, name, data, sent_by, sent_at, next_at, hops) "
    "SELECT %(tenant)s, process_id, token, version_id, element, %(name)s, %(data)s::json, %(by)s, %(at)s, %(at)s, %(hops)s::smallint "
    "FROM (SELECT * FROM goals UNION ALL SELECT NULL, NULL, version_id, element FROM starts) AS all_goals"
)


def broadcast(
    name: str, data: dict[str, Any], by: str, *, thrower: int = 0, at: datetime | None = None, hops: int = 0
) -> int:
    """Notes who is to have a signal; how many. `thrower`: the process that threw it, which has had it. `data` is plain."""
    values = {
        "tenant": tenant(), "name": name, "data": rows.json_text(data), "by": by, "at": at or clock.now(),
        "thrower": thrower, "hops": hops,
    }  # fmt: skip
    return rows.run_sql(_NOTE, values).rowcount


_NEWEST = (
    "SELECT id FROM (SELECT DISTINCT ON (diagram) id, content FROM diagram_version WHERE tenant = %(tenant)s "
    "ORDER BY diagram, version DESC) newest WHERE strpos(content, 'signalEventDefinition') > 0 ORDER BY id"
)


def listening(name: str) -> list[str]:
    """The diagrams whose newest version waits for the signal of that name somewhere, or begins with it."""
    newest = [definitions.definition(one) for one in rows.run_sql(_NEWEST, {"tenant": tenant()}).scalars()]
    return [one.diagram for one in newest if name in one.heard_signals()]


def apply_signal(visit: Visit, given: dict[str, Any]) -> bool:
    """The input of a signal, at the moment it was sent; False when its token waits no more. Also when it is tried again."""
    token = visit.run.find(given["token"])
    if token is None or not awaits_signal(token, given["name"]):
        return False
    act = lambda: runner.receive(visit.run, token, given["data"])  # noqa: E731  bound here, used at once
    element = token.task_spec.element_id
    visit.apply(given, act, kind="signal", element=element, now=moment(given["sent"]))
    return True
