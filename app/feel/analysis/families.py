"""The kinds of values that cells compare, each as a line of keys: which values lie between two constants, and a plain one.

Numbers and texts are dense; dates, times and durations have a next value (times count in milliseconds, as FEEL compares them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..compare import MILLISECOND
from ..numbers import CONTEXT
from ..temporal import DAY, NANOS, Date, DateTime, DaysDuration, MonthsDuration, Time
from ..values import kind_of

_MS_DAY = DAY // MILLISECOND
_FURTHEST = 14 * 3600  # seconds: the largest offset from Greenwich


@dataclass(frozen=True)
class Family:
    """Values that have an order among each other. `zoned` only tells times apart, which do not compare with local ones.

    `units` of the discrete kinds, coarse to fine: examples are multiples of the coarsest that fits. None: dense.
    """

    kind: str
    zoned: bool
    key: Callable[[Any], Any]
    value: Callable[[Any, Any], Any]
    units: tuple[int, ...] | None
    least: Any = None
    most: Any = None


def _time(key: int, like: Any) -> Time:
    offset = like.shift if isinstance(like, Time) and like.is_zoned else 0
    if not 0 <= key + offset * 1000 < _MS_DAY:
        offset = 0 if 0 <= key < _MS_DAY else _FURTHEST * (1 if key < 0 else -1)
    return Time(0, 0, 0, 0, offset).at_local((key + offset * 1000) * MILLISECOND)


def _moment(key: int, like: Any) -> DateTime:
    if isinstance(like, DateTime):
        return like.plus(key * MILLISECOND - like.instant)
    return DateTime(Date(1970, 1, 1), Time(0, 0, 0)).plus(key * MILLISECOND)


def _instant(value: Any) -> int:
    return int(value.instant // MILLISECOND)


_CLOCK = (3_600_000, 60_000, 1000, 1)
FAMILIES = {
    (family.kind, family.zoned): family
    for family in (
        Family("number", False, lambda v: v, lambda k, like: k, None),
        Family("string", False, lambda v: v, lambda k, like: k, None, least=""),
        Family("boolean", False, lambda v: v, lambda k, like: k, None),
        Family("date", False, lambda v: v.epoch, lambda k, like: Date.of_epoch(k), (1,)),
        Family(
            "time",
            False,
            _instant,
            lambda k, like: Time(0, 0, 0).at_local(k * MILLISECOND),
            _CLOCK,
            0,
            _MS_DAY - 1,
        ),
        Family("time", True, _instant, _time, _CLOCK, -_FURTHEST * 1000, _MS_DAY - 1 + _FURTHEST * 1000),
        Family("date and time", False, _instant, _moment, (_MS_DAY, *_CLOCK)),
        Family("date and time", True, _instant, _moment, (_MS_DAY, *_CLOCK)),
        Family(
            "days and time duration",
            False,
            lambda v: v.nanos,
            lambda k, like: DaysDuration(k),
            (DAY, 3600 * NANOS, 60 * NANOS, NANOS, MILLISECOND, 1),
        ),
        Family("years and months duration", False, lambda v: v.months, lambda k, like: MonthsDuration(k), (1,)),
    )
}
KINDS = frozenset(kind for kind, _ in FAMILIES)


def family_of(value: Any) -> Family | None:
    """The family of a constant; None for null, lists, contexts and what else has no order."""
    zoned = isinstance(value, (Time, DateTime)) and value.is_zoned
    return FAMILIES.get((kind_of(value), zoned))


def between(family: Family, low: Any, high: Any) -> Any:
    """A plain key strictly between two keys (None: no end on that side), or None when there is none."""
    if family.units is not None:
        return _whole_between(family, low, high)
    return _text_between(low, high) if family.kind == "string" else _number_between(low, high)


def _whole_between(family: Family, low: int | None, high: int | None) -> int | None:
    if low is None:
        return _first(family, (high - unit for unit in family.units or () if high is not None), None, high)
    return _first(family, ((low // unit + 1) * unit for unit in family.units or ()), low, high)


def _first(family: Family, keys: Iterator[int], low: int | None, high: int | None) -> int | None:
    for key in keys:
        inside = (low is None or low < key) and (high is None or key < high)
        if inside and (family.least is None or family.least <= key) and (family.most is None or key <= family.most):
            return key
    return None


def _number_between(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    if low is None or high is None:
        end = high if low is None else low
        step = max(Decimal(1), CONTEXT.abs(end or Decimal(0)))  # a number beyond 34 digits is the same plus one
        step = Decimal(1) if step < Decimal(10) ** 30 else step
        found = CONTEXT.subtract(end, step) if low is None else CONTEXT.add(end, step)  # type: ignore[arg-type]
        return found
    for exponent in range(CONTEXT.subtract(high, low).adjusted(), -6144, -1):
        unit = Decimal(1).scaleb(exponent)
        found = CONTEXT.multiply(CONTEXT.add((low / unit).to_integral_value("ROUND_FLOOR"), 1), unit)
        if low < found < high:
            return found + 0 if exponent >= 0 else found
        if exponent < low.adjusted() - 34:
            break
    return None


def _text_between(low: str | None, high: str | None) -> str | None:
    for found in ("", f"{low or ''}a", f"{low or ''} ", f"{low or ''}\x00"):
        if (low is None or low < found) and (high is None or found < high):
            return found
    return None
