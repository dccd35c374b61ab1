"""A cell as what it compares its column's value with. One that asks for more than constants is not comparable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..builtins import BUILTINS
from ..compiler import compile_node
from ..compiler.tests import uses_input
from ..dmn.place import Place
from ..errors import Diagnostic, Fail, FeelSyntaxError, LimitReached
from ..expression import parse, parse_tests
from ..printer import printed
from ..run import Frame, Run
from ..syntax import (
    Between,
    Binary,
    Call,
    Comparison,
    Filter,
    For,
    FunctionLiteral,
    In,
    Junction,
    Literal,
    Name,
    Node,
    Quantified,
    RangeLiteral,
    Tests,
    children,
)
from ..values import Function, Range

_ORDERS = ("<", "<=", ">", ">=")
_BINDING = (Name, FunctionLiteral, For, Quantified, Filter)
_CLOCK = ("now", "today")


class NotComparable(Exception):
    """A cell asks for more than comparisons with constants."""


@dataclass
class Cell:
    """What a cell compares with. `constants`: scalars and null; `broken`: constants without a value, with the reason.

    `meets` is the cell itself, as the table runs it; None where it cannot be read. Not `comparable`: nobody knows when it matches.
    """

    text: str
    comparable: bool = True
    is_any: bool = False
    constants: list[Any] = field(default_factory=list)
    ordered: bool = False
    broken: list[tuple[str, str]] = field(default_factory=list)
    meets: Callable[[Frame, Any], bool | None] | None = None

    def outcome(self, value: Any, run: Run) -> bool | None:
        """What the cell says of a value: it matches, it does not, or the two do not compare."""
        if self.meets is None:
            return self.is_any
        try:
            return self.meets(Frame({}, None, run), value)
        except (Fail, LimitReached, RecursionError):
            return None


def read_cell(text: str, place: Place) -> Cell:
    """Unary tests of a place as a Cell."""
    if text.strip() in ("", "-"):
        return Cell("-", is_any=True)
    try:
        node = parse_tests(text, place.known, place.setting.words, place.setting.limits)
    except (FeelSyntaxError, RecursionError):
        return Cell(text.strip(), comparable=False)  # the model's problems tell it
    return cell_of(node, place, text)


def cell_of(node: Tests, place: Place, text: str) -> Cell:
    """Unary tests that are read already as a Cell."""
    cell = Cell(printed(node), meets=place.compiled(node, text))
    if not node.tests:
        cell.is_any = True
    try:
        _each(node.tests, place, cell)
    except NotComparable:
        cell.comparable = False
    return cell


def constant(node: Node, place: Place) -> tuple[Any, list[Diagnostic]]:
    """The value of an expression that no variable, clock or outside function has a part in. Raises NotComparable."""
    if not _is_constant(node):
        raise NotComparable
    run = Run(place.setting.limits, None)
    try:
        return compile_node(node, place.scope)(Frame({}, None, run)), run.diagnostics
    except (Fail, LimitReached, RecursionError) as error:
        return None, [Diagnostic(str(error))]


def constant_text(text: str, place: Place) -> tuple[Any, list[Diagnostic]]:
    """As `constant`, for a text. Raises NotComparable also for one that cannot be read."""
    try:
        return constant(parse(text, place.known, place.setting.words, place.setting.limits), place)
    except (FeelSyntaxError, RecursionError):
        raise NotComparable from None


def _is_constant(node: Node) -> bool:
    if isinstance(node, _BINDING):
        return False
    if isinstance(node, Call):
        known = isinstance(node.target, Name) and node.target.name in BUILTINS and node.target.name not in _CLOCK
        return known and all(_is_constant(arg) for arg in node.args)
    return all(_is_constant(child) for child in children(node))


def _compared(node: Node, place: Place, cell: Cell, ordered: bool = False) -> None:
    value, diagnostics = constant(node, place)
    if value is None and diagnostics:
        cell.broken.append((printed(node), diagnostics[0].text))
    cell.ordered = cell.ordered or ordered
    _points(value, cell)


def _points(value: Any, cell: Cell) -> None:
    if isinstance(value, list):
        for item in value:
            _points(item, cell)
    elif isinstance(value, Range):
        cell.ordered = True
        cell.constants += [end for end in (value.low, value.high) if end is not None]
    elif isinstance(value, (dict, Function)):
        raise NotComparable
    else:
        cell.constants.append(value)


def _each(nodes: list[Node], place: Place, cell: Cell, take: Callable[[Any, Place, Cell], None] | None = None) -> None:
    for node in nodes:
        (take or _test)(node, place, cell)


def _test(node: Node, place: Place, cell: Cell) -> None:
    """Takes in one test of a cell."""
    if isinstance(node, Comparison):
        _compared(node.operand, place, cell, node.op in _ORDERS)
    elif isinstance(node, RangeLiteral) and _is_constant(node):
        _compared(node, place, cell, ordered=True)
    elif uses_input(node):
        _condition(node, place, cell)
    else:
        _compared(node, place, cell)


def _condition(node: Node, place: Place, cell: Cell) -> None:
    """Takes in a condition over `?`: comparisons with constants, and what joins them."""
    if isinstance(node, Junction):
        _each(node.parts, place, cell, _condition)
    elif isinstance(node, Binary) and node.op in (*_ORDERS, "=", "!="):
        _compared(_against(node.left, node.right), place, cell, node.op in _ORDERS)
    elif isinstance(node, Between) and _is_input(node.value):
        _compared(node.low, place, cell, ordered=True)
        _compared(node.high, place, cell, ordered=True)
    elif isinstance(node, In) and _is_input(node.value):
        _each(node.tests, place, cell)
    elif isinstance(node, Call) and _negates(node):
        _condition(node.args[0], place, cell)
    elif not isinstance(node, Literal):
        raise NotComparable


def _negates(node: Call) -> bool:
    return isinstance(node.target, Name) and node.target.name == "not" and len(node.args) == 1


def _is_input(node: Node) -> bool:
    return isinstance(node, Name) and node.name == "?"


def _against(left: Node, right: Node) -> Node:
    """The side of a comparison that is not `?`."""
    if _is_input(left):
        return right
    if _is_input(right):
        return left
    raise NotComparable
