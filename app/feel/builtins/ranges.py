"""Allen's relations between points and ranges, and `range()`."""

from __future__ import annotations

from typing import Any

from ..compare import order, within
from ..errors import Fail
from ..run import Run
from ..values import Range, kind_of
from .registry import builtin


def _sign(a: Any, b: Any) -> int:
    sign = order(a, b)
    if sign is None:
        raise Fail(f"{kind_of(a)} and {kind_of(b)} have no order")
    return sign


def _ends(*ranges: Range) -> None:
    if any(span.low is None or span.high is None for span in ranges):
        raise Fail("a range without an end has no such relation")


@builtin(
    "before",
    "point1: point, point2: point",
    "point: point, range: range",
    "range: range, point: point",
    "range1: range, range2: range",
)
def before(run: Run, a: Any, b: Any) -> bool:
    last, last_in = (a.high, a.high_closed) if type(a) is Range else (a, True)
    first, first_in = (b.low, b.low_closed) if type(b) is Range else (b, True)
    if last is None or first is None:
        return False
    sign = _sign(last, first)
    return sign < 0 or sign == 0 and not (last_in and first_in)


@builtin(
    "after",
    "point1: point, point2: point",
    "point: point, range: range",
    "range: range, point: point",
    "range1: range, range2: range",
)
def after(run: Run, a: Any, b: Any) -> bool:
    return before(run, b, a)


@builtin("meets", "range1: range, range2: range")
def meets(run: Run, a: Range, b: Range) -> bool:
    _ends(a, b)
    return a.high_closed and b.low_closed and _sign(a.high, b.low) == 0


@builtin("met by", "range1: range, range2: range")
def met_by(run: Run, a: Range, b: Range) -> bool:
    return meets(run, b, a)


def _starts_not_after(a: Range, b: Range) -> bool:
    """Whether `a` begins where `b` does or before."""
    sign = _sign(a.low, b.low)
    return sign < 0 or sign == 0 and (a.low_closed or not b.low_closed)


def _ends_not_after(a: Range, b: Range) -> bool:
    sign = _sign(a.high, b.high)
    return sign < 0 or sign == 0 and (b.high_closed or not a.high_closed)


def _touch(a: Range, b: Range) -> bool:
    """Whether `a` reaches into `b` from the left."""
    sign = _sign(a.high, b.low)
    return sign > 0 or sign == 0 and a.high_closed and b.low_closed


@builtin("overlaps", "range1: range, range2: range")
def overlaps(run: Run, a: Range, b: Range) -> bool:
    _ends(a, b)
    return _touch(a, b) and _touch(b, a)


@builtin("overlaps before", "range1: range, range2: range")
def overlaps_before(run: Run, a: Range, b: Range) -> bool:
    _ends(a, b)
    begins = _starts_not_after(a, b) and not _starts_not_after(b, a)
    return begins and _touch(a, b) and _ends_not_after(a, b)


@builtin("overlaps after", "range1: range, range2: range")
def overlaps_after(run: Run, a: Range, b: Range) -> bool:
    _ends(a, b)
    begins = _starts_not_after(b, a) and not _starts_not_after(a, b)
    return begins and _touch(b, a) and _ends_not_after(b, a)


@builtin("finishes", "point: point, range: range", "range1: range, range2: range")
def finishes(run: Run, a: Any, b: Range) -> bool:
    if type(a) is not Range:
        return b.high_closed and b.high is not None and _sign(a, b.high) == 0
    _ends(a, b)
    return a.high_closed == b.high_closed and _sign(a.high, b.high) == 0 and _starts_not_after(b, a)


@builtin("finished by", "range: range, point: point", "range1: range, range2: range")
def finished_by(run: Run, a: Range, b: Any) -> bool:
    return finishes(run, b, a)


@builtin("includes", "range: range, point: point", "range1: range, range2: range")
def includes(run: Run, a: Range, b: Any) -> bool:
    if type(b) is not Range:
        met = within(b, a)
        if met is None:
            raise Fail("the point is not comparable with the range")
        return met
    _ends(a, b)
    return _starts_not_after(a, b) and _ends_not_after(b, a)


@builtin("during", "point: point, range: range", "range1: range, range2: range")
def during(run: Run, a: Any, b: Range) -> bool:
    return includes(run, b, a)


@builtin("starts", "point: point, range: range", "range1: range, range2: range")
def starts(run: Run, a: Any, b: Range) -> bool:
    if type(a) is not Range:
        return b.low_closed and b.low is not None and _sign(a, b.low) == 0
    _ends(a, b)
    return a.low_closed == b.low_closed and _sign(a.low, b.low) == 0 and _ends_not_after(a, b)


@builtin("started by", "range: range, point: point", "range1: range, range2: range")
def started_by(run: Run, a: Range, b: Any) -> bool:
    return starts(run, b, a)


@builtin("coincides", "point1: point, point2: point", "range1: range, range2: range")
def coincides(run: Run, a: Any, b: Any) -> bool:
    if type(a) is not Range:
        return _sign(a, b) == 0
    _ends(a, b)
    same_ends = a.low_closed == b.low_closed and a.high_closed == b.high_closed
    return same_ends and _sign(a.low, b.low) == 0 and _sign(a.high, b.high) == 0
