"""What time does to processes: timers, the retries of trouble, suspending and resuming. The ticker's side of the engine."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.engine import broadcasts, commands, due, kept, messages, rows, shifting, signals, starting, turns
from app.engine.displacing import apply_displaced
from app.engine.expressions import moment
from app.engine.rows import Row
from app.engine.spiff import runner
from app.engine.values import Process
from app.engine.visit import Visit
from app.errors import Conflict, Unavailable
from app.store import clock, insist, tenant

_log = logging.getLogger("anju.engine")
AT_A_TURN = 500
"""So many timers of one process a tick fires at most, after a long standstill: a year of days, and nobody waits long for it."""
_LATER = "UPDATE process SET due_at = %(later)s WHERE tenant = %(tenant)s AND id = %(id)s"


def tick(limit: int = 100) -> int:
    """Runs what is due, each process in a transaction of its own; returns how many were moved. Any number may tick at once.

    Unavailable when the database stays away: nothing is put off, the next tick finds the same.
    """
    moved = broadcasts.deliver_signals(limit)  # first: what falls due after a signal was sent comes after it
    passed: list[int] = []  # those with more due than one turn does: the others first, the next tick goes on with them
    moved += turns.taken(lambda: rows.lock_due(clock.now(), passed), lambda row: _run_row(row, passed), _LATER, limit)
    for message_id in insist(lambda: kept.matches(limit)):
        moved += _redelivered(message_id)
    return moved


def _redelivered(message_id: int) -> bool:
    try:
        return insist(lambda: messages.redeliver(message_id))
    except Unavailable:
        raise
    except Exception:  # noqa: BLE001  nor one message
        _log.exception("kept message %s could not be delivered", message_id)
        return False


def run_due(process_id: int) -> bool:
    """Fires what is due of one process, in the caller's transaction; says whether anything was."""
    row = rows.lock_process(process_id)
    return _run_row(row)


def _run_row(row: Row, passed: list[int] | None = None) -> bool:
    """passed: takes the id of a process of which more is due than one turn of many does."""
    now = clock.now()
    if row.due_at is None or row.due_at > now:
        return False
    if row.state == "troubled":
        _again(row, now)
        return True
    if row.state != "running":
        return False
    visit = Visit(row, now)
    due.fire(visit, now, AT_A_TURN if passed is not None else None)
    process = messages.finish(visit)
    if passed is not None and process.state == "running" and process.due_at is not None and process.due_at <= now:
        passed.append(process.id)
    return True


def retry(process_id: int, *, by: str) -> Process:
    """Applies the input again on which a process stopped, after mending. Conflict when it is not in trouble."""
    row = rows.lock_process(process_id)
    if row.state != "troubled" or row.trouble is None:
        raise Conflict(_("这个流程没有故障，不需要重试。"))
    return _again(row, clock.now(), by=by)


def _again(row: Row, now: datetime, by: str = "system") -> Process:
    """The kept input, at its own moment: what fell due after it comes after it, though the trouble lasted longer."""
    assert row.trouble is not None
    given = row.trouble["input"]
    visit = Visit(row, now, is_new=False)
    row.state, visit.tried_by = "running", by
    if by != "system":
        visit.note({"kind": "retry", "by": by, "at": now.isoformat()}, "retried", row.trouble["element"])
    if given["kind"] in ("timer", "start") or due.fire(visit, kept.came_at(given)):
        _apply(visit, given)
    if not visit.failed:
        row.trouble = None
    return messages.finish(visit)


def _apply(visit: Visit, given: dict[str, Any]) -> None:
    kind = given["kind"]
    if kind == "start":
        starting.apply_start(visit, given)
    elif kind == "complete":
        commands.apply_complete(visit, given)
    elif kind == "message":
        kept.apply_message(visit, given)
    elif kind == "signal":
        signals.apply_signal(visit, given)
    elif kind in ("skip", "move"):
        apply_displaced(visit, given)
    else:
        due.fire(visit, moment(given["at"]))  # whatever was due when it was tried


def suspend(process_id: int, *, reason: str, by: str) -> Process:
    """Stops the clock of a process: its tasks are hidden, its timers wait, messages are kept."""
    row = rows.lock_process(process_id)
    if row.state != "running":
        raise Conflict(_("只有正在办理的事项可以中止。"))
    visit = Visit(row, clock.now())
    due.fire(visit, visit.now)
    if visit.failed or visit.run.completed:
        return messages.finish(visit)
    row.state, row.suspended_at = "suspended", visit.now
    visit.note({"kind": "suspend", "by": by, "at": visit.now.isoformat(), "reason": reason}, "suspended", "")
    visit.changes.hidden = True
    process = messages.finish(visit)
    return process


def resume(process_id: int, *, by: str) -> Process:
    """Goes on: due dates and timers move by the whole days that were lost, rolled to working days; what is due is done."""
    row = rows.lock_process(process_id)
    if row.state != "suspended" or row.suspended_at is None:
        raise Conflict(_("这件事项没有中止。"))
    visit = Visit(row, clock.now())
    days = (visit.now.date() - row.suspended_at.date()).days
    shifting.shift_timers(visit.run, row.suspended_at, days, resumed_at=visit.now)
    row.state, row.suspended_at = "running", None
    given = {"kind": "resume", "by": by, "at": visit.now.isoformat(), "days": days}
    visit.note(given, "resumed", "")
    _shift_tasks(visit, days)
    process = messages.finish(visit)
    return commands.process_of(process_id) if run_due(process_id) else process


def _shift_tasks(visit: Visit, days: int) -> None:
    found = rows.run_sql(
        "SELECT token, due_at FROM task WHERE tenant = %(tenant)s AND process_id = %(id)s AND state = 'open'",
        {"tenant": tenant(), "id": visit.row.id},
    ).all()
    for token, due_at in found:
        moved = shifting.shifted(rows.local(due_at), days) if due_at is not None else None  # type: ignore[arg-type]
        visit.changes.dues.append({"token": token, "due_at": moved})


def cancel(process_id: int, *, reason: str, by: str, signed: dict[str, Any] | None = None) -> Process:
    """Ends a process without going on: its tasks are cancelled, nothing more happens. `signed`: who proposed it."""
    row = rows.lock_process(process_id)
    if row.state in ("done", "cancelled"):
        raise Conflict(_("这件事项已经结束。"))
    visit = Visit(row, clock.now())
    runner.cancel_all(visit.run)
    row.state, row.content, row.trouble, row.due_at, row.ended_at = "cancelled", None, None, None, visit.now
    given = {**(signed or {}), "kind": "cancel", "by": by, "at": visit.now.isoformat(), "reason": reason}
    visit.note(given, "cancelled", "")
    return messages.finish(visit)
