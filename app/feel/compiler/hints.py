"""What to do about two values that do not go together."""

from __future__ import annotations

from typing import Any

from ..syntax import Node
from ..values import kind_of
from .scope import Scope

Parts = tuple[str, str]
_FROM_TEXT = ("date", "time", "date and time", "number")
_DAYS = ("date", "date and time")


def parts_of(left: Node, right: Node, scope: Scope) -> Parts:
    """The texts of two operands, for the hint which of them is null."""
    return scope.spot(left).text, scope.spot(right).text


def hint_for(a: Any, b: Any, parts: Parts = ("", "")) -> str | None:
    """The way out for an operator whose operands have the wrong kinds; names the one that is null."""
    for value, text in zip((a, b), parts, strict=True):
        if value is None and text not in ("", "null"):
            return f"{text} is null"
    kinds = [kind_of(a), kind_of(b)]
    if "function" in kinds:
        return "a function is called with brackets, such as now()"
    if "string" in kinds:
        made = next((kind for kind in kinds if kind in _FROM_TEXT), None)
        return f"{made}(…) makes a {made} of a string" if made else None
    if "number" in kinds and any(kind in _DAYS for kind in kinds):
        return 'a day is duration("P1D"), a month duration("P1M")'
    if "boolean" in kinds and "number" in kinds:
        return "a chain of comparisons is written x > 1 and x < 3, or x in (1..3)"
    if "list" in kinds and len(set(kinds)) == 2 and "null" not in kinds:
        return "list contains(list, item), some … satisfies, or sum(list) look into a list"
    return None
