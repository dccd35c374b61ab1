"""When a timer fires: an ISO text, or what an expression evaluated to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .errors import FeelError
from .iso import date_from, datetime_from, duration_from
from .temporal import MIDNIGHT, Date, DateTime, DaysDuration, MonthsDuration
from .values import kind_of

_CYCLE = re.compile(r"R(\d{0,6})/(?:([^/]+)/)?(P[^/]+)\Z", re.A)
_SHORT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(Z|[+-]\d\d:\d\d|@.+)?\Z", re.A)


class NotATimer(FeelError):
    """A value or text that names no moment, duration or cycle."""


@dataclass(frozen=True, slots=True)
class Timer:
    """When something is due: `at` a moment, or `after` a duration.

    `repeats`: how often in all (1), None for without end. `start` of a cycle, when it names one: the first time is one interval after it.
    """

    at: DateTime | None = None
    after: DaysDuration | MonthsDuration | None = None
    repeats: int | None = 1
    start: DateTime | None = None

    def due(self, since: DateTime) -> DateTime:
        """The (first) moment it fires, when it is set at `since`."""
        if self.at is not None:
            return self.at
        base = self.start or since
        if isinstance(self.after, MonthsDuration):
            return DateTime(base.date.plus_months(self.after.months), base.time)
        return base.plus(self.after.nanos) if self.after else base


def is_iso_timer(text: str) -> bool:
    """Whether a text is an ISO literal of a timer, and so need not be read as FEEL."""
    return _from_text(text.strip()) is not None


def timer(value: Any) -> Timer:
    """A timer out of `PT1H`, `P1M`, `R3/PT1H`, `R/2026-03-02T00:00:00Z/P1D`, `2026-03-02T00:00:00+08:00`, or a FEEL date, date and time or duration.

    A date means its midnight, local. Raises NotATimer.
    """
    if isinstance(value, (DaysDuration, MonthsDuration)):
        return Timer(after=value)
    if isinstance(value, DateTime):
        return Timer(at=value)
    if isinstance(value, Date):
        return Timer(at=DateTime(value, MIDNIGHT))
    found = _from_text(value.strip()) if isinstance(value, str) else None
    if found is None:
        shown = f"'{value}'" if isinstance(value, str) else kind_of(value)
        raise NotATimer(
            f"{shown} is no timer; write a duration (PT1H), a cycle (R3/PT1H), or a date and time (2026-03-02T00:00:00+08:00)"
        )
    return found


def _moment(text: str) -> DateTime | None:
    short = _SHORT.match(text)
    if short is not None:
        text = f"{short[1]}:00{short[2] or ''}"
    day = date_from(text)
    return DateTime(day, MIDNIGHT) if day is not None else datetime_from(text)


def _from_text(text: str) -> Timer | None:
    cycle = _CYCLE.match(text)
    if cycle is not None:
        every, start = duration_from(cycle[3]), _moment(cycle[2]) if cycle[2] else None
        if every is None or cycle[2] and start is None:
            return None
        return Timer(after=every, repeats=int(cycle[1]) if cycle[1] else None, start=start)
    after = duration_from(text)
    if after is not None:
        return Timer(after=after)
    at = _moment(text)
    return Timer(at=at) if at is not None else None
