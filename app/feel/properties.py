"""What stands behind a dot after a temporal value or a range."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .arithmetic import SECOND
from .numbers import CONTEXT
from .temporal import NANOS, Date, DateTime, DaysDuration, MonthsDuration, Time
from .values import Range


def _offset(time: Time, shift: int) -> DaysDuration | None:
    return DaysDuration(shift * NANOS) if time.is_zoned else None


def _second(time: Time) -> Decimal:
    return (
        Decimal(time.second)
        if not time.nano
        else CONTEXT.add(Decimal(time.second), CONTEXT.divide(Decimal(time.nano), SECOND))
    )


_DATE: dict[str, Callable[[Any], Any]] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(v.weekday),
}
_TIME: dict[str, Callable[[Any], Any]] = {
    "hour": lambda v: Decimal(v.hour),
    "minute": lambda v: Decimal(v.minute),
    "second": _second,
    "timezone": lambda v: v.zone,
    "time offset": lambda v: _offset(v, v.shift),
}


def _behind(half: str, of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return (lambda value: of(value.date)) if half == "date" else (lambda value: of(value.time))


_DATE_TIME: dict[str, Callable[[Any], Any]] = {
    **{name: _behind("date", of) for name, of in _DATE.items()},
    **{name: _behind("time", of) for name, of in _TIME.items()},
    "time offset": lambda v: _offset(v.time, v.shift),
}


def _seconds(value: DaysDuration) -> Decimal:
    parts = value.parts()
    return (
        Decimal(parts[3]) if not parts[4] else CONTEXT.add(Decimal(parts[3]), CONTEXT.divide(Decimal(parts[4]), SECOND))
    )


def _months(value: MonthsDuration, years: bool) -> Decimal:
    whole = divmod(abs(value.months), 12)[0 if years else 1]
    return Decimal(-whole if value.months < 0 else whole)


PROPERTIES: dict[type, dict[str, Callable[[Any], Any]]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: _DATE_TIME,
    DaysDuration: {
        "days": lambda v: Decimal(v.parts()[0]),
        "hours": lambda v: Decimal(v.parts()[1]),
        "minutes": lambda v: Decimal(v.parts()[2]),
        "seconds": _seconds,
    },
    MonthsDuration: {"years": lambda v: _months(v, True), "months": lambda v: _months(v, False)},
    Range: {
        "start": lambda v: v.low,
        "end": lambda v: v.high,
        "start included": lambda v: v.low is not None and v.low_closed,
        "end included": lambda v: v.high is not None and v.high_closed,
    },
}
