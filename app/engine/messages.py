"""Messages: to whoever waits, else to a message start, else kept. And the end of every visit, where messages leave and arrive."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.engine import due, kept, rows, signals, starting
from app.engine.live import plain
from app.engine.spiff import codec
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
    while not visit.failed and visit.row.state == "running" and kept.take(visit):
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
    if version is not None and not _is_awaited(values):
        business_key = str(data.get("business_key") or key)
        visit = starting.begin(version[0], business_key=business_key, data=data, by=by, event=version[1], hops=hops)
        return Sent("started", finish(visit, hops))
    return Sent("kept" if kept.keep(name, key, data, by, until) else "dropped")


def _is_awaited(values: dict[str, Any]) -> bool:
    """Whether somebody waits for it who cannot have it now, suspended or in trouble: it is kept, and starts nothing else."""
    return bool(rows.run_sql(_HELD, values).scalar())


_HELD = (
    "SELECT EXISTS (SELECT 1 FROM subscription s JOIN process p ON p.tenant = s.tenant AND p.id = s.process_id "
    "WHERE s.tenant = %(tenant)s AND s.name = %(name)s AND s.key = %(key)s AND p.state IN ('suspended', 'troubled'))"
)


def _to(process_id: int, token: int, name: str, data: dict[str, Any], by: str, hops: int) -> Process | None:
    """Gives the message to a waiting token; None when it waits no more, or its process does not run (then it is kept)."""
    row = rows.lock_process(process_id)
    if row.state != "running":
        return None
    visit = Visit(row, clock.now())
    if not due.fire(visit, visit.now):
        finish(visit, hops)
        return None
    given = {"kind": "message", "by": by, "at": visit.now.isoformat(), "token": token, "name": name, "data": data}
    visit.live.hops = hops
    if not kept.apply_message(visit, given):
        if visit.changes.entries:
            finish(visit, hops)
        return None
    return finish(visit, hops)


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
