"""Sums, extremes, averages, and `all`/`any`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from ..arithmetic import operate
from ..compare import order
from ..errors import Fail
from ..numbers import CONTEXT, ONE
from ..run import Run
from ..temporal import DaysDuration, MonthsDuration
from ..values import kind_of
from .registry import Body, builtin


def over_items(name: str) -> Callable[[Body], Body]:
    """Declares a built-in of a list, that also takes the items themselves."""

    def declare(body: Body) -> Body:
        @wraps(body)
        def of_items(run: Run, *items: Any) -> Any:
            return body(run, list(items))

        builtin(name, "list: list")(body)
        builtin(name, "item: any, *items: any")(of_items)
        return body

    return declare


def _numbers(run: Run, items: list[Any]) -> list[Decimal]:
    run.step(len(items) + 1)
    for item in items:
        if type(item) is not Decimal:
            raise Fail(f"an item is {kind_of(item)}, not a number")
    return items


def _extreme(run: Run, items: list[Any], sign: int) -> Any:
    run.step(len(items) + 1)
    if not items:
        return None
    best = items[0]
    for item in items:
        compared = order(item, best)
        if compared is None:
            raise Fail(f"{kind_of(item)} and {kind_of(best)} have no order")
        if compared == sign:
            best = item
    return best


@over_items("min")
def min_(run: Run, items: list[Any]) -> Any:
    """最小的值。 / The smallest item."""
    return _extreme(run, items, -1)


@over_items("max")
def max_(run: Run, items: list[Any]) -> Any:
    """最大的值。 / The largest item."""
    return _extreme(run, items, 1)


@over_items("sum")
def sum_(run: Run, items: list[Any]) -> Decimal | DaysDuration | MonthsDuration | None:
    """总和。 / The sum of the items."""
    run.step(len(items) + 1)
    if not items:
        return None
    total = items[0]
    if type(total) in (str, list) or len(items) == 1:
        _numbers(run, items)
    for item in items[1:]:
        total = operate("+", total, item)
    return total


@over_items("mean")
def mean(run: Run, items: list[Any]) -> Decimal | DaysDuration | MonthsDuration | None:
    """平均数。 / The average of the items."""
    if not items:
        return None
    return operate("/", sum_(run, items), Decimal(len(items)))


@over_items("product")
def product(run: Run, items: list[Any]) -> Decimal | None:
    """乘积。 / The product of the numbers."""
    total = ONE
    for item in _numbers(run, items):
        total = CONTEXT.multiply(total, item)
    return total if items else None


@over_items("median")
def median(run: Run, items: list[Any]) -> Decimal | None:
    """中位数。 / The number in the middle."""
    ordered = sorted(_numbers(run, items))
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return CONTEXT.divide(CONTEXT.add(ordered[half - 1], ordered[half]), Decimal(2))


@over_items("stddev")
def stddev(run: Run, items: list[Any]) -> Decimal | None:
    """样本标准差。 / The standard deviation of the sample."""
    numbers = _numbers(run, items)
    if len(numbers) < 2:
        return None
    average = mean(run, numbers)
    total = Decimal(0)
    for number in numbers:
        off = CONTEXT.subtract(number, average)
        total = CONTEXT.add(total, CONTEXT.multiply(off, off))
    return CONTEXT.sqrt(CONTEXT.divide(total, Decimal(len(numbers) - 1)))


@over_items("mode")
def mode(run: Run, items: list[Any]) -> list[Decimal]:
    """出现次数最多的数。 / The numbers that stand most often."""
    tally: dict[Decimal, int] = {}
    for number in _numbers(run, items):
        tally[number] = tally.get(number, 0) + 1
    most = max(tally.values(), default=0)
    return sorted(number for number, times in tally.items() if times == most)


def _logic(run: Run, items: list[Any], decider: bool) -> bool | None:
    run.step(len(items) + 1)
    if any(item is decider for item in items):
        return decider
    odd = [item for item in items if type(item) is not bool]
    if odd:
        raise Fail(f"an item is {kind_of(odd[0])}, not a boolean")
    return not decider


@over_items("all")
def all_(run: Run, items: list[Any]) -> bool | None:
    """是否全部为真。 / Whether every item is true."""
    return _logic(run, items, False)


@over_items("any")
def any_(run: Run, items: list[Any]) -> bool | None:
    """是否至少一个为真。 / Whether an item is true."""
    return _logic(run, items, True)
