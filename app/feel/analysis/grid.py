"""A table as boxes: a dimension for every input expression, a mask of its segments for every rule."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import and_
from typing import Any

from ..limits import Limits
from .axis import Axis, plain
from .cells import Cell
from .cover import Box
from .reading import Input, TableText


class Dimension:
    """One input expression; columns that ask the same one share it.

    `may` and `must` are the rules' masks: where a rule can match and where it surely does. They differ in cells that are
    not comparable. `asked`: the values whose gaps are told; `real`: those that can come, null included; `whole`: with
    values of any other kind, where no type is declared.
    """

    def __init__(self, columns: list[Input], limits: Limits) -> None:
        self.columns = columns
        self.text = columns[0].text
        self.title = columns[0].title
        odd = any(column.odd for column in columns)
        allowed = [cell for column in columns for cell in column.allowed]
        cells = {id(cell): cell for column in columns for cell in column.cells if cell.comparable and not odd}
        known = [cell for cell in allowed if cell.comparable and not odd]
        kind = next((column.kind for column in columns if column.kind), None)
        self.axis = Axis(kind, [*cells.values(), *known], limits)
        self.is_bounded = len(known) == len(allowed) and not odd  # False: which values are allowed is not known
        self._domains(known)
        self.masks = {key: self.axis.mask(cell) for key, cell in cells.items()}
        self.odd = odd
        self.keys = [tuple(column.cells[i].text for column in columns) for i in range(len(columns[0].cells))]
        rows = list(zip(*(column.cells for column in columns), strict=True))
        self.may = [reduce(and_, (self._mask(cell, self.axis.all) for cell in row)) for row in rows]
        self.must = [reduce(and_, (self._mask(cell, 0) for cell in row)) for row in rows]

    def _mask(self, cell: Cell, unknown: int) -> int:
        if cell.is_any:
            return self.axis.all
        return self.masks.get(id(cell), unknown)

    def _domains(self, allowed: list[Cell]) -> None:
        axis = self.axis
        asked = reduce(and_, (axis.mask(cell) for cell in allowed), axis.values)
        passed = reduce(and_, (axis.mask(cell, lambda met: met is not False) for cell in allowed), axis.values)
        self.asked = asked | (axis.null if axis.names_null else 0)
        self.real = asked | axis.null
        self.whole = passed | axis.null | axis.stranger


class Grid:
    """The boxes of a table's rules; rules count from 0 here."""

    def __init__(self, table: TableText, limits: Limits) -> None:
        by_text: dict[str, list[Input]] = {}
        for column in table.inputs:
            by_text.setdefault(column.text, []).append(column)
        self.dimensions = [Dimension(columns, limits) for columns in by_text.values()]
        self.count = len(table.rules)
        self.may: list[Box] = [tuple(d.may[i] for d in self.dimensions) for i in range(self.count)]
        self.must: list[Box] = [tuple(d.must[i] for d in self.dimensions) for i in range(self.count)]
        self.asked: Box = tuple(d.asked for d in self.dimensions)
        self.real: Box = tuple(d.real for d in self.dimensions)
        self.whole: Box = tuple(d.whole for d in self.dimensions)
        self.bound_together = list(self._dependent())

    def _dependent(self) -> Iterator[tuple[int, int, str]]:
        """Pairs of dimensions that read the same variable, and its name."""
        for i, one in enumerate(self.dimensions):
            for j, other in enumerate(self.dimensions[:i]):
                pairs = ((a, b) for a in one.columns[0].reads for b in other.columns[0].reads)
                shared = sorted(
                    min(a, b, key=len) for a, b in pairs if f"{a}.".startswith(f"{b}.") or f"{b}.".startswith(f"{a}.")
                )
                if shared:
                    yield j, i, shared[0]

    def is_sure(self, box: Box) -> bool:
        """Whether an input can surely lie in a box: not where allowed values are unknown, or one variable is asked twice."""
        narrow = [bool(d.asked & ~mask) for d, mask in zip(self.dimensions, box, strict=True)]
        if any(is_narrow and not d.is_bounded for d, is_narrow in zip(self.dimensions, narrow, strict=True)):
            return False
        return not any(narrow[i] and narrow[j] for i, j, _ in self.bound_together)

    def point(self, box: Box) -> Box:
        """One segment a dimension, null only where there is nothing else."""
        masks = [mask & d.axis.values or mask for d, mask in zip(self.dimensions, box, strict=True)]
        return tuple(mask & -mask for mask in masks)

    def example(self, box: Box) -> dict[str, Any]:
        """A value an input expression, within a box."""
        return {d.text: d.axis.sample(bit) for d, bit in zip(self.dimensions, self.point(box), strict=True)}

    def region(self, box: Box) -> dict[str, str]:
        """What a box asks of each input expression that it asks anything of."""
        shown = ((d.text, d.axis.show(mask, d.asked)) for d, mask in zip(self.dimensions, box, strict=True))
        return {text: tests for text, tests in shown if tests != "-"}

    def facts(self, box: Box, at: Box) -> dict[str, str]:
        """A box and an example in it as text, with the columns' titles."""
        titles = {d.text: d.title for d in self.dimensions}
        region = "; ".join(f"{titles[text]}: {tests}" for text, tests in self.region(box).items())
        example = ", ".join(f"{titles[text]} = {plain(value)}" for text, value in self.example(at).items())
        return {"region": region or "-", "example": example or "-"}
