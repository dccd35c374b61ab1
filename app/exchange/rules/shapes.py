"""What a fact must look like before it is believed: a far end may send anything.

Shapes follow the keys of the registries: money in yuan, areas in ㎡, shares 0–1, days as ISO text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

MOST_ROWS = 200


def malformed(facts: Any, items: tuple[str, ...]) -> list[str]:
    """The keys of `facts` that were not asked for or have not their shape; `["*"]` when it is no object at all."""
    if not isinstance(facts, dict):
        return ["*"]
    return sorted(str(key) for key, value in facts.items() if key not in items or not _SHAPES[key](value))


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200


def _or_none(shape: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or shape(value)


def _object(**shapes: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        return isinstance(value, dict) and all(key in value and shape(value[key]) for key, shape in shapes.items())

    return fits


def _rows(shape: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and len(value) <= MOST_ROWS and all(shape(row) for row in value)


_SHAPES: dict[str, Callable[[Any], bool]] = {
    "hukou": _or_none(_object(local=_flag, since=_or_none(_day))),
    "permit": _or_none(_object(valid_until=_day)),
    "vehicles": _rows(_object(plate=_text, value=_number, type=_text)),
    "assistance": _or_none(_object(kind=_text, since=_or_none(_day), until=_or_none(_day))),
    "dead": _flag,
    "insurance": _or_none(_object(total_months=_number, continuous_months=_number)),
    "income_monthly": _number,
    "tax_income_year": _number,
    "enterprises": _rows(_object(name=_text, role=_text, capital=_number)),
    "fund": _or_none(_object(months=_number, balance=_number)),
    "houses": _rows(_object(address=_text, area=_number, share=_number, use=_text, signed_only=_flag)),
    "houses_disposed": _rows(_object(area=_number, share=_number, date=_day, kind=_text)),
    "housing_guarantee": _or_none(_text),
    "ban_until": _or_none(_day),
}
