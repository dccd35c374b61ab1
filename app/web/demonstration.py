"""The demonstration's clock: what a newcomer moves to see three notices pass in a minute. Only while settings.demo.clock is on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app.errors import NotFound
from app.store import clock

next_deadline: list[Callable[[], datetime | None]] = []
"""Lent by the engine's floor: when the next timer or due date falls, or None. The last one given counts."""


catch_up: list[Callable[[], int]] = []
"""Lent too: does what is due now; how much that was. The last one given counts."""
TURNS = 50


def on() -> bool:
    """Whether the clock may be moved here."""
    return clock.may_move()


def move(step: str, *, actor: str) -> datetime:
    """Moves the clock a "day" on, or just past the next "deadline"; returns the new time. NotFound when there is none.

    What is due by now is done first: who clicks faster than the ticker strikes would else carry it into a later day.
    """
    for _turn in range(TURNS):
        if not catch_up or not catch_up[-1]():
            break
    by = timedelta(days=1) if step == "day" else _to_next()
    return clock.move(by, actor=actor, reason=step)


def _to_next() -> timedelta:
    due = next_deadline[-1]() if next_deadline else None
    if due is None:
        raise NotFound("现在没有等待的期限。")
    return max(due - clock.now(), timedelta(0)) + timedelta(seconds=1)
