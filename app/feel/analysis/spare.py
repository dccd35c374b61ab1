"""Rules that say nothing new: duplicates, and those that another rule holds."""

from __future__ import annotations

from collections.abc import Iterator

from .cover import meet
from .finding import Finding
from .rules import Rules

_REPEATS = ("C+", "C#")  # the same output twice is meant


def spare(rules: Rules) -> Iterator[Finding]:
    """Rules that could be dropped and nothing would change."""
    keep = [rule for rule in range(rules.grid.count) if rule not in rules.dead]
    for at, j in enumerate(keep):
        for i in (*keep[:at], *keep[at + 1 :]):
            if not _inside(rules, j, i) or rules.agree(i, j) is not True:
                continue
            if _inside(rules, i, j):
                if i > j:
                    continue
                yield rules.found("duplicate", "duplicate", (j,), others=str(i + 1))
            elif _is_spare(rules, j, i):
                yield rules.found("subsumed", "subsumed", (j,), others=str(i + 1))
            else:
                continue
            break


def _inside(rules: Rules, inner: int, outer: int) -> bool:
    """Whether one rule matches wherever another does; cells that are not comparable only when they say the same."""
    return all(
        not d.may[inner] & d.whole & ~d.must[outer] or d.keys[inner] == d.keys[outer] for d in rules.grid.dimensions
    )


def _is_spare(rules: Rules, inner: int, outer: int) -> bool:
    if rules.table.policy in _REPEATS:
        return False
    if rules.table.policy not in ("F", "P"):
        return True
    ranks = rules.ranks
    first = rules.table.policy == "F"
    between = range(inner + 1, outer) if first else range(rules.grid.count)
    rivals = (
        k for k in between if k != inner and (first or None in (ranks[k], ranks[inner]) or ranks[k] == ranks[inner])
    )
    return all(rules.agree(k, inner) is True for k in rivals if meet(rules.grid.may[k], rules.grid.may[inner]))
