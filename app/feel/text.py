"""FEEL values as text: `string()` and literals."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .numbers import number_text
from .temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from .values import Function, Range

_NAME = re.compile(r"[^\W\d]\w*(?: \w+)*\Z")


def text_of(value: Any) -> str:
    """A value as string() gives it: a string bare, everything else as `literal_of` does, temporal values as ISO text."""
    if type(value) is str:
        return value
    if isinstance(value, (Date, Time, DateTime, DaysDuration, MonthsDuration)):
        return str(value)
    return literal_of(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _range(value: Range) -> str:
    if value.op is not None:
        return f"({value.op} {literal_of(value.low if value.high is None else value.high)})"
    low, high = literal_of(value.low), literal_of(value.high)
    return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"


def literal_of(value: Any) -> str:
    """A value as it stands inside a list or a context."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    return f"function {value.name}" if isinstance(value, Function) else str(value)


def _list(value: list[Any]) -> str:
    return "[" + ", ".join(literal_of(item) for item in value) + "]"


def _context(value: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{_key(key)}: {literal_of(item)}" for key, item in value.items()) + "}"


def _key(key: str) -> str:
    return key if _NAME.match(key) else _quoted(key)


_WRITERS: dict[type, Callable[[Any], str]] = {
    Decimal: number_text,
    str: _quoted,
    bool: lambda value: "true" if value else "false",
    type(None): lambda value: "null",
    list: _list,
    dict: _context,
    Range: _range,
}
