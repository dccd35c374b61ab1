"""When a timer token is due, and the turns of a cycle.

Timers are absolute moments, computed when the element is entered from the moment that led there (so a late tick shifts
nothing), calendar-right, in Asia/Shanghai. A token keeps `due`, and of a cycle [interval, anchor, turn, turns in all].
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app import feel
from app.engine.expressions import Expression, python_moment
from app.engine.spiff.token import Token
from app.engine.trouble import Stopped

_TICK = timedelta(microseconds=1)


def set_timer(token: Token, text: Expression, now: datetime, *, is_cycle: bool) -> None:
    """Writes into the token when it is due. Raises Stopped for what is no timer."""
    element = token.task_spec.element_id
    value = text.raw(token.variables, now)
    try:
        timer = feel.timer(value)
        if is_cycle and timer.after is not None:
            return _set_cycle(token, timer, timer.after, now)
        due = python_moment(timer.due(feel.from_plain(now)))
    except feel.NotATimer as error:
        raise Stopped(element, f"定时器 {text.text}: {error}") from None
    except (OverflowError, ValueError):
        raise Stopped(element, f"定时器 {text.text}: 日期超出范围") from None
    # a moment that has passed is due now: what follows it begins now, not in the past
    token.internal_data["due"] = max(due, now).isoformat()


def _set_cycle(token: Token, timer: feel.Timer, after: feel.DaysDuration | feel.MonthsDuration, now: datetime) -> None:
    """The first turn of a cycle, counted from its anchor: the start it names (ISO 8601), else a period from now."""
    if timer.repeats == 0:
        return
    every, turn, repeats = str(after), 1, timer.repeats
    if timer.start is not None:
        anchor = python_moment(timer.start)
        turn = _turns_until(every, anchor, now - _TICK) + 1  # turns before the element was entered are none of its own
    else:
        anchor = python_moment(timer.due(feel.from_plain(now)))
        if isinstance(after, feel.MonthsDuration) and anchor.day != now.day:
            # a month without that day: later ones have it again, so they are counted from now, not from its last day
            anchor, turn, repeats = now, 2, repeats + 1 if repeats is not None else None
    if repeats is not None and turn > repeats:
        return
    if repeats != 1 and _turn_at(every, anchor, 2) <= anchor:
        raise feel.NotATimer("循环的间隔必须大于零")
    token.internal_data["due"] = _turn_at(every, anchor, turn).isoformat()
    token.internal_data["cycle"] = [every, anchor.isoformat(), turn, repeats]


def next_turn(token: Token) -> None:
    """After a turn of a non-interrupting timer: the next one of a cycle, counted from the first; else none."""
    cycle = token.internal_data.get("cycle")
    del token.internal_data["due"]
    if cycle is None:
        return
    every, first, turns, repeats = cycle
    if repeats is not None and turns >= repeats:
        return
    token.internal_data["cycle"] = [every, first, turns + 1, repeats]
    token.internal_data["due"] = _turn_at(every, datetime.fromisoformat(first), turns + 1).isoformat()


def _turn_at(every: str, first: datetime, number: int) -> datetime:
    """The moment of a cycle's turn (the first is 1), counted from the first: a monthly one keeps its day."""
    anchor, after = feel.from_plain(first), feel.timer(every).after
    if isinstance(after, feel.MonthsDuration):
        return python_moment(feel.DateTime(anchor.date.plus_months(after.months * (number - 1)), anchor.time))
    return python_moment(anchor.plus((after.nanos if after is not None else 0) * (number - 1)))


def _turns_until(every: str, first: datetime, until: datetime) -> int:
    """The number of the last turn at or before a moment; 0 when the first comes later. Worked out, not counted through."""
    if until < first:
        return 0
    after = feel.timer(every).after
    if isinstance(after, feel.MonthsDuration):
        months = (until.year - first.year) * 12 + until.month - first.month
        turn = months // max(after.months, 1) + 2
    else:
        turn = (until - first) // timedelta(microseconds=max(after.nanos // 1000, 1)) + 2 if after is not None else 1
    while turn > 1 and _turn_at(every, first, turn) > until:
        turn -= 1
    return turn


def turns_missed(token: Token, until: datetime) -> int:
    """How many turns of a cycle come before the last one due at `until`, where the diagram says `missed_turns = skip`."""
    cycle = token.internal_data.get("cycle")
    if cycle is None or not token.task_spec.extensions.skips_missed:
        return 0
    every, first, turn, repeats = cycle
    if repeats == turn:
        return 0
    last = _turns_until(every, datetime.fromisoformat(first), until)
    return max(0, (last if repeats is None else min(last, repeats)) - turn)


def turn_at(token: Token, later: int) -> datetime:
    """The moment of the turn so many after the one that a token waits for."""
    every, first, turn, _repeats = token.internal_data["cycle"]
    return _turn_at(every, datetime.fromisoformat(first), turn + later)


def pass_over(token: Token, turns: int) -> None:
    """Goes on to a later turn of a cycle, as if those before it had not been drawn."""
    every, first, turn, repeats = token.internal_data["cycle"]
    token.internal_data["due"] = turn_at(token, turns).isoformat()
    token.internal_data["cycle"] = [every, first, turn + turns, repeats]
