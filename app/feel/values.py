"""FEEL values that Python lacks (range, function), and the kind of any value.

A value is a Decimal, str, bool, None, list, dict (a context), Date, Time, DateTime, DaysDuration, MonthsDuration, Range or Function.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .temporal import Date, DateTime, DaysDuration, MonthsDuration, Time

if TYPE_CHECKING:
    from .run import Run


@dataclass(slots=True, eq=False)
class Range:
    """Values between two ends. Written as a comparison, `op` is its sign, and one end is None: there is none on that side."""

    low: Any
    high: Any
    low_closed: bool
    high_closed: bool
    op: str | None = None


def holds_null(value: Any) -> bool:
    """Whether a value is null, or a list or context with a null somewhere in it."""
    level = [value]
    while level:
        if any(part is None for part in level):
            return True
        level = [
            part
            for parent in level
            if type(parent) in (list, dict)
            for part in (parent if type(parent) is list else parent.values())
        ]
    return False


class Function:
    """Anything that can be called from FEEL."""

    name = "function"

    def call(self, run: Run, args: list[Any]) -> Any:
        """The result for arguments by position. Raises Fail."""
        raise NotImplementedError

    def call_named(self, run: Run, args: dict[str, Any]) -> Any:
        """The result for arguments by name. Raises Fail."""
        raise NotImplementedError


KINDS: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysDuration: "days and time duration",
    MonthsDuration: "years and months duration",
    Range: "range",
}
READY = frozenset({Decimal, str, bool, type(None), Date, Time, DateTime, DaysDuration, MonthsDuration, Range})
SETTLED = READY - {Decimal}  # a Decimal may hold no number at all (NaN, Infinity)
PYTHON: dict[str, type] = {kind: python for python, kind in KINDS.items()}


def kind_of(value: Any) -> str:
    """The name of a value's type, as messages say it."""
    return KINDS.get(type(value)) or ("function" if isinstance(value, Function) else type(value).__name__)
