"""Types in a text: `instance of list<number>`, `function(a: context<b: string>)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lexer import joined
from .syntax import InstanceOf, Node, TypeNode

if TYPE_CHECKING:
    from .parser import Parser

GENERIC = frozenset(("list", "range", "context", "function"))
_OF_ONE = frozenset(("list", "range"))
MULTI_WORD = (
    "days and time duration",
    "years and months duration",
    "day and time duration",
    "year and month duration",
    "date and time",
)


def instance_of(parser: Parser, left: Node) -> Node | None:
    """`left instance of type`."""
    parser.advance()
    if parser.token.text != "of":
        raise parser.error("'of'")
    parser.advance()
    kind = type_node(parser)
    return InstanceOf(left.at, kind.end, left, kind)


def type_node(parser: Parser) -> TypeNode:
    """Reads a type."""
    at = parser.token.at
    name = _type_name(parser)
    if name in GENERIC and parser.token.kind == "<":
        parser.advance()
        keys: list[str] | None = [] if name == "context" else None
        args = _arguments(parser, keys)
        if name in _OF_ONE and len(args) != 1:
            raise parser.error(f"one type in {name}<…>")
        result = type_node(parser) if name == "function" and parser.skip("->") else None
        return TypeNode(at, parser.last_end, name, args, keys, result)
    return TypeNode(at, parser.last_end, name)


def _type_name(parser: Parser) -> str:
    begin = parser.at
    for known in MULTI_WORD:
        words = known.split()
        if [token.text for token in parser.tokens[begin : begin + len(words)]] == words:
            parser.at += len(words)
            return known
    if parser.token.kind not in ("name", "function", "null"):
        raise parser.error("a type")
    parser.advance()
    size = parser.name_size(begin)
    parser.at = max(parser.at, begin + size)
    while parser.token.kind in ("name", ".") and parser.token.text != "external":
        parser.advance()
    return joined(parser.tokens[begin : parser.at])


def _arguments(parser: Parser, keys: list[str] | None) -> list[TypeNode]:
    args: list[TypeNode] = []
    while not parser.skip(">"):
        if args:
            parser.need(",")
        if keys is not None:
            keys.append(parser.name_before(frozenset((":", ">", ","))))
            parser.need(":")
        args.append(type_node(parser))
    return args
