"""What an administrator types: a value as JSON or as a FEEL literal, a filter as it stands in the address."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app import feel


@dataclass(frozen=True)
class Value:
    """A value that was read, or what is wrong with its text."""

    value: Any = None
    problem: str = ""


def read_value(text: str, now: datetime) -> Value:
    """The value of a text that is JSON or a FEEL literal (`date("2026-03-02")`, `{a: 1}`); fractions are exact."""
    try:
        return Value(json.loads(text, parse_float=Decimal, parse_constant=_no_number))
    except ValueError:
        pass  # then it must be FEEL
    try:
        value, diagnostics = feel.compile_expression(text).evaluate({}, now)
    except feel.FeelError as error:
        return Value(problem=str(error))
    if diagnostics:
        return Value(problem=str(diagnostics[0]))
    return Value(feel.to_plain(value))


def _no_number(name: str) -> Any:
    raise ValueError(name)


def written(value: Any) -> str:
    """A value as it is shown and typed: JSON, indented, Chinese as it is, fractions digit by digit."""
    return _MARKED.sub(r"\1", json.dumps(value, ensure_ascii=False, indent=2, default=_marked))


_MARKED = re.compile(r'"\\u0000([-+.0-9E]+)\\u0000"')


def _marked(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"\0{value}\0"
    raise TypeError(type(value).__name__)


def day(text: str) -> date | None:
    """A day from the address; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
