"""The nodes of a parsed FEEL text. `at` and `end` are offsets into the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any


@dataclass(slots=True)
class Node:
    """Any node."""

    at: int
    end: int


@dataclass(slots=True)
class Literal(Node):
    """A number, string, boolean, null or @-literal."""

    value: Any


@dataclass(slots=True)
class Name(Node):
    """A variable or function, `?` included."""

    name: str


@dataclass(slots=True)
class Path(Node):
    """`base.name`."""

    base: Node
    name: str


@dataclass(slots=True)
class Filter(Node):
    """`base[condition]`."""

    base: Node
    condition: Node


@dataclass(slots=True)
class Binary(Node):
    """Arithmetic and comparison."""

    op: str
    left: Node
    right: Node


@dataclass(slots=True)
class Junction(Node):
    """`and` or `or` over any number of parts."""

    op: str
    parts: list[Node]


@dataclass(slots=True)
class Negation(Node):
    """`-operand`."""

    operand: Node


@dataclass(slots=True)
class Between(Node):
    """`value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(slots=True)
class In(Node):
    """`value in tests`."""

    value: Node
    tests: list[Node]


@dataclass(slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: TypeNode


@dataclass(slots=True)
class If(Node):
    """`if condition then … else …`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(slots=True)
class Iterator_(Node):
    """`name in domain` or `name in domain..high` of a loop."""

    name: str
    domain: Node
    high: Node | None


@dataclass(slots=True)
class For(Node):
    """`for iterators return body`."""

    iterators: list[Iterator_]
    body: Node


@dataclass(slots=True)
class Quantified(Node):
    """`some` or `every` iterators `satisfies` body."""

    kind: str
    iterators: list[Iterator_]
    body: Node


@dataclass(slots=True)
class Param(Node):
    """A formal parameter."""

    name: str
    type: TypeNode | None


@dataclass(slots=True)
class FunctionLiteral(Node):
    """`function(params) body`."""

    params: list[Param]
    body: Node
    external: bool


@dataclass(slots=True)
class Call(Node):
    """`target(args)`; `named` holds the argument names when they are given."""

    target: Node
    args: list[Node]
    named: list[str] | None


@dataclass(slots=True)
class ListLiteral(Node):
    """`[a, b]`."""

    items: list[Node]


@dataclass(slots=True)
class ContextLiteral(Node):
    """`{key: value}`."""

    entries: list[tuple[str, Node]]


@dataclass(slots=True)
class RangeLiteral(Node):
    """`[low..high]` with either bracket open or closed."""

    low: Node
    high: Node
    low_closed: bool
    high_closed: bool


@dataclass(slots=True)
class Comparison(Node):
    """A unary comparison: `< 5`, `!= "x"`."""

    op: str
    operand: Node


@dataclass(slots=True)
class Tests(Node):
    """Unary tests: any of `tests`, or none of them when `negated`; `-` is an empty list. `uses_input`: a test names `?`."""

    tests: list[Node]
    negated: bool
    uses_input: bool


@dataclass(slots=True)
class TypeNode(Node):
    """A type: a name, or `list`, `range`, `context`, `function` with arguments; `result` is a function's."""

    name: str
    args: list[TypeNode] | None = None
    keys: list[str] | None = None
    result: TypeNode | None = None


def children(node: Node) -> Iterator[Node]:
    """The nodes directly under a node, in the order of the text."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list):
            for item in value:
                item = item[1] if isinstance(item, tuple) else item
                if isinstance(item, Node):
                    yield item
