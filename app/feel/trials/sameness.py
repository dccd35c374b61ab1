"""Whether two versions of a decision table decide alike, whatever comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations, product
from typing import Any

from ..analysis.grid import Dimension, Grid
from ..analysis.reading import Output, TableText
from ..analysis.rules import Rules
from ..limits import Limits
from ..text import literal_of

MOST = 100_000  # combinations of classes of values; beyond them nothing is said
_UNKNOWN_TESTS = 4  # texts of one column that are taken as true or false, whichever
_CLASH, _NONE = ("clash",), ("none",)

Outcome = Callable[[int], Any]
Option = tuple[
    int, "int | None"
]  # the rules that a class of values satisfies, as bits; its segment, None where that is not known


def apart(one: TableText, other: TableText, limits: Limits) -> tuple[bool | None, dict[str, Any] | None]:
    """Whether some input is decided differently by two tables with the same columns, and a value an input expression that shows it.

    (False, None): they are the same, whatever comes in. (True, None): they differ only where a cell asks for more than constants,
    or columns read the same value: nobody knows whether such an input exists. (None, None): too many combinations to tell.
    Every cell is judged as the analysis judges it, by the classes of values that both tables can tell apart.
    """
    both = replace(one, inputs=[_joined(a, b) for a, b in zip(one.inputs, other.inputs, strict=True)], rules=[])
    grid = Grid(replace(both, rules=[*one.rules, *other.rules]), limits)
    options = [list(_options(dimension)) for dimension in grid.dimensions]
    total = 1
    for found in options:
        total *= len(found)
    if total > MOST or any(not found for found in options):
        return None, None
    return _compared(grid, options, _outcome(one, limits), _outcome(other, limits), len(one.rules))


def _compared(
    grid: Grid, options: list[list[Option]], first: Outcome, second: Outcome, count: int
) -> tuple[bool | None, dict[str, Any] | None]:
    differs, low = False, (1 << count) - 1
    known: dict[int, bool] = {}
    every = (1 << grid.count) - 1
    for point in product(*options):
        rules = every
        for met, _ in point:
            rules &= met
        if rules not in known:
            known[rules] = first(rules & low) != second(rules >> count)
        if not known[rules]:
            continue
        differs = True
        if not grid.bound_together and all(segment is not None for _, segment in point):
            pairs = zip(grid.dimensions, point, strict=True)
            return True, {d.text: d.axis.sample(1 << (segment or 0)) for d, (_, segment) in pairs}
    return differs, None


def _joined(a: Any, b: Any) -> Any:
    return replace(a, cells=[*a.cells, *b.cells])


def _options(d: Dimension) -> Iterator[Option]:
    """The classes of a column's values that its rules can tell apart; values before null, so that examples are plain."""
    texts = sorted(
        {cell.text for column in d.columns for cell in column.cells if id(cell) not in d.masks and not cell.is_any}
    )
    if len(texts) > _UNKNOWN_TESTS:
        return
    rows = list(zip(*(column.cells for column in d.columns), strict=True))
    seen: set[int] = set()
    for segment in range(d.whole.bit_length()):
        if not d.whole >> segment & 1:
            continue
        for true in chain.from_iterable(combinations(texts, n) for n in range(len(texts) + 1)):
            met = 0
            for i, row in enumerate(rows):
                if all(_meets(d, cell, segment, true) for cell in row):
                    met |= 1 << i
            if met not in seen:
                seen.add(met)
                yield met, None if texts else segment


def _meets(d: Dimension, cell: Any, segment: int, true: tuple[str, ...]) -> bool:
    if cell.is_any:
        return True
    mask = d.masks.get(id(cell))
    return cell.text in true if mask is None else bool(mask >> segment & 1)


def _outcome(table: TableText, limits: Limits) -> Outcome:
    """What a table gives for the rules that match, in a form that can be compared."""
    outputs = [tuple(_key(column.cells[i]) for column in table.outputs) for i in range(len(table.rules))]
    default = tuple(_key(column.default) if column.default else None for column in table.outputs)
    nothing = (default, _NONE)[not any(column.default for column in table.outputs)]
    if table.policy in ("R", "O", "C") and nothing is _NONE:
        nothing = ()
    choose = _choice(table, limits)

    def outcome(bits: int) -> Any:
        matched = [i for i in range(len(outputs)) if bits >> i & 1]
        if table.policy == "C#":
            return len(matched)
        return choose(matched, [outputs[i] for i in matched]) if matched else nothing

    return outcome


def _key(cell: Any) -> str:
    return literal_of(cell.value) if cell.known else f"text {cell.text.strip()}"


Choice = Callable[[list[int], list[Any]], Any]


def _choice(table: TableText, limits: Limits) -> Choice:
    if table.policy in ("P", "O"):
        ranks = Rules(table, Grid(table, limits), 0).ranks
        if None in ranks:
            return lambda matched, outputs: (matched, outputs)
        return _ordered(ranks, table.policy == "P")
    return _CHOICES.get(table.policy) or _aggregate(table.outputs, table.policy)


def _ordered(ranks: list[Any], first: bool) -> Choice:
    def choose(matched: list[int], outputs: list[Any]) -> Any:
        found = [output for _, output in sorted(zip(matched, outputs, strict=True), key=lambda pair: ranks[pair[0]])]
        return found[0] if first else tuple(found)

    return choose


def _aggregate(outputs: list[Output], policy: str) -> Choice:
    """Sum, least, greatest, where all outputs are numbers; else the outputs themselves."""
    cells = outputs[0].cells if len(outputs) == 1 else []
    if not cells or not all(cell.known and isinstance(cell.value, Decimal) for cell in cells):
        return lambda matched, found: tuple(sorted(found))
    choose = {"C+": sum, "C<": min, "C>": max}.get(policy, sum)
    return lambda matched, found: (str(choose(cells[i].value for i in matched)),)  # type: ignore[operator]


_CHOICES: dict[str, Choice] = {
    "U": lambda matched, outputs: outputs[0] if len(outputs) == 1 else _CLASH,
    "A": lambda matched, outputs: outputs[0] if len(set(outputs)) == 1 else _CLASH,
    "F": lambda matched, outputs: outputs[0],
    "R": lambda matched, outputs: tuple(outputs),
    "C": lambda matched, outputs: tuple(outputs),
}
