"""Equality, order and membership, in three-valued logic: True, False, or None when the values cannot be compared."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .temporal import DateTime, Time
from .values import Function, Range

if TYPE_CHECKING:
    from .run import Run

_SIMPLE = frozenset({Decimal, str, bool})
_UNORDERED = frozenset({bool, list, dict, type(None), Range})
MILLISECOND = 1_000_000  # nanoseconds; times are compared to the millisecond, as the kit has it


def equal(a: Any, b: Any, run: Run | None = None) -> bool | None:
    """FEEL's `=`: null equals null only; different kinds give None. A run pays for the parts compared."""
    kind = type(a)
    if a is None or b is None:
        return a is b
    if kind is not type(b):
        return a is b if isinstance(a, Function) and isinstance(b, Function) else None
    if kind in _SIMPLE:
        return bool(a == b)
    if kind is list:
        return _equal_lists(a, b, run)
    if kind is dict:
        return _equal_contexts(a, b, run)
    if kind is Range:
        return _equal_ranges(a, b)
    if kind is DateTime or kind is Time:
        return a.is_zoned == b.is_zoned and a.instant // MILLISECOND == b.instant // MILLISECOND
    return bool(a == b)


def _equal_lists(a: list[Any], b: list[Any], run: Run | None = None) -> bool | None:
    if len(a) != len(b):
        return False
    if run is not None:
        run.step(len(a) + 1)
    result: bool | None = True
    for x, y in zip(a, b, strict=False):
        same = equal(x, y, run)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def _equal_contexts(a: dict[str, Any], b: dict[str, Any], run: Run | None) -> bool | None:
    if a.keys() != b.keys():
        return False
    return _equal_lists(list(a.values()), [b[key] for key in a], run)


def _equal_ranges(a: Range, b: Range) -> bool | None:
    if (a.low_closed, a.high_closed, a.op) != (b.low_closed, b.high_closed, b.op):
        return False
    return _equal_lists([a.low, a.high], [b.low, b.high])


def order(a: Any, b: Any) -> int | None:
    """-1, 0 or 1; None when the two have no order."""
    kind = type(a)
    if kind is not type(b) or kind in _UNORDERED or isinstance(a, Function):
        return None
    if kind is DateTime or kind is Time:
        if a.is_zoned != b.is_zoned:
            return None
        a, b = a.instant // MILLISECOND, b.instant // MILLISECOND
    return -1 if a < b else 1 if b < a else 0


def within(value: Any, span: Range) -> bool | None:
    """Whether a value lies in a range."""
    if span.op is None and (span.low is None or span.high is None):
        return None
    above: int | None = 1
    if span.low is not None:
        above = order(value, span.low)
    below: int | None = -1
    if span.high is not None:
        below = order(value, span.high)
    if above is None or below is None:
        return None
    return (above > 0 or above == 0 and span.low_closed) and (below < 0 or below == 0 and span.high_closed)


def meets_test(value: Any, test: Any, run: Run | None = None) -> bool | None:
    """Whether a value meets what a unary test evaluated to: a range that holds it, a list that has it, or its equal."""
    kind = type(test)
    if kind is Range and type(value) is not Range:
        return within(value, test)
    if kind is list:
        return _meets_list(value, test, run)
    return equal(value, test, run)


def _meets_list(value: Any, tests: list[Any], run: Run | None) -> bool:
    if type(value) is list and equal(value, tests, run) is True:
        return True
    if run is not None:
        run.step(len(tests))
    for test in tests:
        if (
            within(value, test) if type(test) is Range and type(value) is not Range else equal(value, test, run)
        ) is True:
            return True
    return False
