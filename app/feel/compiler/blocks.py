"""`if`, list and context literals, function literals."""

from __future__ import annotations

from typing import Any

from ..errors import Fail
from ..run import Frame, Run
from ..syntax import ContextLiteral, FunctionLiteral, If, ListLiteral
from ..types import ANY, MISFIT, FunctionType, Type, coerce, type_from
from ..values import Function, kind_of
from .scope import Closure, Scope, compile_node, compiles, weighed


@compiles(If)
def if_(node: If, scope: Scope) -> Closure:
    """`if a then b else c`; anything but true takes the else."""
    condition, then, otherwise = (compile_node(part, scope) for part in (node.condition, node.then, node.otherwise))
    spot = scope.spot(node.condition)

    def run(frame: Frame) -> Any:
        met = condition(frame)
        if met is True:
            return then(frame)
        if met is not False:
            frame.run.follow(spot, f"a condition is {kind_of(met)}, not a boolean", met)
        return otherwise(frame)

    return run


@compiles(ListLiteral)
def list_literal(node: ListLiteral, scope: Scope) -> Closure:
    """`[a, b]`."""
    items = [compile_node(item, scope) for item in node.items]
    return lambda frame: [item(frame) for item in items]


@compiles(ContextLiteral)
def context_literal(node: ContextLiteral, scope: Scope) -> Closure:
    """`{a: 1, b: a + 1}`: an entry sees those before it; a function sees itself too."""
    names: set[str] = set()
    entries: list[tuple[str, Closure]] = []
    for key, value in node.entries:
        seen = names | {key} if type(value) is FunctionLiteral else names
        entries.append((key, compile_node(value, scope.inner(seen))))
        names = names | {key}
    spot = scope.spot(node)
    doubled = len(names) < len(entries)

    def run(frame: Frame) -> Any:
        found: dict[str, Any] = {}
        inner = Frame(found, frame, frame.run)
        for key, value in entries:
            found[key] = value(inner)
        return found

    def twice(frame: Frame) -> None:
        frame.run.note(spot, "a context has the same key twice")

    return twice if doubled else run


class Lambda(Function):
    """A function written in FEEL, with the frame it was written in."""

    __slots__ = ("params", "type", "body", "frame", "weight")
    name = "function"

    def __init__(
        self, params: list[tuple[str, Type]], kind: FunctionType, body: Closure, frame: Frame, weight: int
    ) -> None:
        self.params, self.type, self.body, self.frame, self.weight = params, kind, body, frame, weight

    def call(self, run: Run, args: list[Any]) -> Any:
        if len(args) != len(self.params):
            raise Fail(f"the function takes {len(self.params)} arguments, not {len(args)}")
        run.step(self.weight)
        names: dict[str, Any] = {}
        for (name, kind), arg in zip(self.params, args, strict=False):
            value = arg if kind is ANY else coerce(arg, kind)
            if value is MISFIT:
                raise Fail(f"argument '{name}' is {kind_of(arg)}, not {kind}")
            names[name] = value
        return self.body(Frame(names, self.frame, run))

    def call_named(self, run: Run, args: dict[str, Any]) -> Any:
        if set(args) != {name for name, _ in self.params}:
            raise Fail(f"the function takes the arguments {', '.join(name for name, _ in self.params) or 'none'}")
        return self.call(run, [args[name] for name, _ in self.params])


@compiles(FunctionLiteral)
def function_literal(node: FunctionLiteral, scope: Scope) -> Closure:
    """`function(a, b) body`; an external one cannot be called."""
    spot = scope.spot(node)
    kinds = [ANY if param.type is None else type_from(param.type, scope.unit.types) for param in node.params]

    def refused(frame: Frame) -> None:
        frame.run.note(
            spot, "external functions (Java, PMML) are not run" if node.external else "a parameter has an unknown type"
        )

    if node.external or None in kinds:
        return refused
    params = [(param.name, kind or ANY) for param, kind in zip(node.params, kinds, strict=False)]
    body, weight = weighed(node.body, scope.inner(name for name, _ in params))
    kind = FunctionType("function", tuple(kind for _, kind in params), ANY)
    return lambda frame: Lambda(params, kind, body, frame, weight)
