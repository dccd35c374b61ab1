"""The deliveries of signals: each in a transaction of its own, by whoever ticks."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.engine import due, messages, rows, signals, starting, turns
from app.engine.expressions import moment
from app.engine.spiff import codec
from app.engine.visit import Visit
from app.store import clock, tenant


class Delivery(NamedTuple):
    """A row of `signal_delivery`: to a token of a process, or to the start event of a version."""

    id: int
    process_id: int | None
    token: int | None
    version_id: int | None
    element: str
    name: str
    data: str
    sent_by: str
    sent_at: datetime
    hops: int


# a process that is suspended or in trouble has its signal when it runs again; two signals reach a process in their order.
# What a loop of signals makes more and more of comes last: it never delays the others
_NEXT = (
    "DELETE FROM signal_delivery WHERE tenant = %(tenant)s AND id = (SELECT d.id FROM signal_delivery d "
    "LEFT JOIN process p ON p.tenant = d.tenant AND p.id = d.process_id "
    "WHERE d.tenant = %(tenant)s AND d.next_at <= %(now)s AND (p.id IS NULL OR p.state NOT IN ('suspended', 'troubled')) "
    "AND NOT EXISTS (SELECT FROM signal_delivery e WHERE e.tenant = d.tenant AND e.process_id = d.process_id AND e.id < d.id) "
    "ORDER BY d.hops, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED) "
    "RETURNING id, process_id, token, version_id, element, name, data::text, sent_by, sent_at, hops"
)


BIRTH = 10
"""So many hops a process counts that a signal begins: where each begins two, fifty generations would be more than anybody can end."""
_LATER = "UPDATE signal_delivery SET next_at = %(later)s WHERE tenant = %(tenant)s AND id = %(id)s"


def deliver_signals(limit: int) -> int:
    """Makes up to so many deliveries; how many found somebody waiting. Any number may do so at once."""
    return turns.taken(_next, _delivered, _LATER, limit)


def _next() -> Delivery | None:
    found = rows.run_sql(_NEXT, {"tenant": tenant(), "now": clock.now()}).first()
    return Delivery(*found) if found else None


def _delivered(row: Delivery) -> bool:
    if row.version_id is not None:
        return _start(row, row.version_id)
    return row.process_id is not None and _deliver(row, row.process_id)


def _start(row: Delivery, version: int) -> bool:
    data = codec.json_value(row.data)
    key, hops = str(data.get("business_key") or row.name), row.hops + BIRTH
    visit = starting.begin(version, business_key=key, data=data, by=row.sent_by, event=row.element, hops=hops)
    messages.finish(visit, hops)
    return True


def _deliver(row: Delivery, process_id: int) -> bool:
    """To the token that waited when the signal was sent. What fell due before that comes first; what fell due since, after it."""
    process = rows.lock_process(process_id)
    if process.state in ("suspended", "troubled"):
        _keep(row)
        return False
    if process.state != "running":
        return False
    sent = rows.in_zone(row.sent_at)
    visit = Visit(process, clock.now())
    given = {
        "kind": "signal", "by": row.sent_by, "at": visit.now.isoformat(), "sent": sent.isoformat(), "token": row.token,
        "name": row.name, "data": codec.json_value(row.data),
    }  # fmt: skip
    if not due.fire(visit, moment(given["sent"])):
        messages.finish(visit, row.hops)
        _keep(row)
        return False
    visit.live.hops = row.hops
    is_heard = signals.apply_signal(visit, given)
    if visit.changes.entries:
        messages.finish(visit, row.hops)
    return is_heard


_KEEP = (
    "INSERT INTO signal_delivery (tenant, id, process_id, token, element, name, data, sent_by, sent_at, next_at, hops) "
    "VALUES (%(tenant)s, %(id)s, %(process_id)s, %(token)s, %(element)s, %(name)s, %(data)s, %(sent_by)s, %(sent_at)s, %(sent_at)s, %(hops)s)"
)


def _keep(row: Delivery) -> None:
    """Its process stopped meanwhile: the note stays until it goes on."""
    rows.run_sql(_KEEP, {"tenant": tenant(), **row._asdict()})
