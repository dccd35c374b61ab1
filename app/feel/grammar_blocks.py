"""The bracketed and worded forms of the grammar: lists, ranges, contexts, calls, loops, functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .grammar_types import type_node
from .lexer import KEYWORDS, string_of
from .syntax import (
    Call,
    Comparison,
    ContextLiteral,
    Filter,
    For,
    FunctionLiteral,
    If,
    Iterator_,
    ListLiteral,
    Literal,
    Node,
    Param,
    Quantified,
    RangeLiteral,
)

if TYPE_CHECKING:
    from .parser import Parser

COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_KEY_STOPS = frozenset((":", ",", "}"))
_PARAM_STOPS = frozenset((":", ",", ")"))
_ITERATOR_STOPS = frozenset(("in",))
_NO_VALUE = frozenset(
    (
        ".",
        "..",
        ",",
        ")",
        "]",
        "}",
        "end",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "and",
        "or",
        "then",
        "else",
        "return",
        "satisfies",
        "*",
        "/",
    )
)
_BEFORE_FILTER = 89  # just under a postfix: a range's end is read without its closing `[`


def maybe_range(parser: Parser, at: int, low: Node, low_closed: bool) -> Node | None:
    """After `[low` or `(low`: the range, when `..` follows."""
    if not parser.skip(".."):
        return None
    high = parser.expression()
    closer = parser.advance()
    if closer.kind not in ("]", ")", "["):
        parser.at -= 1
        raise parser.error("']', ')' or '[' to close the range")
    return RangeLiteral(at, parser.last_end, low, high, low_closed, closer.kind == "]")


def parenthesised(parser: Parser) -> Node:
    """`(…)`, `(a..b]`, `(< 5)`."""
    token = parser.advance()
    if parser.token.kind in COMPARISONS:
        node = _comparison(parser)
    else:
        node = parser.expression()
        span = maybe_range(parser, token.at, node, False)
        if span is not None:
            return span
    parser.need(")")
    node.at, node.end = token.at, parser.last_end
    return node


def _comparison(parser: Parser) -> Node:
    token = parser.advance()
    operand = parser.expression(30)
    return Comparison(token.at, operand.end, token.kind, operand)


def _item(parser: Parser) -> Node:
    return _comparison(parser) if parser.token.kind in COMPARISONS else parser.expression()


def list_or_range(parser: Parser) -> Node:
    """`[a, b]` or `[a..b]`."""
    at = parser.advance().at
    if parser.skip("]"):
        return ListLiteral(at, parser.last_end, [])
    items = [_item(parser)]
    span = maybe_range(parser, at, items[0], True)
    if span is not None:
        return span
    while parser.skip(","):
        items.append(_item(parser))
    parser.need("]")
    return ListLiteral(at, parser.last_end, items)


def open_range(parser: Parser) -> Node:
    """`]a..b]`."""
    at = parser.advance().at
    span = maybe_range(parser, at, parser.expression(), False)
    if span is None:
        raise parser.error("'..'")
    return span


def filtered(parser: Parser, left: Node) -> Node | None:
    """`left[condition]`; None when the bracket closes a range instead."""
    if parser.tokens[parser.at + 1].kind in _NO_VALUE:
        return None
    parser.advance()
    condition = parser.expression()
    parser.need("]")
    return Filter(left.at, parser.last_end, left, condition)


def context_literal(parser: Parser) -> Node:
    """`{key: value, "other key": value}`."""
    at = parser.advance().at
    entries: list[tuple[str, Node]] = []
    if not parser.skip("}"):
        entries.append(_entry(parser))
        while parser.skip(","):
            entries.append(_entry(parser))
        parser.need("}")
    return ContextLiteral(at, parser.last_end, entries)


def _new_name(parser: Parser, stops: frozenset[str]) -> str:
    """A name being defined. A number or a sign cannot begin it: nothing could ever call it."""
    token = parser.token
    if token.kind not in ("name", "tick") and not token.text[:1].isalpha():
        raise parser.error("a name")
    return parser.name_before(stops)


def _entry(parser: Parser) -> tuple[str, Node]:
    if parser.token.kind == "str":
        key = string_of(parser.advance().text)
        parser.add_name(key)
    else:
        key = _new_name(parser, _KEY_STOPS)
    parser.need(":")
    return key, parser.expression()


def _named_ahead(parser: Parser) -> bool:
    at = parser.at
    while parser.tokens[at].kind in ("name", "tick") or parser.tokens[at].kind in KEYWORDS:
        at += 1
    return at > parser.at and parser.tokens[at].kind == ":"


def call(parser: Parser, left: Node) -> Node:
    """`left(a, b)` or `left(name: a)`."""
    parser.advance()
    args: list[Node] = []
    named: list[str] | None = [] if _named_ahead(parser) else None
    while not parser.skip(")"):
        if args:
            parser.need(",")
        if named is not None:
            named.append(_new_name(parser, _PARAM_STOPS))
            parser.need(":")
        args.append(parser.expression())
        if parser.token.kind not in (",", ")"):
            raise parser.error("',' or ')'")
    return Call(left.at, parser.last_end, left, args, named)


def if_expression(parser: Parser) -> Node:
    """`if … then … else …`."""
    at = parser.advance().at
    condition = parser.expression()
    parser.need("then")
    then = parser.expression()
    parser.need("else")
    otherwise = parser.expression()
    return If(at, otherwise.end, condition, then, otherwise)


def _iterators(parser: Parser) -> list[Iterator_]:
    found: list[Iterator_] = []
    while not found or parser.skip(","):
        at = parser.token.at
        name = _new_name(parser, _ITERATOR_STOPS)
        parser.need("in")
        domain = parser.expression()
        high = parser.expression() if parser.skip("..") else None
        found.append(Iterator_(at, parser.last_end, name, domain, high))
    return found


def for_loop(parser: Parser) -> Node:
    """`for x in list, y in 1..n return …`."""
    at = parser.advance().at
    iterators = _iterators(parser)
    parser.need("return")
    body = parser.expression()
    return For(at, body.end, iterators, body)


def quantified(parser: Parser) -> Node:
    """`some x in list satisfies …`, `every …`."""
    token = parser.advance()
    iterators = _iterators(parser)
    parser.need("satisfies")
    body = parser.expression()
    return Quantified(token.at, body.end, token.kind, iterators, body)


def function_literal(parser: Parser) -> Node:
    """`function(a: number, b) …`."""
    at = parser.advance().at
    parser.need("(")
    params: list[Param] = []
    while not parser.skip(")"):
        if params:
            parser.need(",")
        begin = parser.token.at
        name = _new_name(parser, _PARAM_STOPS)
        kind = type_node(parser) if parser.skip(":") else None
        params.append(Param(begin, parser.last_end, name, kind))
    external = parser.token.text == "external"
    body: Node = Literal(at, parser.last_end, None)
    if external:
        parser.advance()
        parser.expression()
    else:
        body = parser.expression()
    return FunctionLiteral(at, parser.last_end, params, body, external)
