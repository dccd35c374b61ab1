"""Names at compile time, and the table of compilers by node."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, TypeVar

from ..errors import Source, Spot
from ..run import Frame
from ..syntax import Node
from ..types import Type, TypeLookup
from ..values import Function

Closure = Callable[[Frame], Any]


class Unit:
    """What all scopes of one text share: its source, the functions it may call, the types it may name, how many nodes it has."""

    __slots__ = ("source", "functions", "types", "count", "known", "drawn")

    def __init__(
        self,
        source: Source,
        functions: Mapping[str, Function],
        types: TypeLookup,
        known: Iterable[str],
        drawn: Container[str] = (),
    ) -> None:
        self.source = source
        self.functions = functions
        self.types = types
        self.known = known
        self.drawn = drawn
        self.count = 0


def no_types(name: str) -> Type | None:
    """The lookup of a text outside any model."""
    return None


class Scope:
    """Mirrors the frames at run time: the names one frame surely has; None where only the run will tell (the root, a filter)."""

    __slots__ = ("unit", "names", "parent", "is_filter")

    def __init__(self, unit: Unit, names: set[str] | None, parent: Scope | None, is_filter: bool = False) -> None:
        self.unit = unit
        self.names = names
        self.parent = parent
        self.is_filter = is_filter

    def inner(self, names: Iterable[str]) -> Scope:
        """A scope within, that surely has these names."""
        return Scope(self.unit, set(names), self)

    def filter(self) -> Scope:
        """A scope within, over the entries of an item."""
        return Scope(self.unit, None, self, True)

    def sure_depth(self, name: str) -> int | None:
        """How many frames up a name surely stands; None when a frame on the way decides at run time."""
        depth, scope = 0, self
        while scope.names is not None and scope.parent is not None:
            if name in scope.names:
                return depth
            depth, scope = depth + 1, scope.parent
        return depth if scope.parent is None else None

    def root_at(self, depth: int) -> bool:
        """Whether so many frames up is the root, whose names only the run knows."""
        scope: Scope | None = self
        for _ in range(depth):
            scope = scope.parent if scope else None
        return scope is None or scope.parent is None

    def spot(self, node: Node) -> Spot:
        """Where a node stands, for its diagnostics."""
        return Spot(self.unit.source, node.at, node.end)


N = TypeVar("N", bound=Node)
Compiler = Callable[[Any, Scope], Closure]
COMPILERS: dict[type, Compiler] = {}


def compiles(kind: type[N]) -> Callable[[Callable[[N, Scope], Closure]], Callable[[N, Scope], Closure]]:
    """Marks the compiler of a kind of node."""

    def mark(compiler: Callable[[N, Scope], Closure]) -> Callable[[N, Scope], Closure]:
        COMPILERS[kind] = compiler
        return compiler

    return mark


def compile_node(node: Node, scope: Scope) -> Closure:
    """The closure of a node."""
    scope.unit.count += 1
    return COMPILERS[type(node)](node, scope)


def weighed(node: Node, scope: Scope) -> tuple[Closure, int]:
    """The closure of a body that runs many times, and how many nodes it has: what each round costs."""
    before = scope.unit.count
    closure = compile_node(node, scope)
    return closure, scope.unit.count - before
