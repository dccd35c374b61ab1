"""The rules of one table, and what their outputs say of each other."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ..compare import equal
from .cover import Box
from .finding import Finding, numbers
from .grid import Grid
from .reading import TableText, Value

STEPS = 400_000  # of each search: about half a second


class Rules:
    """The rules of one table. `dead` gathers those that can never match or be chosen, `left_out` the searches that were not finished."""

    def __init__(self, table: TableText, grid: Grid, examples: int) -> None:
        self.table, self.grid, self.examples = table, grid, examples
        self.dead: set[int] = set()
        self.left_out: set[str] = set()

    def found(
        self,
        kind: str,
        reason: str,
        rules: tuple[int, ...] = (),
        box: Box | None = None,
        at: Box | None = None,
        **facts: Any,
    ) -> Finding:
        """A finding about rules (from 0) and a box; the example is taken from `at`, a part of it."""
        table, shown = self.table, tuple(rule + 1 for rule in rules)
        example, region = (None, None) if box is None else (self.grid.example(at or box), self.grid.region(box))
        words = {"rules": numbers(shown), **({} if box is None else self.grid.facts(box, at or box)), **facts}
        element = (table.rules[rules[-1]] if rules else None) or table.id
        where = (table.decision, table.decision_id, table.id, element)
        return Finding(kind, reason, *where, shown, facts.get("column"), example, region, words)

    @cached_property
    def ranks(self) -> list[tuple[int, ...] | None]:
        """The rules' places in the order of priority, lowest first; None where it is not known."""
        return [self._rank(rule) for rule in range(self.grid.count)]

    def _rank(self, rule: int) -> tuple[int, ...] | None:
        found = []
        for column in self.table.outputs:
            cell = column.cells[rule]
            if not cell.known or (column.ranked is None and column.values_text):
                return None
            ranked = column.ranked or []
            found.append(next((i for i, v in enumerate(ranked) if equal(cell.value, v) is True), len(ranked)))
        return tuple(found)

    def agree(self, i: int, j: int) -> bool | None:
        """Whether two rules have the same outputs; None when that is not known."""
        met: bool | None = True
        for column in self.table.outputs:
            same = _same(column.cells[i], column.cells[j])
            if same is False:
                return False
            met = met if same else None
        return met


def _same(a: Value, b: Value) -> bool | None:
    if a.known and b.known:
        return equal(a.value, b.value) is True
    return True if a.text.strip() == b.text.strip() else None
