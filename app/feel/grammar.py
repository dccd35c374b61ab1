"""What each token begins (PREFIX) and continues (INFIX, with its binding power)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from .grammar_blocks import (
    COMPARISONS,
    call,
    context_literal,
    filtered,
    for_loop,
    function_literal,
    if_expression,
    list_or_range,
    maybe_range,
    open_range,
    parenthesised,
    quantified,
)
from .grammar_types import instance_of
from .iso import temporal_from
from .lexer import KEYWORDS, string_of
from .numbers import CONTEXT
from .syntax import Between, Binary, Comparison, In, Junction, Literal, Name, Negation, Node, Path

if TYPE_CHECKING:
    from .parser import Parser

OR, AND, COMPARE, ADDITIVE, MULTIPLICATIVE, POWER, NEGATIVE, INSTANCE, POSTFIX = 10, 20, 30, 40, 50, 60, 65, 70, 90


_BARE_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w.])", re.A)  # nobody means 2026 - 3 - 2


def _number(parser: Parser) -> Node:
    token = parser.token
    if _BARE_DATE.match(parser.text, token.at):
        raise parser.error("a value", f'a date is written @"{parser.text[token.at : token.at + 10]}"')
    try:
        number = CONTEXT.create_decimal(token.text)
    except ArithmeticError:
        raise parser.error("a number under 1e6145") from None
    parser.advance()
    return Literal(token.at, token.end, number)


def _string(parser: Parser) -> Node:
    token = parser.advance()
    return Literal(token.at, token.end, string_of(token.text))


def _at_literal(parser: Parser) -> Node:
    token = parser.advance()
    value = temporal_from(string_of(token.text[token.text.index('"') :]))
    if value is None:
        parser.at -= 1
        raise parser.error("an ISO date, time, date and time, or duration after @")
    return Literal(token.at, token.end, value)


def _constant(value: bool | None) -> Callable[[Parser], Node]:
    def read(parser: Parser) -> Node:
        token = parser.advance()
        return Literal(token.at, token.end, value)

    return read


def _name(parser: Parser) -> Node:
    at = parser.token.at
    name = parser.name()
    if name == "?":
        parser.input_seen = True
    return Name(at, parser.last_end, name)


def _negation(parser: Parser) -> Node:
    at = parser.advance().at
    operand = parser.expression(NEGATIVE)
    if type(operand) is Literal and type(operand.value) is Decimal and parser.tokens[parser.at - 1].kind == "num":
        return Literal(at, operand.end, operand.value.copy_negate())
    return Negation(at, operand.end, operand)


def _binary(power: int) -> Callable[[Parser, Node], Node]:
    def read(parser: Parser, left: Node) -> Node:
        op = parser.advance().kind
        right = parser.expression(power)
        return Binary(left.at, right.end, op, left, right)

    return read


def _junction(power: int) -> Callable[[Parser, Node], Node]:
    def read(parser: Parser, left: Node) -> Node:
        op = parser.token.kind
        parts = [left]
        while parser.skip(op):
            parts.append(parser.expression(power))
        return Junction(left.at, parts[-1].end, op, parts)

    return read


def _between(parser: Parser, left: Node) -> Node:
    parser.advance()
    low = parser.expression(COMPARE)
    parser.need("and")
    high = parser.expression(COMPARE)
    return Between(left.at, high.end, left, low, high)


def _in(parser: Parser, left: Node) -> Node:
    parser.advance()
    at = parser.token.at
    if parser.token.kind != "(":
        return In(left.at, parser.last_end, left, [unary_test(parser, COMPARE)])
    begin, seen = parser.at, parser.nesting
    parser.advance()
    tests = [unary_test(parser, 0)]
    span = maybe_range(parser, at, tests[0], False)
    if span is not None:
        return In(left.at, parser.last_end, left, [span])
    while parser.skip(","):
        tests.append(unary_test(parser, 0))
    parser.need(")")
    if len(tests) == 1 and parser.token.kind in ("[", ".", "+", "-", "*", "/", "**", "("):
        parser.at, parser.nesting = begin, seen
        tests = [parser.expression(COMPARE)]
    return In(left.at, parser.last_end, left, tests)


def unary_test(parser: Parser, power: int) -> Node:
    """Reads one test: `< 5`, a range, or an expression that binds tighter than `power`."""
    token = parser.token
    if token.kind in COMPARISONS:
        parser.advance()
        operand = parser.expression(COMPARE)
        return Comparison(token.at, operand.end, token.kind, operand)
    return parser.expression(power)


def _path(parser: Parser, left: Node) -> Node:
    parser.advance()
    kind = parser.token.kind
    if kind not in ("name", "tick") and kind not in KEYWORDS:
        raise parser.error("a name after the dot")
    name = parser.name()
    return Path(left.at, parser.last_end, left, name)


PREFIX: dict[str, Callable[[Parser], Node]] = {
    "num": _number,
    "str": _string,
    "at": _at_literal,
    "tick": _name,
    "name": _name,
    "true": _constant(True),
    "false": _constant(False),
    "null": _constant(None),
    "-": _negation,
    "(": parenthesised,
    "[": list_or_range,
    "]": open_range,
    "{": context_literal,
    "if": if_expression,
    "for": for_loop,
    "some": quantified,
    "every": quantified,
    "function": function_literal,
}
INFIX: dict[str, tuple[int, Callable[[Parser, Node], Node | None]]] = {
    "or": (OR, _junction(OR)),
    "and": (AND, _junction(AND)),
    **{op: (COMPARE, _binary(COMPARE)) for op in COMPARISONS},
    "between": (COMPARE, _between),
    "in": (COMPARE, _in),
    "+": (ADDITIVE, _binary(ADDITIVE)),
    "-": (ADDITIVE, _binary(ADDITIVE)),
    "*": (MULTIPLICATIVE, _binary(MULTIPLICATIVE)),
    "/": (MULTIPLICATIVE, _binary(MULTIPLICATIVE)),
    "**": (POWER, _binary(POWER)),
    "instance": (INSTANCE, instance_of),
    ".": (POSTFIX, _path),
    "[": (POSTFIX, filtered),
    "(": (POSTFIX, call),
}
