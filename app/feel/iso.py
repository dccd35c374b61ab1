"""ISO 8601 texts into temporal values, strictly as FEEL reads them. Each function gives None for a text it does not know."""

from __future__ import annotations

import re

from .temporal import MAX_YEAR, NANOS, Date, DateTime, DaysDuration, MonthsDuration, Time, days_in
from .zones import zone_named

_DATE = re.compile(r"(-?)([1-9]\d{4,8}|\d{4})-(\d\d)-(\d\d)\Z", re.A)
_TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@(.+))?\Z", re.A)
_DAYS = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?\Z", re.A)
_MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?\Z", re.A)
MAX_DIGITS = 40
MAX_OFFSET = 18 * 3600


def _nano(digits: str | None) -> int:
    return int(digits[:9].ljust(9, "0")) if digits else 0


def date_from(text: str) -> Date | None:
    """`2026-03-02`."""
    found = _DATE.match(text)
    if found is None:
        return None
    year, month, day = int(found[1] + found[2]), int(found[3]), int(found[4])
    return checked_date(year, month, day)


def checked_date(year: int, month: int, day: int) -> Date | None:
    """A date when the calendar has it."""
    if abs(year) > MAX_YEAR or not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        return None
    return Date(year, month, day)


def _offset(found: re.Match[str]) -> int | None:
    if found[5]:
        return 0
    if not found[6]:
        return None
    if int(found[8]) > 59 or int(found[9] or 0) > 59:
        return MAX_OFFSET + 1
    seconds = int(found[7]) * 3600 + int(found[8]) * 60 + int(found[9] or 0)
    return -seconds if found[6] == "-" else seconds


def time_from(text: str) -> Time | None:
    """`10:30:00`, with `Z`, `+08:00` or `@Asia/Shanghai` behind it or not."""
    found = _TIME.match(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    offset, zone = _offset(found), found[10]
    if hour > 23 or minute > 59 or second > 59:
        return None
    if zone is not None and zone_named(zone) is None or offset is not None and abs(offset) > MAX_OFFSET:
        return None
    return Time(hour, minute, second, _nano(found[4]), offset, zone)


def datetime_from(text: str) -> DateTime | None:
    """`2026-03-02T10:30:00+08:00`."""
    head, sign, tail = text.partition("T")
    if not sign:
        return None
    date = date_from(head)
    if date is not None and tail.startswith("24:00:00") and time_from("00" + tail[2:]) is not None:
        rest = time_from("00" + tail[2:])
        return DateTime(Date.of_epoch(date.epoch + 1), rest) if rest and not rest.nano else None
    time = time_from(tail)
    return DateTime(date, time) if date is not None and time is not None else None


def duration_from(text: str) -> DaysDuration | MonthsDuration | None:
    """`P1DT2H` or `P1Y2M`; the two kinds do not mix."""
    if len(text) > MAX_DIGITS * 4:
        return None
    found = _MONTHS.match(text)
    if found is not None:
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return MonthsDuration(-months if found[1] else months)
    found = _DAYS.match(text)
    if found is None or text.endswith("P") or text.endswith("T"):
        return None
    minutes = (int(found[2] or 0) * 24 + int(found[3] or 0)) * 60 + int(found[4] or 0)
    nanos = (minutes * 60 + int(found[5] or 0)) * NANOS + _nano(found[6])
    return DaysDuration(-nanos if found[1] else nanos)


def temporal_from(text: str) -> Date | Time | DateTime | DaysDuration | MonthsDuration | None:
    """Whatever an @-literal holds."""
    return date_from(text) or time_from(text) or datetime_from(text) or duration_from(text)
