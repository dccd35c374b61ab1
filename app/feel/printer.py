"""Nodes back into FEEL text, with parentheses wherever an operand is more than a simple value."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .lexer import KEYWORDS
from .syntax import (
    Between,
    Binary,
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    In,
    InstanceOf,
    Iterator_,
    Junction,
    ListLiteral,
    Literal,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    RangeLiteral,
    Tests,
    TypeNode,
)
from .temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from .text import literal_of

_PLAIN = re.compile(r"[^\W\d]\w*(?: \w+)*\Z|\?\Z")
_ESCAPES = str.maketrans({"\n": "\\n", "\r": "\\r", "\t": "\\t"})


def printed(node: Node) -> str:
    """The text of an expression or of unary tests; reading it again gives the same nodes."""
    return _PRINTERS[type(node)](node)


def _name(name: str) -> str:
    plain = _PLAIN.match(name) and not KEYWORDS & set(name.split())
    return name if plain or "`" in name else f"`{name}`"


def _inner(node: Node) -> str:
    """An operand, in parentheses unless it is simple."""
    text = printed(node)
    simple = (
        type(node) in (Name, Path, Call, Filter, ListLiteral, ContextLiteral)
        or type(node) is Literal
        and text[0] != "-"
    )
    return text if simple else f"({text})"


def _literal(node: Literal) -> str:
    if isinstance(node.value, (Date, Time, DateTime, DaysDuration, MonthsDuration)):
        return f'@"{node.value}"'
    if type(node.value) is Decimal and "E+" in str(node.value):
        return str(node.value)  # written out it would claim more digits
    text = literal_of(node.value)
    return text.translate(_ESCAPES) if type(node.value) is str else text


def _listed(nodes: list[Node]) -> str:
    return ", ".join(printed(node) for node in nodes)


def _tested(nodes: list[Node]) -> str:
    """Tests after each other: a comparison needs no parentheses here."""
    return ", ".join(printed(node)[1:-1] if type(node) is Comparison else printed(node) for node in nodes)


def _call(node: Call) -> str:
    args = [printed(arg) for arg in node.args]
    if node.named is not None:
        args = [f"{name}: {arg}" for name, arg in zip(node.named, args, strict=True)]
    return f"{_inner(node.target)}({', '.join(args)})"


def _iterators(iterators: list[Iterator_]) -> str:
    return ", ".join(
        f"{it.name} in {_inner(it.domain)}" + (f"..{_inner(it.high)}" if it.high is not None else "")
        for it in iterators
    )


def _function(node: FunctionLiteral) -> str:
    params = ", ".join(param.name + (f": {_type(param.type)}" if param.type else "") for param in node.params)
    return f"function({params}) {'external {}' if node.external else printed(node.body)}"


def _type(node: TypeNode) -> str:
    if node.args is None:
        return node.name
    args = [_type(arg) for arg in node.args]
    if node.keys is not None:
        args = [f"{key}: {arg}" for key, arg in zip(node.keys, args, strict=True)]
    result = f"->{_type(node.result)}" if node.result else ""
    return f"{node.name}<{', '.join(args)}>{result}"


def _range(node: RangeLiteral) -> str:
    return (
        f"{'[' if node.low_closed else '('}{printed(node.low)}..{printed(node.high)}{']' if node.high_closed else ')'}"
    )


def _context(node: ContextLiteral) -> str:
    keys = [
        f"{key if _PLAIN.match(key) and key != '?' else literal_of(key)}: {printed(value)}"
        for key, value in node.entries
    ]
    return "{" + ", ".join(keys) + "}"


def _tests(node: Tests) -> str:
    if not node.tests:
        return "-"
    return f"not({_tested(node.tests)})" if node.negated else _tested(node.tests)


_PRINTERS: dict[type, Callable[[Any], str]] = {
    Literal: _literal,
    Name: lambda node: _name(node.name),
    Path: lambda node: f"{_inner(node.base)}.{_name(node.name)}",
    Filter: lambda node: f"{_inner(node.base)}[{printed(node.condition)}]",
    Binary: lambda node: f"{_inner(node.left)} {node.op} {_inner(node.right)}",
    Junction: lambda node: f" {node.op} ".join(_inner(part) for part in node.parts),
    Negation: lambda node: f"-({printed(node.operand)})",
    Between: lambda node: f"{_inner(node.value)} between {_inner(node.low)} and {_inner(node.high)}",
    In: lambda node: f"{_inner(node.value)} in ({_tested(node.tests)})",
    InstanceOf: lambda node: f"{_inner(node.value)} instance of {_type(node.type)}",
    If: lambda node: f"if {printed(node.condition)} then {printed(node.then)} else {printed(node.otherwise)}",
    For: lambda node: f"for {_iterators(node.iterators)} return {printed(node.body)}",
    Quantified: lambda node: f"{node.kind} {_iterators(node.iterators)} satisfies {printed(node.body)}",
    FunctionLiteral: _function,
    Call: _call,
    ListLiteral: lambda node: f"[{_listed(node.items)}]",
    ContextLiteral: _context,
    RangeLiteral: _range,
    Comparison: lambda node: f"({node.op} {_inner(node.operand)})",
    Tests: _tests,
}
