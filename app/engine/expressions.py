"""FEEL as the engine uses it: compiled once, the trade's functions added, a null with a diagnostic stops the token.

An `Expression` belongs to an element and a place on it (`condition`, `timer`, `input case_id` …), so that a failure
names both. Values go in and come out as plain Python: what JSON holds, and Decimal for numbers with a fraction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app import calendar, feel
from app.engine.trouble import Stopped
from app.feel import syntax

ZONE = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


def _day(value: Any) -> date:
    """A FEEL date, or the day of a FEEL date and time in Asia/Shanghai."""
    if isinstance(value, feel.Date):
        return date(value.year, value.month, value.day)
    if isinstance(value, feel.DateTime):
        return python_moment(value).date()
    raise ValueError("a date is needed" + ("; date(…) makes a date of a string" if isinstance(value, str) else ""))


MAX_DAYS = 20_000
"""Longer periods are refused: working days are counted one by one."""


def _deadline(from_: feel.Date | feel.DateTime, n: Decimal, unit: calendar.Unit) -> feel.Date:
    """期限的最后一天：从某日起 n 个工作日（wd）、自然日（cd）或月（month）。 / The last day of a period of n working days (wd), days (cd) or months (month)."""
    if not isinstance(n, Decimal) or n != n.to_integral_value():
        raise ValueError("the length of the period must be a whole number")
    if not 0 <= n <= MAX_DAYS:
        raise ValueError(f"the length of the period must be from 0 to {MAX_DAYS}")
    last: feel.Date = feel.from_plain(calendar.deadline(_day(from_), int(n), unit))
    return last


def _working_days_between(a: feel.Date | feel.DateTime, b: feel.Date | feel.DateTime) -> Decimal:
    """从 a 的次日到 b 的工作日数。 / The working days after a, up to and with b."""
    start, end = _day(a), _day(b)
    if abs((end - start).days) > MAX_DAYS:
        raise ValueError(f"the two dates must lie no more than {MAX_DAYS} days apart")
    return Decimal(calendar.working_days_between(start, end))


def _end_of_day(date: feel.Date | feel.DateTime) -> feel.DateTime:
    """当天 24:00（北京时间）。 / 24:00 of that day, in Beijing time."""
    end: feel.DateTime = feel.from_plain(midnight_after(_day(date)))
    return end


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "deadline": _deadline,
    "working days between": _working_days_between,
    "end of day": _end_of_day,
}
"""The trade's built-ins, given to every expression and decision table; `feel.describe_functions(FUNCTIONS)` describes them to editors."""


def midnight_after(day: date) -> datetime:
    """24:00 of that day in Asia/Shanghai."""
    return datetime.combine(day + _DAY, time(), ZONE)


def moment(text: str) -> datetime:
    """A moment from its ISO text, in Asia/Shanghai: the zone is part of what `now()` gives."""
    return datetime.fromisoformat(text).astimezone(ZONE)


def python_moment(value: Any) -> datetime:
    """A FEEL date and time as an aware datetime; one without zone is read in Asia/Shanghai."""
    moment = datetime(
        value.date.year,
        value.date.month,
        value.date.day,
        value.time.hour,
        value.time.minute,
        value.time.second,
        value.time.nano // 1000,
        tzinfo=ZONE,
    )
    if value.time.is_zoned:
        moment += timedelta(seconds=moment.utcoffset().total_seconds() - value.shift)  # type: ignore[union-attr]
    return moment


def _null_checked(node: Any, found: set[str]) -> None:
    """Names that the text itself compares with null: their absence is meant, not a slip."""
    if isinstance(node, syntax.Binary) and node.op in ("=", "!="):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, syntax.Name) and isinstance(other, syntax.Literal) and other.value is None:
                found.add(one.name)
    if isinstance(node, syntax.Call) and isinstance(node.target, syntax.Name) and node.target.name in _NULL_TAKERS:
        found.update(arg.name for arg in node.args if isinstance(arg, syntax.Name))
    for child in syntax.children(node):
        _null_checked(child, found)


_NULL_TAKERS = ("get or else", "is defined")


class Expression:
    """A FEEL text of one place of a diagram. `text` keeps its `=`; `place` says what it is for."""

    __slots__ = ("text", "element", "place", "compiled", "nullable", "is_strict")

    def __init__(self, text: str, element: str, place: str, *, is_strict: bool = False) -> None:
        """`is_strict`: a false with a diagnostic stops too (conditions). Raises feel.FeelSyntaxError."""
        self.text, self.element, self.place, self.is_strict = text, element, place, is_strict
        self.compiled = _compiled(text)
        names: set[str] = set()
        _null_checked(self.compiled.node, names)
        self.nullable = tuple(sorted(names))

    def __call__(self, variables: dict[str, Any], now: datetime) -> Any:
        """The plain value. Raises Stopped when it is null, or has a null in it, for a reason nobody meant."""
        return feel.to_plain(self.raw(variables, now))

    def holds(self, variables: dict[str, Any], now: datetime) -> bool:
        """Whether it is true. Raises Stopped for a value that is neither true, false nor null."""
        value = self(variables, now)
        if value is None or isinstance(value, bool):
            return value is True
        raise Stopped(self.element, f"条件 {self.text} 的值 {value!r} 不是真或假")

    def raw(self, variables: dict[str, Any], now: datetime) -> Any:
        """The FEEL value, for dates and timers."""
        missing = [name for name in self.nullable if name not in variables]
        if missing:
            variables = {**variables, **dict.fromkeys(missing)}
        value, diagnostics = self.compiled.evaluate(variables, now)
        if diagnostics and (feel.holds_null(value) or (self.is_strict and value is not True)):
            raise Stopped(self.element, f"{self.place}: {self.text.strip()}: {diagnostics[0]}")
        return value

    def __repr__(self) -> str:
        return f"Expression({self.element} {self.place} {self.text!r})"


@lru_cache(maxsize=8192)
def _compiled(text: str) -> feel.Expression:
    return feel.compile_expression(text, functions=FUNCTIONS)


def literal_or_expression(text: str) -> str:
    """Camunda 8's rule for places that take either: with `=` FEEL, without it the text itself (as a FEEL string)."""
    stripped = text.strip()
    if stripped.startswith("="):
        return stripped
    escaped = stripped.replace("\\", "\\\\").replace('"', '\\"')
    return f'="{escaped}"'


def due_moment(value: Any) -> datetime | None:
    """When a due date falls: 24:00 of a date, a date and time itself, an ISO text read as either. None for null."""
    if value is None:
        return None
    if isinstance(value, feel.Date):
        return midnight_after(_day(value))
    if isinstance(value, feel.DateTime):
        return python_moment(value)
    if isinstance(value, str):
        return _due_text(value)
    raise ValueError("a due date must be a date or a date and time")


def _due_text(value: str) -> datetime:
    try:
        if len(value) == 10:
            return midnight_after(date.fromisoformat(value))
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"'{value}' is no date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
