"""The nodes of a decision requirements graph, and how one evaluation goes through them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..compiler import Closure
from ..errors import Diagnostic, Fail, LimitReached, nearest
from ..plain import from_plain
from ..run import Frame, Run
from ..types import ANY, MISFIT, Type, coerce, misfit
from ..values import KINDS, Function, kind_of
from .trace import Trace

Path = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Node:
    """What all have. `needs` are the nodes it requires and the (import-qualified) name each has there."""

    id: str
    name: str
    namespace: str
    type: Type = ANY
    needs: list[tuple[Path, Node]] = field(default_factory=list)
    closure: Closure | None = None


@dataclass(slots=True, eq=False)
class InputData(Node):
    """A value that the caller gives."""


@dataclass(slots=True, eq=False)
class Decision(Node):
    """A value that its logic gives. `own_trace`: its logic is a table, which leaves the trace itself."""

    own_trace: bool = False


@dataclass(slots=True, eq=False)
class Knowledge(Node):
    """A business knowledge model: its closure gives a function."""


@dataclass(slots=True, eq=False)
class Service(Node):
    """A decision service: parameters (inputs and input decisions) and output decisions."""

    params: list[Node] = field(default_factory=list)
    outputs: list[Node] = field(default_factory=list)


class Session:
    """One evaluation of a graph: the values given, and those found so far."""

    __slots__ = ("run", "given", "found", "busy", "offered")

    def __init__(self, run: Run, given: dict[Node, Any]) -> None:
        self.run = run
        self.given = given
        self.offered: Mapping[str, Any] = {}
        self.found: dict[Node, Any] = {}
        self.busy: set[Node] = set()

    def value(self, node: Node) -> Any:
        """A node's value, evaluated once. Raises LimitReached."""
        if node in self.given:
            return self.given[node]
        if node in self.found:
            return self.found[node]
        if node in self.busy:
            raise LimitReached(f"'{node.name}' requires itself")
        self.busy.add(node)
        value = self._evaluated(node)
        self.busy.discard(node)
        self.found[node] = value
        return value

    def _evaluated(self, node: Node) -> Any:
        if isinstance(node, Service):
            return ServiceFunction(node, self.run)
        if isinstance(node, InputData):
            hint = nearest(node.name, map(str, self.offered), "given was '{}'")
            self.run.keep(Diagnostic(f"input '{node.name}' was not given", None, None, node.name, hint))
            return None
        if node.closure is None:
            self.run.keep(Diagnostic("the decision has no logic", None, None, node.name))
            return None
        frame = self.frame(node)
        if isinstance(node, Knowledge):
            function = node.closure(frame)
            frame.names[node.name] = function  # type: ignore[index]
            return function
        value = self.fitted(node, node.closure(frame))
        if self.run.trace is not None and not (isinstance(node, Decision) and node.own_trace):
            self.run.trace.append(Trace(node.name, node.id, output=value))
        return value

    def frame(self, node: Node) -> Frame:
        """The names that a node's logic sees."""
        names: dict[str, Any] = {}
        for path, need in node.needs:
            target = names
            for part in path[:-1]:
                target = target.setdefault(part, {})
            target[path[-1]] = self.value(need)
        return Frame(names, None, self.run)

    def fitted(self, node: Node, value: Any) -> Any:
        """A value as the node's type wants it; null, with a diagnostic, when it does not fit."""
        if node.type is ANY or value is None or KINDS.get(type(value)) == node.type.name and type(node.type) is Type:
            return value
        fitted = coerce(value, node.type)
        if fitted is MISFIT:
            self.run.keep(Diagnostic(f"the value {misfit(value, node.type)}", None, None, node.name))
            return None
        return fitted


class ServiceFunction(Function):
    """A decision service as a function of its parameters."""

    __slots__ = ("service", "run", "name")

    def __init__(self, service: Service, run: Run) -> None:
        self.service, self.run, self.name = service, run, service.name

    def call(self, run: Run, args: list[Any]) -> Any:
        params = self.service.params
        if len(args) != len(params):
            raise Fail(f"takes {len(params)} arguments ({', '.join(param.name for param in params)}), not {len(args)}")
        given: dict[Node, Any] = {}
        session = Session(run, given)
        for param, arg in zip(params, args, strict=False):
            value = arg if param.type is ANY else coerce(arg, param.type)
            if value is MISFIT:
                raise Fail(f"argument '{param.name}' is {kind_of(arg)}, not {param.type}")
            given[param] = value
        outputs = {output.name: session.value(output) for output in self.service.outputs}
        value = outputs if len(outputs) != 1 else next(iter(outputs.values()))
        return session.fitted(self.service, value)

    def call_named(self, run: Run, args: dict[str, Any]) -> Any:
        names = [param.name for param in self.service.params]
        if set(args) != set(names):
            raise Fail(f"takes the arguments {', '.join(names) or 'none'}")
        return self.call(run, [args[name] for name in names])


def given_values(nodes: list[Node], inputs: Mapping[str, Any], session: Session) -> None:
    """Takes the caller's inputs into a session, by `namespace#name` or by name."""
    session.offered = inputs
    for node in nodes:
        key = f"{node.namespace}#{node.name}"
        key = key if key in inputs else node.name
        if key not in inputs:
            continue
        try:
            value = from_plain(inputs[key])
        except Fail as fail:
            session.run.keep(Diagnostic(fail.text, None, None, node.name))
            value = None
        session.given[node] = session.fitted(node, value)
