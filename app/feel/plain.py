"""Between Python's values and FEEL's.

`from_plain` takes int, Decimal, float (by its shortest text), str, bool, None, date, datetime, time, timedelta, list, tuple, dict (keys become
strings, and must stay apart) and FEEL's own values. NaN, infinities, sets, bytes and whatever else Python has are refused by name.

`to_plain` gives what JSON can hold, Decimals excepted:
  number → int when integral (and of up to 18 digits, which JSON's readers keep), else Decimal · string, boolean, null → as they are · list → list · context → dict
  date, time, date and time, durations → ISO text (`2026-03-02`, `10:30:00+08:00`, `2026-03-02T10:30:00@Asia/Shanghai`, `P1DT2H`, `P3M`)
  range → its FEEL text (`[1..5)`) · function → the text `function …`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from .errors import Fail
from .numbers import is_whole
from .temporal import NANOS, Date, DateTime, DaysDuration, Time
from .text import text_of
from .values import READY, Function


def _zone(moment: datetime | time) -> tuple[int | None, str | None]:
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key and "/" in moment.tzinfo.key:
        return None, moment.tzinfo.key
    delta = moment.utcoffset()
    return (None if delta is None else int(delta.total_seconds())), None


def _time(value: time | datetime) -> Time:
    return Time(value.hour, value.minute, value.second, value.microsecond * 1000, *_zone(value))


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise Fail("a number that is not finite is no FEEL value")
    return number


def _float(value: float) -> Decimal:
    return _finite(Decimal(repr(value)))


def _context(value: Mapping[Any, Any]) -> dict[str, Any]:
    found = {str(key): from_plain(item) for key, item in value.items()}
    if len(found) < len(value):
        raise Fail("two keys of a Python dict are the same text")
    return found


MAX_DIGITS = 18  # a number with more stays a Decimal: JSON's readers and writers keep 64 bits
_FROM: dict[type, Callable[[Any], Any]] = {
    int: Decimal,
    float: _float,
    datetime: lambda v: DateTime(Date(v.year, v.month, v.day), _time(v)),
    date: lambda v: Date(v.year, v.month, v.day),
    time: _time,
    timedelta: lambda v: DaysDuration((v.days * 86_400 + v.seconds) * NANOS + v.microseconds * 1000),
    list: lambda v: [from_plain(item) for item in v],
    tuple: lambda v: [from_plain(item) for item in v],
    dict: _context,
}


_BASES: dict[type, Callable[[Any], Any]] = {
    str: str.__str__,
    Mapping: _context,
    **_FROM,
}


def from_plain(value: Any) -> Any:
    """A Python value as FEEL holds it. Raises FeelError for a type FEEL has no value for."""
    kind = type(value)
    if kind in READY:
        return _finite(value) if kind is Decimal else value
    convert = _FROM.get(kind)
    if convert is not None:
        return convert(value)
    if isinstance(value, Function):
        return value
    for base, convert in _BASES.items():
        if isinstance(value, base):
            return convert(value)
    raise Fail(f"a Python {kind.__name__} is no FEEL value")


def to_plain(value: Any) -> Any:
    """A FEEL value as JSON can hold it; this module's docstring says how."""
    kind = type(value)
    if kind is Decimal:
        return int(value) if is_whole(value) and value.adjusted() < MAX_DIGITS else value
    if kind is str or kind is bool or value is None:
        return value
    if kind is list:
        return [to_plain(item) for item in value]
    if kind is dict:
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, Function):
        return f"function {value.name}"
    return text_of(value)
