"""Rules that never match, and rules that are never chosen."""

from __future__ import annotations

from collections.abc import Iterator

from ..values import kind_of
from .cover import Box, Budget, contains, is_covered, meet
from .finding import Finding, numbers
from .grid import Dimension
from .rules import STEPS, Rules


def never(rules: Rules) -> Iterator[Finding]:
    """Rules whose cells no value meets."""
    for rule in range(rules.grid.count):
        for d in rules.grid.dimensions:
            if d.may[rule] & d.whole:
                continue
            rules.dead.add(rule)
            cells = [column.cells[rule] for column in d.columns]
            if any(cell.broken for cell in cells) or _misfit(d, rule):
                continue  # told as a constant of a wrong type
            reason = "never allowed" if d.may[rule] & d.axis.values else "never empty"
            if len(cells) > 1 and all(d.masks.get(id(cell), d.axis.all) & d.whole for cell in cells):
                reason = "never both"
            yield rules.found("never", reason, (rule,), column=d.title, cell=" / ".join(c.text for c in cells))
            break


def _misfit(d: Dimension, rule: int) -> bool:
    return any(
        column.kind is not None and kind_of(value) not in (column.kind, "null")
        for column in d.columns
        for value in column.cells[rule].constants
    )


def masked(rules: Rules) -> Iterator[Finding]:
    """Rules that are never chosen, because others come first wherever they match."""
    if rules.table.policy not in ("F", "P"):
        return
    budget = Budget(STEPS)
    for rule in range(rules.grid.count):
        before = [] if rule in rules.dead else _before(rules, rule)
        region = meet(rules.grid.may[rule], rules.grid.whole)
        if region is None or not before or budget.is_spent:
            continue
        if is_covered(region, [rules.grid.must[i] for i in before], budget):
            needed = _needed(rules, region, before, budget)
            reason = "masked" if len(needed) == 1 else "masked together"
            yield rules.found("masked", reason, (rule,), others=numbers(tuple(i + 1 for i in needed)))
            rules.dead.add(rule)
    if budget.is_spent:
        rules.left_out.add("masked")


def _before(rules: Rules, rule: int) -> list[int]:
    """The rules that are chosen rather than a rule where both match."""
    if rules.table.policy == "F":
        return [i for i in range(rule) if i not in rules.dead]
    ranks, own = rules.ranks, rules.ranks[rule]
    if own is None:
        return []
    return [i for i, rank in enumerate(ranks) if rank is not None and (rank, i) < (own, rule) and i not in rules.dead]


def _needed(rules: Rules, region: Box, before: list[int], budget: Budget) -> list[int]:
    """Few of the rules that together hold a region."""
    alone = [i for i in before if contains(rules.grid.must[i], region)]
    if alone:
        return alone[:1]
    needed = [i for i in before if meet(rules.grid.must[i], region)]
    for i in reversed(needed[:]):
        fewer = [j for j in needed if j != i]
        if is_covered(region, [rules.grid.must[j] for j in fewer], budget):
            needed = fewer
    return needed
