"""Which variables an expression reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .builtins import BUILTINS
from .expression import Expression, UnaryTests
from .syntax import Call, ContextLiteral, Filter, For, FunctionLiteral, Name, Node, Quantified, children

Known = frozenset[str]


def names_in(expression: Expression | UnaryTests | Node) -> set[str]:
    """The free variables, in no order. Not among them: built-ins, loop variables, parameters, earlier entries of a context, `item`, `?`.

    A name inside a filter may mean an entry of the item; it is reported, as it may mean a variable too.
    """
    node = expression if isinstance(expression, Node) else expression.node
    found: set[str] = set()
    _collect(node, frozenset(("?",)), found)
    return found


def _collect(node: Node, bound: Known, found: set[str]) -> None:
    special = _SPECIAL.get(type(node))
    if special is not None:
        special(node, bound, found)
        return
    if type(node) is Name and node.name not in bound and node.name not in BUILTINS:
        found.add(node.name)
    for child in children(node):
        _collect(child, bound, found)


def _loop(node: For | Quantified, bound: Known, found: set[str]) -> None:
    bound = bound | {"partial"} if type(node) is For else bound
    for iterator in node.iterators:
        _collect(iterator.domain, bound, found)
        if iterator.high is not None:
            _collect(iterator.high, bound, found)
        bound = bound | {iterator.name}
    _collect(node.body, bound, found)


def _context(node: ContextLiteral, bound: Known, found: set[str]) -> None:
    for key, value in node.entries:
        _collect(value, bound | {key} if type(value) is FunctionLiteral else bound, found)
        bound = bound | {key}


def _function(node: FunctionLiteral, bound: Known, found: set[str]) -> None:
    _collect(node.body, bound | {param.name for param in node.params}, found)


def _filter(node: Filter, bound: Known, found: set[str]) -> None:
    _collect(node.base, bound, found)
    _collect(node.condition, bound | {"item"}, found)


def _call(node: Call, bound: Known, found: set[str]) -> None:
    if type(node.target) is not Name:
        _collect(node.target, bound, found)
    for arg in node.args:
        _collect(arg, bound, found)


_SPECIAL: dict[type, Callable[[Any, Known, set[str]], None]] = {
    For: _loop,
    Quantified: _loop,
    ContextLiteral: _context,
    FunctionLiteral: _function,
    Filter: _filter,
    Call: _call,
}
