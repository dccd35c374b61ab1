"""Parallel branches: each writes its own variables; where they meet, what each *changed* counts.

A fork is made where a token becomes several. It remembers the data at that moment; each branch carries (fork, branch).
Where branches meet, a variable is taken from the branch that changed it; two branches that changed one variable to
different values are trouble, not a lottery.
"""

from __future__ import annotations

from typing import Any

from app.engine.trouble import Stopped

Forks = tuple[tuple[int, int], ...]
Branch = tuple[dict[str, Any], Forks]
_MISSING = object()


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same thing in JSON, inside too: 1, True and 1.0 are three."""
    if a is b:
        return True
    if type(a) is not type(b) or a != b:
        return False
    if type(a) is dict:
        return all(same(value, b[name]) for name, value in a.items())
    return type(a) is not list or all(same(one, other) for one, other in zip(a, b, strict=True))


def common(a: Forks, b: Forks) -> int:
    """How many outer branches two tokens share."""
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def merged(branches: list[Branch], bases: dict[int, dict[str, Any]], element: str, is_lenient: bool = False) -> Branch:
    """The branches as one: nearest relatives first. `is_lenient`: the later one wins instead of trouble."""
    left = list(branches)
    shared = min((common(branches[0][1], other[1]) for other in branches), default=0)
    while len(left) > 1:
        i, j = _nearest(left)
        second, first = left.pop(j), left[i]
        left[i] = (_two(first, second, bases, element, is_lenient), first[1])
    return left[0][0], left[0][1][:shared] if len(branches) > 1 else left[0][1]


def _nearest(branches: list[Branch]) -> tuple[int, int]:
    pairs = [(i, j) for i in range(len(branches)) for j in range(i + 1, len(branches))]
    return max(pairs, key=lambda pair: (common(branches[pair[0]][1], branches[pair[1]][1]), -pair[0], -pair[1]))


def _two(
    one: Branch, other: Branch, bases: dict[int, dict[str, Any]], element: str, is_lenient: bool
) -> dict[str, Any]:
    shared = common(one[1], other[1])
    apart = one[1][shared:] or other[1][shared:]
    base = bases.get(apart[0][0]) if apart else None
    if base is None:
        # the same branch came twice: nothing to compare with, the later token counts
        return {**one[0], **other[0]}
    data, clashes = dict(one[0]), []
    for name, value in other[0].items():
        before, here = base.get(name, _MISSING), data.get(name, _MISSING)
        if same(value, before) or same(value, here):
            data.setdefault(name, value)
            continue
        if not same(here, before):
            clashes.append(name)
        data[name] = value
    if clashes and not is_lenient:
        raise Stopped(element, f"并行分支把同一变量改成了不同的值：{', '.join(sorted(clashes))}")
    return data
