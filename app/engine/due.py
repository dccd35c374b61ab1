"""What has fallen due in a process, in its order: timers at their own moments, kept messages as of when they were sent."""

from __future__ import annotations

from datetime import datetime

from app.engine import kept
from app.engine.spiff import runner
from app.engine.trouble import Stopped
from app.engine.visit import Visit

AT_ONE_MOMENT = 100
"""So many timers that were set and fell due at one and the same moment are a loop that would never end."""


def fire(visit: Visit, until: datetime, most: int | None = None) -> bool:
    """Fires what is due up to a moment, each timer at its own due moment, in order. False when in trouble.

    A message that was kept while the clock was late comes before a timer that fell due after it was sent.
    most: so many timers at most; what is left stays due.
    """
    if not visit.changes.entries and not any(w.due is not None and w.due <= until for w in visit.before.values()):
        return True
    waited, at, turns, fired = set(visit.before), None, 0, 0
    while visit.row.state == "running":
        due = runner.next_due(visit.run, until)
        if kept.take(visit, due.due if due is not None else None):
            if visit.failed:
                return False
            continue
        if due is None or fired == most:
            return True
        turns = turns + 1 if due.due == at and due.token not in waited else 0
        at, fired = due.due, fired + 1
        if not _fired(visit, due, turns):
            return False
    return not visit.failed


def _fired(visit: Visit, due: runner.Waiting, turns: int) -> bool:
    given = {"kind": "timer", "by": "system", "at": visit.now.isoformat(), "token": due.token}
    if due.skipped:
        given["skipped"] = due.skipped
    if turns > AT_ONE_MOMENT:
        text = f"定时器在同一时刻已触发 {turns} 次，流程图在这里循环，时间不会前进"
        visit.give_up(given, Stopped(due.element, text))
        return False
    token = visit.run.find(due.token)
    assert token is not None and due.due is not None
    act = lambda: runner.fire(visit.run, token, due.skipped)  # noqa: E731  bound here, used at once
    return visit.apply(given, act, kind="timer_fired", element=due.element, now=due.due)
