"""Messages: to whoever waits, else to a message start, else kept. And the end of every visit, where messages leave and arrive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app import settings
from app.engine import rows, signals, starting
from app.engine.expressions import moment
from app.engine.live import plain
from app.engine.spiff import codec, runner
from app.engine.spiff.events import Thrown
from app.engine.values import Process, Sent
from app.engine.visit import Visit
from app.store import clock, tenant


def finish(visit: Visit, hops: int = 0) -> Process:
    """Saves a visit, hands it what was kept for its new subscriptions, and delivers what it threw.

    hops: how many messages and signals led to it at once; a visit that would throw after too many stops (`Live.end_loops`).
    """
    process = visit.save()
    thrown = visit.take_thrown() + visit.take_heard() + _cancelled(visit)
    while not visit.failed and visit.row.state == "running" and take_kept(visit):
        process = visit.save()
        thrown += visit.take_thrown() + visit.take_heard() + _cancelled(visit)
    for message in thrown:
        data, by = plain(message.data, message.name), f"process:{visit.row.id}"
        if message.is_signal:
            signals.broadcast(message.name, data, by, thrower=visit.row.id, hops=hops + 1)
        else:
            deliver(message.name, message.key, data, by, hops + 1)
    return rows.read_process(visit.row.id).process(process.version) if thrown else process


def _cancelled(visit: Visit) -> list[Thrown]:
    """A cancelled process can put nothing in order any more: a diagram that begins with `<its diagram>_cancelled` does."""
    name = f"{visit.row.diagram}_cancelled"
    if visit.row.state != "cancelled" or starting.by_message(name) is None:
        return []
    return [Thrown("", name, visit.row.business_key, {"business_key": visit.row.business_key})]


_WAITING = "SELECT process_id, token FROM subscription WHERE tenant = %(tenant)s AND name = %(name)s AND key = %(key)s ORDER BY id"


def deliver(
    name: str, key: str, data: dict[str, Any], by: str, hops: int = 0, *, until: datetime | None = None
) -> Sent:
    """Delivers a message, or starts a process by it, or keeps it (`until` a moment, else as long as the settings say)."""
    values = {"tenant": tenant(), "name": name, "key": key}
    for process_id, token in rows.run_sql(_WAITING, values).all():
        process = _to(process_id, token, name, data, by, hops)
        if process is not None:
            return Sent("delivered", process)
    version = starting.by_message(name)
    if version is not None:
        business_key = str(data.get("business_key") or key)
        visit = starting.begin(version[0], business_key=business_key, data=data, by=by, event=version[1], hops=hops)
        return Sent("started", finish(visit, hops))
    return Sent("kept" if keep(name, key, data, by, until) else "dropped")


def _to(process_id: int, token: int, name: str, data: dict[str, Any], by: str, hops: int) -> Process | None:
    """Gives the message to a waiting token; None when it waits no more, or its process does not run (then it is kept)."""
    row = rows.lock_process(process_id)
    if row.state != "running":
        return None
    visit = Visit(row, clock.now())
    if not visit.fire_due(visit.now):
        finish(visit, hops)
        return None
    given = {"kind": "message", "by": by, "at": visit.now.isoformat(), "token": token, "name": name, "data": data}
    visit.live.hops = hops
    if not apply_message(visit, given):
        if visit.changes.entries:
            finish(visit, hops)
        return None
    return finish(visit, hops)


def apply_message(visit: Visit, given: dict[str, Any]) -> bool:
    """The input of a message; False when its token waits no more."""
    token = visit.run.find(given["token"])
    if token is None or "key" not in token.internal_data or token.task_spec.trigger.name != given["name"]:
        return False
    act = lambda: runner.receive(visit.run, token, given["data"])  # noqa: E731  bound here, used at once
    visit.apply(given, act, kind="message", element=token.task_spec.element_id, now=moment(given["at"]))
    return True


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


_KEPT = (
    "DELETE FROM buffered_message WHERE tenant = %(tenant)s AND id = (SELECT id FROM buffered_message b "
    "WHERE b.tenant = %(tenant)s AND b.name = ANY(%(names)s) AND b.expires_at > %(now)s "
    "AND (b.name, b.key) IN (SELECT unnest(%(names)s::text[]), unnest(%(keys)s::text[])) "
    "ORDER BY b.id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING name, key, data::text, sent_by"
)


def take_kept(visit: Visit) -> bool:
    """Applies one kept message for which the process waits now; False when there is none."""
    waiting = [w for w in visit.before.values() if w.kind == "message" and w.token not in visit.asked]
    if not waiting:
        return False
    values = {
        "tenant": tenant(),
        "now": visit.now,
        "names": [w.name for w in waiting],
        "keys": [w.key for w in waiting],
    }
    found = rows.run_sql(_KEPT, values).first()
    if found is None:
        visit.asked.update(w.token for w in waiting)
        return False
    name, key, data, by = found
    token = next(w.token for w in waiting if (w.name, w.key) == (name, key))
    given = {
        "kind": "message", "by": by, "at": visit.now.isoformat(), "token": token, "name": name,
        "data": codec.json_value(data),
    }  # fmt: skip
    return apply_message(visit, given)


def matches(limit: int) -> list[int]:
    """Kept messages for which somebody waits after all: sender and subscriber missed each other by a moment."""
    found = rows.run_sql(
        "SELECT b.id FROM buffered_message b JOIN subscription s ON s.tenant = b.tenant AND s.name = b.name AND s.key = b.key "
        "JOIN process p ON p.tenant = s.tenant AND p.id = s.process_id AND p.state = 'running' "
        "WHERE b.tenant = %(tenant)s AND b.expires_at > %(now)s ORDER BY b.id LIMIT %(limit)s",
        {"tenant": tenant(), "now": clock.now(), "limit": limit},
    )
    return list(dict.fromkeys(found.scalars()))


def redeliver(message_id: int) -> bool:
    """Takes a kept message and delivers it; kept again when nobody waits any more."""
    found = rows.run_sql(
        "DELETE FROM buffered_message WHERE tenant = %(tenant)s AND id = %(id)s "
        "RETURNING name, key, data::text, sent_by, expires_at",
        {"tenant": tenant(), "id": message_id},
    ).first()
    if found is None:
        return False
    name, key, data, by, until = found
    return deliver(name, key, codec.json_value(data), by, until=until).outcome not in ("kept", "dropped")
