"""Boxed expressions into closures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..compiler import Closure, Scope, compile_node
from ..compiler.blocks import Lambda
from ..compiler.scope import compiles, weighed
from ..errors import Fail
from ..run import Frame
from ..syntax import Filter, For, Iterator_, Node, Quantified
from ..types import ANY, FunctionType
from ..values import Function, kind_of
from .place import Place
from .table import decision_table
from .xml import Element, child, children, expression_in, tag, text_in, type_ref


@dataclass(slots=True)
class Boxed(Node):
    """A boxed expression where FEEL has a node: so that boxed loops are FEEL's loops."""

    element: Element | None
    place: Place


@dataclass(slots=True)
class Boolean(Node):
    """A condition that must be a boolean or null."""

    condition: Node


class _NoBoolean(Exception):
    pass


@compiles(Boolean)
def _boolean(node: Boolean, scope: Scope) -> Closure:
    condition = compile_node(node.condition, scope)

    def run(frame: Frame) -> Any:
        met = condition(frame)
        if met is not None and type(met) is not bool:
            raise _NoBoolean(f"a condition is {kind_of(met)}, not a boolean")
        return met

    return run


@compiles(Boxed)
def _boxed_node(node: Boxed, scope: Scope) -> Closure:
    return boxed(node.element, node.place.at(scope))


def boxed(element: Element | None, place: Place) -> Closure:
    """The closure of a boxed expression, its value coerced into the type it names."""
    if element is None:
        return place.problem("there is no expression")
    compiler = _BOXES.get(tag(element))
    if compiler is None:
        return place.problem(f"{tag(element)} is not known")
    noun = "the value"
    return place.typed(
        compiler(element, place), type_ref(element) if tag(element) != "functionDefinition" else None, noun
    )


def _literal(element: Element, place: Place) -> Closure:
    text = text_in(element)
    language = element.get("expressionLanguage")
    if child(element, "importedValues") is not None or language and "feel" not in language.lower():
        return place.problem("only FEEL is evaluated")
    if text is None or not text.strip():
        return place.problem("an expression is empty")
    return place.literal(text)


def _context(element: Element, place: Place) -> Closure:
    _check_context(element, place)
    names: list[str] = []
    entries: list[tuple[str | None, Closure]] = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        body = expression_in(entry)
        name = None if variable is None else variable.get("name")
        is_function = body is not None and tag(body) == "functionDefinition"
        within = place.inner([*names, name] if name and is_function else names)
        closure = within.typed(boxed(body, within), type_ref(variable), f"entry '{name}'")
        entries.append((name, closure))
        if name is not None:
            names.append(name)

    def run(frame: Frame) -> Any:
        found: dict[str, Any] = {}
        inner = Frame(found, frame, frame.run)
        for name, closure in entries:
            value = closure(inner)
            if name is None:
                return value
            found[name] = value
        return found

    return run


def _check_context(element: Element, place: Place) -> None:
    variables = [child(entry, "variable") for entry in children(element, "contextEntry")]
    names = [None if variable is None else variable.get("name") for variable in variables]
    for name in {name for name in names if name is not None and names.count(name) > 1}:
        place.problem(f"a context has two entries '{name}'")
    if None in names[:-1]:
        place.problem("an entry without a name is what the context gives, and must stand last")


def _list(element: Element, place: Place) -> Closure:
    items = [boxed(item, place) for item in children(element) if tag(item) not in ("description", "extensionElements")]
    return lambda frame: [item(frame) for item in items]


def _relation(element: Element, place: Place) -> Closure:
    columns = list(children(element, "column"))
    rows: list[list[tuple[str, Closure]]] = []
    for row in children(element, "row"):
        cells = [cell for cell in children(row) if tag(cell) not in ("description", "extensionElements")]
        if len(cells) != len(columns):
            place.problem(f"row {len(rows) + 1} of a relation has {len(cells)} cells, not {len(columns)}")
        rows.append(
            [
                (col.get("name") or "", place.typed(boxed(cell, place), type_ref(col), col.get("name")))
                for col, cell in zip(columns, cells, strict=False)
            ]
        )
    return lambda frame: [{name: cell(frame) for name, cell in row} for row in rows]


