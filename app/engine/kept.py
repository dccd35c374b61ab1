"""Messages that found nobody waiting: kept for a time, and given to the first who waits, as of when they were sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app import settings
from app.engine import rows
from app.engine.expressions import moment
from app.engine.spiff import codec, runner
from app.engine.visit import Visit
from app.store import clock, tenant


def keep(name: str, key: str, data: dict[str, Any], by: str, until: datetime | None) -> bool:
    """Keeps a message that found nobody waiting; without `until` for settings.engine.message_days. False when that is over."""
    now = clock.now()
    until = until or now + timedelta(days=settings.current().engine.message_days)
    if until <= now:
        return False
    rows.run_sql(
        "INSERT INTO buffered_message (tenant, name, key, data, sent_by, sent_at, expires_at) "
        "VALUES (%(tenant)s, %(name)s, %(key)s, %(data)s, %(by)s, %(now)s, %(until)s)",
        {
            "tenant": tenant(), "name": name, "key": key, "data": rows.json_text(data), "by": by, "now": now,
            "until": until,
        },
    )  # fmt: skip
    return True


_FIRST = (
    "SELECT b.id, b.name, b.key, b.data::text, b.sent_by, b.sent_at FROM buffered_message b "
    "WHERE b.tenant = %(tenant)s AND b.name = ANY(%(names)s) AND b.expires_at > %(since)s AND b.sent_at < %(before)s "
    "AND (b.name, b.key) IN (SELECT unnest(%(names)s::text[]), unnest(%(keys)s::text[])) "
    "ORDER BY b.id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_EVER = datetime(9999, 12, 30, tzinfo=UTC)
_TAKEN = "DELETE FROM buffered_message WHERE tenant = %(tenant)s AND id = %(id)s"


def take(visit: Visit, before: datetime | None = None) -> bool:
    """Applies the first kept message for which the process has come to wait; False when there is none.

    before: only one that was sent before that moment, when the process's next timer falls due.
    """
    now = runner.waiting(visit.run) if visit.changes.entries else visit.before.values()
    waiting = [w for w in now if w.kind == "message" and w.token not in visit.asked]
    if not waiting:
        return False
    values = {
        "tenant": tenant(), "since": visit.live.now, "before": before or _EVER,
        "names": [w.name for w in waiting], "keys": [w.key for w in waiting],
    }  # fmt: skip
    found = rows.run_sql(_FIRST, values).first()
    if found is None:
        if before is None:
            visit.asked.update(w.token for w in waiting)
        return False
    number, name, key, data, by, sent_at = found
    if visit.changes.entries:
        visit.save()  # what led to the waiting stands, whatever becomes of the message
    rows.run_sql(_TAKEN, {"tenant": tenant(), "id": number})
    token = next(w.token for w in waiting if (w.name, w.key) == (name, key))
    came = max(rows.in_zone(sent_at), visit.live.now)  # never before somebody waited for it
    given = {
        "kind": "message", "by": by, "at": visit.now.isoformat(), "token": token, "name": name,
        "data": codec.json_value(data), "sent": came.isoformat() if came < visit.now else None,
    }  # fmt: skip
    return apply_message(visit, given)


def came_at(given: dict[str, Any]) -> datetime:
    """The moment from which an input counts: of a message that was kept until a late clock had caught up, when it was sent."""
    return moment(given.get("sent") or given["at"])


def apply_message(visit: Visit, given: dict[str, Any]) -> bool:
    """The input of a message; False when its token waits no more."""
    token = visit.run.find(given["token"])
    if token is None or "key" not in token.internal_data or token.task_spec.trigger.name != given["name"]:
        return False
    act = lambda: runner.receive(visit.run, token, given["data"])  # noqa: E731  bound here, used at once
    visit.apply(given, act, kind="message", element=token.task_spec.element_id, now=came_at(given))
    return True


def matches(limit: int) -> list[int]:
    """Kept messages for which somebody waits after all: sender and subscriber missed each other by a moment."""
    found = rows.run_sql(
        "SELECT b.id FROM buffered_message b JOIN subscription s ON s.tenant = b.tenant AND s.name = b.name AND s.key = b.key "
        "JOIN process p ON p.tenant = s.tenant AND p.id = s.process_id AND p.state = 'running' "
        "WHERE b.tenant = %(tenant)s AND b.expires_at > %(now)s ORDER BY b.id LIMIT %(limit)s",
        {"tenant": tenant(), "now": clock.now(), "limit": limit},
    )
    return list(dict.fromkeys(found.scalars()))
