"""Decision tables looked through before anybody is decided by them.

Begin with `analyse(model, decision=None) -> list[Finding]`: `kind`, `severity`, `decision`, `table`, `element`, `rules` (from 1),
`column`, `example` and `region` by input expression, `text`, `hint` (finding.py).

  gap        inputs that no rule matches; not under R, O, C and C#, where no match is a proper result, nor beside a default output
  overlap    rules that match together under Unique; under Any only where their outputs differ
  conflict   rules that match together under Priority with the same rank and other outputs
  never      rules whose cells no value meets: empty ranges, contradictions, values that are not allowed
  masked     rules never chosen: under First because of earlier rules, alone or together, under Priority of more important ones
  duplicate, subsumed   rules that could be dropped and nothing would change
  type, output          constants of another type than the column, without a value, or outside the allowed values
  not analysed          what was left out, and why

Comparable cells: constants (also computed ones, `date("2026-01-01") + duration("P1M")`), comparisons, ranges, lists, `not(…)`, `-`, and
conditions over `?` of these. Each cell is judged by running it, once for every class of values it can tell apart. A cell that asks for
more matches who knows what: where it could close a gap there is none, where it could miss an overlap there is none.

Numbers and texts are dense: between 1 and 2 lies 1.5. Dates are days, times count in milliseconds. The domain is what the column's type,
the type of what it asks for and its `inputValues` allow. Null belongs to the domain of gaps only where a cell of the column, or its allowed values,
name it: who never speaks of null relies on the data being there. Rules are called unreachable or spare only when null does not reach them either.
Columns that read the same variable (`age`, `age > 18`) are not independent: what restricts more than one of them is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..dmn.model import Model
from . import constants
from .finding import Finding
from .gaps import gaps
from .grid import Grid
from .overlaps import overlaps
from .reading import read_table
from .rules import Rules
from .spare import spare
from .unreached import masked, never

__all__ = ["Finding", "analyse"]

EXAMPLES = 10


def analyse(model: Model, decision: str | None = None, *, examples: int = EXAMPLES) -> list[Finding]:
    """What is wrong or doubtful with the tables of a model, or of one of its decisions or knowledge models (name or id), for analysts.

    `examples`: so many gaps and overlaps a table are told, then how many more there are. Raises DmnError for an unknown name.
    """
    wanted = None if decision is None else model.node(decision)
    found: list[Finding] = []
    seen: list[Any] = []
    for element, place in model.setting.tables:
        node = model.nodes.get(place.element_id or "")
        if element not in seen and wanted in (None, node):
            seen.append(element)
            found += _table(Rules(table := read_table(element, place, node), Grid(table, model.limits), examples))
    return found


def _table(rules: Rules) -> Iterator[Finding]:
    yield from constants.inputs(rules)
    yield from constants.outputs(rules)
    yield from never(rules)
    if rules.grid.dimensions:
        yield from overlaps(rules)
        yield from masked(rules)
        yield from spare(rules)
        yield from gaps(rules)
    yield from _notes(rules)


def _notes(rules: Rules) -> Iterator[Finding]:
    """What was left out."""
    for column in rules.table.inputs:
        if column.odd:
            yield rules.found("not analysed", "column", column=column.title, found=column.odd)
            continue
        opaque = tuple(i for i, cell in enumerate(column.cells) if not cell.comparable)
        if opaque:
            yield rules.found("not analysed", "opaque", opaque, column=column.title)
        if not all(cell.comparable for cell in column.allowed):
            yield rules.found("not analysed", "domain", column=column.title)
    dimensions = rules.grid.dimensions
    for i, j, name in rules.grid.bound_together:
        titles = f"{dimensions[i].title}, {dimensions[j].title}"
        yield rules.found("not analysed", "dependent", column=titles, names=name)
    if rules.left_out:
        yield rules.found("not analysed", "intricate")
