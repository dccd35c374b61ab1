"""FEEL values as text: `string()` and literals."""

from __future__ import annotations

import re
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
    kind = type(value)
    if kind is Decimal:
        return number_text(value)
    if kind is str:
        return _quoted(value)
    if kind is bool:
        return "true" if value else "false"
    if value is None:
        return "null"
    if kind is list:
        return "[" + ", ".join(literal_of(item) for item in value) + "]"
    if kind is dict:
        return "{" + ", ".join(f"{_key(key)}: {literal_of(item)}" for key, item in value.items()) + "}"
    if kind is Range:
        return _range(value)
    if isinstance(value, Function):
        return f"function {value.name}"
    return str(value)


def _key(key: str) -> str:
    return key if _NAME.match(key) else _quoted(key)
