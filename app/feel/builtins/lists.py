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
    """列表里有没有这个元素。 / Whether the list contains the element."""
    run.step(len(items))
    return any(equal(item, element, run) is True for item in items)


@builtin("count", "list: list")
def count(run: Run, items: list[Any]) -> Decimal:
    """列表的元素个数。 / The number of items."""
    return Decimal(len(items))


@builtin("sublist", "list: list, start position: number, length?: number?")
def sublist(run: Run, items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any]:
    """从第几个起取一段列表，负数从末尾数。 / The part of the list from a position (negative: from the end), so many items long."""
    begin = position(start, items)
    if length is None:
        return items[begin:]
    size = whole(length, "length")
    if size < 1 or begin + size > len(items):
        raise Fail(f"length {size} does not fit")
    return items[begin : begin + size]


@builtin("append", "list: list, *item/items: any")
def append(run: Run, items: list[Any], *more: Any) -> list[Any]:
    """在列表末尾添上元素。 / The list with items added at its end."""
    run.room_for(len(items) + len(more))
    return [*items, *more]


@builtin("concatenate", "*list/lists: list")
def concatenate(run: Run, *lists: list[Any]) -> list[Any]:
    """把几个列表接成一个。 / The lists one after the other."""
    run.room_for(sum(map(len, lists)))
    return [item for items in lists for item in items]


@builtin("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, items: list[Any], at: Decimal, new: Any) -> list[Any]:
    """在某个位置前插入元素。 / The list with an item put before that position."""
    index = position(at, items)
    run.room_for(len(items) + 1)
    return [*items[:index], new, *items[index:]]


@builtin("remove", "list: list, position: number")
def remove(run: Run, items: list[Any], at: Decimal) -> list[Any]:
    """去掉某个位置的元素。 / The list without the item at that position."""
    index = position(at, items)
    run.room_for(len(items))
    return [*items[:index], *items[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any")
def list_replace_at(run: Run, items: list[Any], at: Decimal, new: Any) -> list[Any]:
    """换掉某个位置的元素。 / The list with the item at that position replaced."""
    index = position(at, items)
    run.room_for(len(items))
    return [*items[:index], new, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def list_replace(run: Run, items: list[Any], match: Function, new: Any) -> list[Any]:
    """换掉符合条件的元素。 / The list with every item replaced for which the function says true."""
    replaced = []
    for item in items:
        met = run.call(match, [item, new])
        if type(met) is not bool:
            raise Fail(f"the match function gave {kind_of(met)}, not a boolean")
        replaced.append(new if met else item)
    return replaced


@builtin("reverse", "list: list")
def reverse(run: Run, items: list[Any]) -> list[Any]:
    """倒过来的列表。 / The list backwards."""
    run.room_for(len(items))
    return items[::-1]


@builtin("index of", "list: list, match: any")
def index_of(run: Run, items: list[Any], match: Any) -> list[Decimal]:
    """元素出现的各个位置，从 1 数起。 / The positions, from 1, at which the value stands."""
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
    """几个列表合并，重复的只留一个。 / The items of all lists, each once."""
    return _distinct(run, concatenate(run, *lists))


@builtin("distinct values", "list: list")
def distinct_values(run: Run, items: list[Any]) -> list[Any]:
    """去掉重复后的列表。 / The items, each once."""
    run.room_for(len(items))
    return _distinct(run, items)


@builtin("duplicate values", "list: list")
def duplicate_values(run: Run, items: list[Any]) -> list[Any]:
    """列表里重复出现的元素。 / The items that stand in the list more than once."""
    run.step(len(items) * len(items) // 8)
    return [
        item
        for i, item in enumerate(_distinct(run, items))
        if sum(equal(item, other, run) is True for other in items) > 1
    ]


@builtin("flatten", "list: list")
def flatten(run: Run, items: list[Any]) -> list[Any]:
    """把嵌套的列表摊平。 / The items of the list and of the lists within it, in one list."""
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
    """排序；可给出比较先后的函数。 / The list in order; a function may say which of two comes first."""
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
    """列表是不是空的。 / Whether the list has no item."""
    return not items


@builtin("partition", "list: list, size: number")
def partition(run: Run, items: list[Any], size: Decimal) -> list[list[Any]]:
    """把列表按固定个数分组。 / The list cut into lists of that size."""
    step = whole(size, "size")
    if step < 1:
        raise Fail("size must be at least 1")
    run.room_for(len(items))
    run.step(2 * len(items) // step)
    return [items[i : i + step] for i in range(0, len(items), step)]
