"""Between kinds of values: `date`, `time`, `date and time`, `duration`, `number`, `string`, `range`, JSON."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from ..compare import order
from ..errors import Fail
from ..iso import checked_date, date_from, datetime_from, duration_from, time_from
from ..numbers import CONTEXT, is_whole
from ..plain import from_plain, to_plain
from ..run import Run
from ..temporal import NANOS, Date, DateTime, DaysDuration, MonthsDuration, Time
from ..text import text_of
from ..values import Range
from .registry import builtin
from .strings import whole

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z", re.A)
_SEPARATORS = {" ", ",", ".", None}


def _known(value: Any, text: str, noun: str) -> Any:
    if value is None:
        raise Fail(f"'{text[:60]}' is no {noun}")
    return value


@builtin("date", "from: string|date|date and time")
def date(run: Run, start: Any) -> Date:
    """由文字或日期时间得到日期。 / A date from its text, or the date of a date and time."""
    if type(start) is str:
        found: Date = _known(date_from(start), start, "date, such as 2026-03-02")
        return found
    return start.date if type(start) is DateTime else start


@builtin("date", "year: number, month: number, day: number")
def date_of(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Date:
    """由年、月、日组成日期。 / A date of year, month and day."""
    if not (is_whole(year) and is_whole(month) and is_whole(day)):
        raise Fail("year, month and day must be whole numbers")
    found = checked_date(whole(year, "year"), whole(month, "month"), whole(day, "day"))
    if found is None:
        raise Fail(f"the calendar has no day {year}-{month}-{day}")
    return found


@builtin("time", "from: string|time|date and time|date")
def time(run: Run, start: Any) -> Time:
    """由文字或日期时间得到时刻。 / A time from its text, or the time of a date and time."""
    if type(start) is str:
        found: Time = _known(time_from(start), start, "time, such as 10:30:00")
        return found
    if type(start) is Date:
        return Time(0, 0, 0, 0, 0)
    return start.time if type(start) is DateTime else start


@builtin("time", "hour: number, minute: number, second: number, offset?: days and time duration?")
def time_of(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysDuration | None = None) -> Time:
    """由时、分、秒和时差组成时刻。 / A time of hour, minute, second and offset."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60 and is_whole(hour) and is_whole(minute)):
        raise Fail(f"there is no time {hour}:{minute}:{second}")
    seconds = int(second)
    nano = int((second - seconds) * NANOS)
    shift = None if offset is None else offset.seconds
    if shift is not None and abs(shift) > 18 * 3600:
        raise Fail("the offset is too large")
    return Time(int(hour), int(minute), seconds, nano, shift)


@builtin("date and time", "from: string|date and time|date")
def date_and_time(run: Run, start: Any) -> DateTime:
    """由文字得到日期时间。 / A date and time from its text."""
    if type(start) is Date:
        return DateTime(start, Time(0, 0, 0))
    if type(start) is DateTime:
        return start
    day = date_from(start)
    if day is not None:
        return DateTime(day, Time(0, 0, 0))
    found: DateTime = _known(datetime_from(start), start, "date and time, such as 2026-03-02T10:30:00")
    return found


@builtin("date and time", "date: day, time: time")
def date_with_time(run: Run, day: Any, clock: Time) -> DateTime:
    """由日期和时刻组成日期时间。 / A date and time of a date and a time."""
    return DateTime(day.date if type(day) is DateTime else day, clock)


@builtin("duration", "from: string|duration")
def duration(run: Run, start: Any) -> DaysDuration | MonthsDuration:
    """由文字得到时长，如 P1DT2H、P3M。 / A duration from its text, such as P1DT2H or P3M."""
    return start if type(start) is not str else _known(duration_from(start), start, "duration, such as P1DT2H or P3M")


@builtin("string", "from: any")
def string(run: Run, value: Any) -> str | None:
    """值的文字形式。 / The value as text."""
    if value is None:
        return None
    text = text_of(run.measure(value))
    run.text_room(len(text))
    if type(value) is not str:
        run.step(len(text) // 4)
    return text


@builtin("number", "from: string|number")
def number(run: Run, text: Any) -> Decimal:
    """由文字得到数字。 / A number from its text."""
    if type(text) is Decimal:
        return text
    if len(text) > 400 or not _NUMBER.match(text):
        raise Fail(f"'{text[:60]}' is no number")
    try:
        return CONTEXT.create_decimal(text)
    except InvalidOperation:
        raise Fail(f"'{text[:60]}' is no number") from None


@builtin("number", "from: string, grouping separator: string?, decimal separator?: string?")
def number_with(run: Run, text: str, grouping: str | None, point: str | None = None) -> Decimal:
    """由带千分位和小数点符号的文字得到数字。 / A number from a text with these grouping and decimal separators."""
    if grouping not in _SEPARATORS or point not in _SEPARATORS - {" "}:
        raise Fail("the separators may be a space, a comma or a point")
    if grouping is not None and grouping == point:
        raise Fail("the two separators must differ")
    plain = text.replace(grouping, "") if grouping else text
    if point and point != ".":
        if "." in plain:
            raise Fail(f"'{text[:60]}' is no number")
        plain = plain.replace(point, ".")
    return number(run, plain)


@builtin("from json", "value: string")
def from_json(run: Run, value: str) -> Any:
    """由 JSON 文字得到值。 / The value of a JSON text."""
    run.text_room(len(value))
    run.step(len(value))
    try:
        return from_plain(
            json.loads(
                value,
                parse_float=CONTEXT.create_decimal,
                parse_int=CONTEXT.create_decimal,
                parse_constant=lambda name: None,
            )
        )
    except (ValueError, RecursionError):
        raise Fail("the string is no JSON") from None


@builtin("to json", "value: any")
def to_json(run: Run, value: Any) -> str:
    """值的 JSON 文字。 / The value as JSON text."""
    text = json.dumps(
        to_plain(run.measure(value)),
        ensure_ascii=False,
        default=lambda left: float(left) if isinstance(left, Decimal) else str(left),
    )
    run.text_room(len(text))
    run.step(len(text) // 4)
    return text


_ENDS = re.compile(r"\s*([\[(\]])\s*(.*?)\s*\.\.\s*(.*?)\s*([\])\[])\s*\Z", re.S)
_CALL = re.compile(r'(date and time|date|time|duration)\s*\(\s*("[^"]*")\s*\)\Z|@\s*("[^"]*")\Z', re.S)


def _end(run: Run, text: str) -> Any:
    if not text:
        return None
    if _NUMBER.match(text):
        return number(run, text)
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        return text[1:-1]
    found = _CALL.match(text)
    body = (found[2] or found[3])[1:-1] if found else ""
    value = date_from(body) or time_from(body) or datetime_from(body) or duration_from(body)
    if value is None:
        raise Fail(f"'{text[:40]}' is no constant end of a range")
    return value


@builtin("range", "from: string")
def range_(run: Run, text: str) -> Range:
    """由文字得到区间，如 [1..10]。 / A range from its text, such as [1..10]."""
    run.step(len(text) // 4 + 8)
    found = _ENDS.match(text)
    if found is None:
        raise Fail(f"'{text[:60]}' is no range, such as [1..10]")
    low, high = _end(run, found[2]), _end(run, found[3])
    if low is None and found[1] == "[" or high is None and found[4] == "]":
        raise Fail("an end that is left out is open: write (..10] or [1..)")
    if low is None and high is None or low is not None and high is not None and order(low, high) not in (-1, 0):
        raise Fail("the ends do not go together")
    return Range(low, high, found[1] == "[" and low is not None, found[4] == "]" and high is not None)
