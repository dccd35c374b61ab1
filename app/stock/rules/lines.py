"""A line of a list of homes: what it must say, column by column (data/columns.csv); everything wrong with it at once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

_COLUMNS = Path(__file__).parents[1] / "data" / "columns.csv"
LONGEST = {"project_code": 20, "project_name": 80, "address": 200, "building": 20, "number": 20, "layout": 20}
NUMBERS = {  # from, to, decimals; the city lies within these degrees
    "longitude": (Decimal("113"), Decimal("114.6"), 6),
    "latitude": (Decimal("21.7"), Decimal("22.6"), 6),
    "unit_price": (Decimal("0.01"), Decimal("1000"), 2),
    "floors": (Decimal(1), Decimal(120), 0),
    "floor": (Decimal(-5), Decimal(120), 0),
    "area": (Decimal("1"), Decimal("9999.99"), 2),
}
YES_OR_NO = {"是": True, "有": True, "yes": True, "true": True, "1": True, "否": False, "无": False, "no": False, "false": False, "0": False, "": False}  # fmt: skip
BORN_IN = {"1", "2", "5", "6", "7", "8", "9"}
"""The states a home may be registered in: a choice or a signing that is under way belongs to its process."""


@dataclass(frozen=True)
class Column:
    """A column of the list."""

    key: str
    name: str
    name_en: str
    required: bool
    example: str


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line: the column's key ("" for the whole line), a code of words.PROBLEMS, the value, its bounds."""

    column: str
    code: str
    value: str = ""
    bounds: str = ""


@dataclass
class Line:
    """A line that was understood. Money in fen, area in ㎡."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def unit_code(self) -> str:
        """The code that makes a home the same one at the next import."""
        return "-".join(str(self.values.get(key, "")) for key in ("project_code", "building", "number"))


@cache
def columns() -> tuple[Column, ...]:
    """The columns in their order."""
    with _COLUMNS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Column(row["key"], row["name"], row["name_en"], row["required"] == "yes", row["example"])
            for row in csv.DictReader(lines)
        )


def parse(given: Mapping[str, Any], choices: Mapping[str, Mapping[str, str]]) -> Line:
    """Reads a line. `choices`: of kind, ownership, town and state, everything that may be written → its code."""
    line = Line()
    for column in columns():
        text = str("" if given.get(column.key) is None else given[column.key]).strip()
        if column.required and not text:
            line.problems.append(Problem(column.key, "missing"))
        elif not text.isprintable():
            line.problems.append(Problem(column.key, "unprintable", "".join(filter(str.isprintable, text))))
        else:
            _read(line, column.key, text, choices)
    if not line.problems and len(line.unit_code) > 40:
        line.problems.append(Problem("number", "long", line.unit_code, "40"))
    return line


def _read(line: Line, key: str, text: str, choices: Mapping[str, Mapping[str, str]]) -> None:
    if key in choices:
        found: Any = _choice(key, text, choices[key])
    elif key in NUMBERS:
        found = _number(key, text)
    elif key in ("has_lift", "is_accessible"):
        found = YES_OR_NO.get(text.lower(), Problem(key, "yes_or_no", text))
    elif key == "price_from":
        found = _day(key, text)
    else:
        found = text if len(text) <= LONGEST[key] else Problem(key, "long", text, str(LONGEST[key]))
    if isinstance(found, Problem):
        line.problems.append(found)
    else:
        line.values[key] = found


def _choice(key: str, text: str, known: Mapping[str, str]) -> str | Problem:
    code = known.get(text or "1" if key == "state" else text)
    if code is None or (key == "state" and code not in BORN_IN):
        names = [name for name, its in known.items() if name != its and (key != "state" or its in BORN_IN)]
        return Problem(key, "choice", text, "、".join(names))
    return code


def _number(key: str, text: str) -> Decimal | int | Problem:
    low, high, decimals = NUMBERS[key]
    try:
        value = Decimal(text.replace(",", ""))
        fits = value.is_finite() and low <= value <= high and value == round(value, decimals)
    except InvalidOperation:
        return Problem(key, "number", text, f"{low}–{high}")
    if not fits:
        return Problem(key, "range", text, f"{low}–{high}")
    return value if decimals else int(value)


def _day(key: str, text: str) -> date | Problem:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return Problem(key, "date", text)