def _invocation(element: Element, place: Place) -> Closure:
    target = boxed(expression_in(element), place)
    bindings: list[tuple[str, Closure]] = []
    for binding in children(element, "binding"):
        param = child(binding, "parameter")
        body = expression_in(binding)
        value = boxed(body, place) if body is not None else (lambda frame: None)
        name = "" if param is None else param.get("name") or ""
        bindings.append((name, place.typed(value, type_ref(param), name)))
    spot = place.spot(text_in(expression_in(element)) or "")

    def run(frame: Frame) -> Any:
        function = target(frame)
        if not isinstance(function, Function):
            frame.run.follow(spot, "what is invoked is no function", function)
            return None
        args = {name: value(frame) for name, value in bindings}
        try:
            return function.call_named(frame.run, args)
        except Fail as fail:
            frame.run.follow(spot, fail.text, *args.values())
            return None

    return run


def _function(element: Element, place: Place) -> Closure:
    if element.get("kind", "FEEL") != "FEEL":
        return place.problem(f"functions of kind {element.get('kind')} are not run")
    body = expression_in(element)
    return function_closure(element, body, place)


def function_closure(element: Element, body: Element | None, place: Place) -> Closure:
    """A function definition's closure: it gives a function value over the frame it is evaluated in."""
    params = [
        (param.get("name") or "", place.setting.types(type_ref(param) or "Any") or ANY)
        for param in children(element, "formalParameter")
    ]
    kind = FunctionType(
        "function", tuple(kind for _, kind in params), place.setting.types(type_ref(body) or "Any") or ANY
    )
    closure, weight = weighed(Boxed(0, 0, body, place), place.scope.inner(name for name, _ in params))
    return lambda frame: Lambda(params, kind, closure, frame, weight + 4)


def _conditional(element: Element, place: Place) -> Closure:
    condition, then, otherwise = (boxed(expression_in(child(element, name)), place) for name in ("if", "then", "else"))
    spot = place.spot("if")

    def run(frame: Frame) -> Any:
        met = condition(frame)
        if met is not None and type(met) is not bool:
            frame.run.note(spot, f"a condition is {kind_of(met)}, not a boolean")
            return None
        return then(frame) if met else otherwise(frame)

    return run


def _filter(element: Element, place: Place) -> Closure:
    base, match = (Boxed(0, 0, expression_in(child(element, name)), place) for name in ("in", "match"))
    return compile_node(Filter(0, 0, base, match), place.scope)


def _loop(element: Element, place: Place) -> Closure:
    name = element.get("iteratorVariable") or "item"
    domain = expression_in(child(element, "in"))
    iterators = [Iterator_(0, 0, name, Boxed(0, 0, domain, place), None)]
    kind = tag(element)
    body = Boxed(0, 0, expression_in(child(element, "return" if kind == "for" else "satisfies")), place)
    if kind == "for":
        return compile_node(For(0, 0, iterators, body), place.scope)
    return _strict(compile_node(Quantified(0, 0, kind, iterators, Boolean(0, 0, body)), place.scope), place)


def _strict(closure: Closure, place: Place) -> Closure:
    """A boxed `some` or `every`, null as soon as a condition is no boolean."""
    spot = place.spot("satisfies")

    def run(frame: Frame) -> Any:
        try:
            return closure(frame)
        except _NoBoolean as error:
            frame.run.note(spot, str(error))
            return None

    return run


_BOXES: dict[str, Callable[[Element, Place], Closure]] = {
    "literalExpression": _literal,
    "decisionTable": decision_table,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": _function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _loop,
    "some": _loop,
    "every": _loop,
}
