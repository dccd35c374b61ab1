"""Rules that match the same input although the hit policy does not allow it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .cover import Box, contains, meet
from .finding import Finding
from .rules import Rules


def overlaps(rules: Rules) -> Iterator[Finding]:
    """Under Unique rules that match together, under Any and Priority those that then do not agree."""
    if rules.table.policy not in ("U", "A", "P"):
        return
    told: set[tuple[int, int]] = set()
    unknown: set[int] = set()
    shown = more = 0
    for i, j, shared in _clashing(rules, unknown):
        if (i, j) in told:
            continue
        if shown == rules.examples:
            more += 1
            continue
        shown += 1
        group, box = _at(rules, i, j, shared)
        told |= set(combinations(group, 2))
        yield _overlap(rules, tuple(group), box)
    if more:
        yield rules.found("conflict" if rules.table.policy == "P" else "overlap", "overlap more", count=more)
    if unknown:
        yield rules.found("not analysed", "outputs", tuple(sorted(unknown)))


def _clashing(rules: Rules, unknown: set[int]) -> Iterator[tuple[int, int, Box]]:
    """Pairs that may not match together but do, and what they share. `unknown` gathers rules whose outputs are not known."""
    for i, j, shared in _pairs(rules):
        if _clash(rules, i, j):
            yield i, j, shared
        elif rules.table.policy != "U" and rules.agree(i, j) is None:
            unknown |= {i, j}


def _overlap(rules: Rules, group: tuple[int, ...], box: Box) -> Finding:
    if rules.table.policy == "P":
        return rules.found("conflict", "conflict", group, box)
    return rules.found("overlap", "overlap" if rules.table.policy == "U" else "overlap any", group, box)


def _pairs(rules: Rules) -> Iterator[tuple[int, int, Box]]:
    real = [meet(box, rules.grid.real) for box in rules.grid.must]
    for j, box in enumerate(real):
        for i in range(j) if box is not None else ():
            shared = meet(real[i], box) if real[i] is not None else None  # type: ignore[arg-type]
            if shared is not None and rules.grid.is_sure(shared):
                yield i, j, shared


def _equal_rank(rules: Rules, i: int, j: int) -> bool:
    return rules.ranks[i] is not None and rules.ranks[i] == rules.ranks[j]


def _at(rules: Rules, i: int, j: int, shared: Box) -> tuple[list[int], Box]:
    """All rules that match at one point of what two share, and what they all share. Those that agree with both stay out."""
    point, group, box = rules.grid.point(shared), [i, j], shared
    for rule in range(rules.grid.count):
        if rule in (i, j) or not contains(rules.grid.must[rule], point):
            continue
        apart = all(_clash(rules, rule, other) for other in group)
        inner = meet(box, rules.grid.must[rule]) if apart else None
        if inner is not None and rules.grid.is_sure(inner):
            group, box = sorted([*group, rule]), inner
    return group, box


def _clash(rules: Rules, i: int, j: int) -> bool:
    if rules.table.policy == "U":
        return True
    return rules.agree(i, j) is False and (rules.table.policy == "A" or _equal_rank(rules, i, j))
