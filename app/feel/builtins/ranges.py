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
    """前者是否完全在后者之前。 / Whether the first lies wholly before the second."""
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
    """前者是否完全在后者之后。 / Whether the first lies wholly after the second."""
    return before(run, b, a)


@builtin("meets", "range1: range, range2: range")
def meets(run: Run, a: Range, b: Range) -> bool:
    """前一区间的终点是否正是后一区间的起点。 / Whether the first ends exactly where the second begins."""
    _ends(a, b)
    return a.high_closed and b.low_closed and _sign(a.high, b.low) == 0


@builtin("met by", "range1: range, range2: range")
def met_by(run: Run, a: Range, b: Range) -> bool:
    """前一区间的起点是否正是后一区间的终点。 / Whether the first begins exactly where the second ends."""
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
    """两个区间是否有共同的部分。 / Whether the ranges have something in common."""
    _ends(a, b)
    return _touch(a, b) and _touch(b, a)


@builtin("overlaps before", "range1: range, range2: range")
def overlaps_before(run: Run, a: Range, b: Range) -> bool:
    """前一区间是否先开始并伸入后一区间。 / Whether the first begins earlier and reaches into the second."""
    _ends(a, b)
    begins = _starts_not_after(a, b) and not _starts_not_after(b, a)
    return begins and _touch(a, b) and _ends_not_after(a, b)


@builtin("overlaps after", "range1: range, range2: range")
def overlaps_after(run: Run, a: Range, b: Range) -> bool:
    """前一区间是否后开始、后结束并与后一区间相交。 / Whether the first begins within the second and ends later."""
    _ends(a, b)
    begins = _starts_not_after(b, a) and not _starts_not_after(a, b)
    return begins and _touch(b, a) and _ends_not_after(b, a)


@builtin("finishes", "point: point, range: range", "range1: range, range2: range")
def finishes(run: Run, a: Any, b: Range) -> bool:
    """前者是否恰好结束于后者的终点。 / Whether the first ends where the second ends, and begins no earlier."""
    if type(a) is not Range:
        return b.high_closed and b.high is not None and _sign(a, b.high) == 0
    _ends(a, b)
    return a.high_closed == b.high_closed and _sign(a.high, b.high) == 0 and _starts_not_after(b, a)


@builtin("finished by", "range: range, point: point", "range1: range, range2: range")
def finished_by(run: Run, a: Range, b: Any) -> bool:
    """前一区间的终点是否正是后者的终点。 / Whether the second ends where the first ends, and begins no earlier."""
    return finishes(run, b, a)


@builtin("includes", "range: range, point: point", "range1: range, range2: range")
def includes(run: Run, a: Range, b: Any) -> bool:
    """区间是否包含后者。 / Whether the range includes the second."""
    if type(b) is not Range:
        met = within(b, a)
        if met is None:
            raise Fail("the point is not comparable with the range")
        return met
    _ends(a, b)
    return _starts_not_after(a, b) and _ends_not_after(b, a)


@builtin("during", "point: point, range: range", "range1: range, range2: range")
def during(run: Run, a: Any, b: Range) -> bool:
    """前者是否在区间之内。 / Whether the first lies within the range."""
    return includes(run, b, a)


@builtin("starts", "point: point, range: range", "range1: range, range2: range")
def starts(run: Run, a: Any, b: Range) -> bool:
    """前者是否恰好开始于后者的起点。 / Whether the first begins where the second begins, and ends no later."""
    if type(a) is not Range:
        return b.low_closed and b.low is not None and _sign(a, b.low) == 0
    _ends(a, b)
    return a.low_closed == b.low_closed and _sign(a.low, b.low) == 0 and _ends_not_after(a, b)


@builtin("started by", "range: range, point: point", "range1: range, range2: range")
def started_by(run: Run, a: Range, b: Any) -> bool:
    """前一区间的起点是否正是后者的起点。 / Whether the second begins where the first begins, and ends no later."""
    return starts(run, b, a)


@builtin("coincides", "point1: point, point2: point", "range1: range, range2: range")
def coincides(run: Run, a: Any, b: Any) -> bool:
    """两者是否完全重合。 / Whether both are the same point or the same range."""
    if type(a) is not Range:
        return _sign(a, b) == 0
    _ends(a, b)
    same_ends = a.low_closed == b.low_closed and a.high_closed == b.high_closed
    return same_ends and _sign(a.low, b.low) == 0 and _sign(a.high, b.high) == 0
