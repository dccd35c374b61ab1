"""Functions on lists."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from ..compare import equal, order
from ..errors import Fail
from ..run import Run
from ..values import Function, kind_of
from .registry import builtin
from .strings import whole


def position(index: Decimal, items: list[Any], extra: int = 0) -> int:
    """A FEEL position (from 1, or from -1 at the end) as an index. Raises Fail outside the list."""
    at = whole(index, "position")
    size = len(items)
    if at == 0 or at > size + extra or at < -size:
        raise Fail(f"position {at} is outside a list of {size}")
    return at - 1 if at > 0 else size + at


@builtin("list contains", "list: list, element: any")
def list_contains(run: Run, items: list[Any], element: Any) -> bool:
    run.step(len(items))
    return any(equal(item, element, run) is True for item in items)


@builtin("count", "list: list")
def count(run: Run, items: list[Any]) -> Decimal:
    return Decimal(len(items))


@builtin("sublist", "list: list, start position: number, length?: number?")
def sublist(run: Run, items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    begin = position(start, items)
    if length is None:
        return items[begin:]
    size = whole(length, "length")
    if size < 1 or begin + size > len(items):
        raise Fail(f"length {size} does not fit")
    return items[begin : begin + size]


@builtin("append", "list: list, *item: any")
def append(run: Run, items: list[Any], *more: Any) -> list[Any]:
    run.room_for(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate", "*list: list")
def concatenate(run: Run, *lists: list[Any]) -> list[Any]:
    run.room_for(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, items: list[Any], at: Decimal, new: Any) -> list[Any]:
    index = position(at, items)
    run.room_for(len(items) + 1)
    return [*items[:index], new, *items[index:]]


@builtin("remove", "list: list, position: number")
def remove(run: Run, items: list[Any], at: Decimal) -> list[Any]:
    index = position(at, items)
    run.room_for(len(items))
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace_at(run: Run, items: list[Any], at: Decimal, new: Any) -> list[Any]:
    index = position(at, items)
    run.room_for(len(items))
    return [*items[:index], new, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def list_replace(run: Run, items: list[Any], match: Function, new: Any) -> list[Any]:
    replaced = []
    for item in items:
        met = run.call(match, [item, new])
        if type(met) is not bool:
            raise Fail(f"the match function gave {kind_of(met)}, not a boolean")
        replaced.append(new if met else item)
    return replaced


@builtin("reverse", "list: list")
def reverse(run: Run, items: list[Any]) -> list[Any]:
    run.room_for(len(items))
    return items[::-1]


@builtin("index of", "list: list, match: any")
def index_of(run: Run, items: list[Any], match: Any) -> list[Decimal]:
    run.step(len(items))
    return [Decimal(i) for i, item in enumerate(items, 1) if equal(item, match, run) is True]


def _distinct(run: Run, items: list[Any]) -> list[Any]:
    """Each value once, in the order of first appearance. Simple values are found by hash, the rest by comparison."""
    kept: list[Any] = []
    seen: set[Any] = set()
    odd: list[Any] = []
    for item in items:
        if type(item) in (str, Decimal, bool):
            key = (type(item), item)
            if key not in seen:
                seen.add(key)
                kept.append(item)
            continue
        run.step(len(odd) + 1)
        if not any(equal(item, other, run) is True for other in odd):
            odd.append(item)
            kept.append(item)
    return kept


@builtin("union", "*list: list")
def union(run: Run, *lists: list[Any]) -> list[Any]:
    return _distinct(run, concatenate(run, *lists))


@builtin("distinct values", "list: list")
def distinct_values(run: Run, items: list[Any]) -> list[Any]:
    run.room_for(len(items))
    return _distinct(run, items)


@builtin("duplicate values", "list: list")
def duplicate_values(run: Run, items: list[Any]) -> list[Any]:
    run.step(len(items) * len(items) // 8)
    return [
        item
        for i, item in enumerate(_distinct(run, items))
        if sum(equal(item, other, run) is True for other in items) > 1
    ]


@builtin("flatten", "list: list")
def flatten(run: Run, items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    waiting = items[::-1]
    while waiting:
        item = waiting.pop()
        run.step(1)
        if type(item) is list:
            waiting.extend(reversed(item))
        else:
            flat.append(item)
    return flat


def _natural(a: Any, b: Any) -> int:
    sign = order(a, b)
    if sign is None:
        raise Fail(f"{kind_of(a)} and {kind_of(b)} have no order")
    return sign


@builtin("sort", "list: list, precedes?: function?")
def sort(run: Run, items: list[Any], precedes: Function | None = None) -> list[Any]:
    run.room_for(len(items))

    def compared(a: Any, b: Any) -> int:
        run.step(2)
        if precedes is None:
            return _natural(a, b)
        first = run.call(precedes, [a, b])
        if first is True:
            return -1
        return 1 if run.call(precedes, [b, a]) is True else 0

    return sorted(items, key=cmp_to_key(compared))


@builtin("is empty", "list: list")
def is_empty(run: Run, items: list[Any]) -> bool:
    return not items


@builtin("partition", "list: list, size: number")
def partition(run: Run, items: list[Any], size: Decimal) -> list[list[Any]]:
    step = whole(size, "size")
    if step < 1:
        raise Fail("size must be at least 1")
    run.room_for(len(items))
    return [items[i : i + step] for i in range(0, len(items), step)]
