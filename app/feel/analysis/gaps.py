"""Inputs that no rule matches."""

from __future__ import annotations

from collections.abc import Iterator

from .cover import Box, Budget, is_covered, uncovered, widened
from .finding import Finding
from .rules import STEPS, Rules

GAPS = 100  # more are not counted
_SPEAKS_OF_NONE = ("R", "O", "C", "C#")  # no match is a proper result: an empty list, or none


def gaps(rules: Rules) -> Iterator[Finding]:
    """Inputs that no rule matches, as few boxes as are easily found."""
    if rules.table.policy in _SPEAKS_OF_NONE or any(column.default for column in rules.table.outputs):
        return
    grid, budget = rules.grid, Budget(STEPS)
    met: list[Box] = []
    sure: list[Box] = []
    for box in uncovered(grid.asked, grid.may, met, budget):
        wide = widened(box, grid.asked, grid.may)
        met.append(wide)
        sure += [gap for gap in (wide, box) if grid.is_sure(gap)][:1]
        if len(sure) > GAPS:
            break
    sure = _without_spare(sure)
    for box in sure[: rules.examples]:
        others = [other for other in sure if other is not box]
        alone = next(uncovered(box, others, [], Budget(2000)), None)  # an example that no other gap explains
        yield rules.found("gap", "gap", (), box, at=alone)
    more = len(sure) - rules.examples
    if more > 0:
        yield rules.found("gap", "gap many" if len(sure) >= GAPS or budget.is_spent else "gap more", count=more)
    if budget.is_spent:
        rules.left_out.add("gaps")


def _without_spare(boxes: list[Box]) -> list[Box]:
    """Boxes without those that the others hold already."""
    kept = boxes
    for box in reversed(boxes if len(boxes) <= 40 else []):
        others = [other for other in kept if other is not box]
        if others and is_covered(box, others, Budget(2000)):
            kept = others
    return kept
