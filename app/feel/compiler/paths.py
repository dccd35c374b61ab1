"""Literals, names, paths and filters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ..errors import Fail, Spot, nearest
from ..habits import for_function, for_member, for_variable
from ..plain import from_plain
from ..properties import PROPERTIES
from ..run import Frame
from ..syntax import Filter, Literal, Name, Path
from ..values import SETTLED, kind_of
from .scope import Closure, Scope, compile_node, compiles, weighed

MISSING: Any = object()


@compiles(Literal)
def literal(node: Literal, scope: Scope) -> Closure:
    """A constant."""
    value = node.value
    return lambda frame: value


def ready(value: Any, frame: Frame, spot: Spot) -> Any:
    """A caller's value as FEEL holds it; lists and contexts are converted once a run."""
    kept = frame.run.plain
    if kept is None or type(value) is Decimal and value.is_finite():
        return value
    found = kept.get(id(value), MISSING)
    if found is not MISSING:
        return found[1]
    try:
        converted = from_plain(value)
    except Fail as fail:
        frame.run.note(spot, fail.text)
        converted = None
    kept[id(value)] = (value, converted)
    return converted


def look_up(name: str, frame: Frame | None) -> tuple[Any, Frame | None]:
    """A name's value in the frames from here outwards, or MISSING; and the frame it stands in."""
    while frame is not None:
        value = frame.names.get(name, MISSING)
        if value is not MISSING:
            return value, frame
        if name == "item" and frame.item is not None:
            return frame.item[0], frame
        frame = frame.parent
    return MISSING, None


def not_found(name: str, frame: Frame, scope: Scope, spot: Spot, noun: str) -> None:
    """Notes that a name leads nowhere, with the nearest that does."""
    if not frame.run.is_new(spot):
        frame.run.step(1)
        return
    functions = scope.unit.functions
    names: set[str] = set(functions) if noun == "function" else set(scope.unit.known)
    at: Frame | None = frame
    while at is not None:
        names.update(str(key) for key in at.names)
        at = at.parent
    if name in scope.unit.drawn:
        hint: str | None = f"draw a requirement from '{name}' to where it is used"
    else:
        hint = for_function(name, names) if noun == "function" else for_variable(name, names, functions)
    frame.run.note(spot, f"{noun} '{name}' not found", hint)


def _local(name: str, depth: int) -> Closure:
    if depth == 0:
        return lambda frame: frame.names[name]

    def run(frame: Frame) -> Any:
        at: Any = frame
        for _ in range(depth):
            at = at.parent
        return at.names[name]

    return run


@compiles(Name)
def name_(node: Name, scope: Scope) -> Closure:
    """A variable, or a built-in as a value."""
    name, spot = node.name, scope.spot(node)
    depth = scope.sure_depth(name)
    builtin = scope.unit.functions.get(name)

    def absent(frame: Frame) -> Any:
        if builtin is not None:
            return builtin
        not_found(name, frame, scope, spot, "variable")
        return None

    def at_top(frame: Frame) -> Any:
        value = frame.names.get(name, MISSING)
        if type(value) in SETTLED or type(value) is Decimal and value.is_finite():
            return value
        return absent(frame) if value is MISSING else ready(value, frame, spot)

    def anywhere(frame: Frame) -> Any:
        value, at = look_up(name, frame)
        if type(value) in SETTLED or at is not None and at.parent is not None:
            return value
        return absent(frame) if value is MISSING else ready(value, frame, spot)

    if depth is None or scope.root_at(depth):
        return at_top if scope.parent is None else anywhere
    return _local(name, depth)


@compiles(Path)
def path(node: Path, scope: Scope) -> Closure:
    """`base.name`: an entry of a context, a property of a value, or of each item of a list."""
    base, name, spot = compile_node(node.base, scope), node.name, scope.spot(node)
    null_part = f"{scope.spot(node.base).text} is null"

    def run(frame: Frame) -> Any:
        value = base(frame)
        if type(value) is dict:
            found = value.get(name, MISSING)
            if found is not MISSING:
                return found
        if type(value) is list:
            frame.run.step(len(value) // 2)
        try:
            return member(value, name)
        except Fail as fail:
            if value is None:
                frame.run.follow(spot, fail.text, value, hint=null_part)
            else:
                frame.run.note(spot, fail.text, fail.hint)
            return None

    return run


def member(value: Any, name: str) -> Any:
    """What `value.name` is. Raises Fail."""
    kind = type(value)
    if kind is dict:
        if name in value:
            return value[name]
        raise Fail(f"the context has no entry '{name}'", nearest(name, value))
    if kind is list:
        if any(type(item) is not dict and type(item) not in PROPERTIES for item in value):
            raise Fail(f"the items of the list have no '{name}'", for_member("list", name))
        return [member(item, name) if type(item) is not dict else item.get(name) for item in value]
    properties = PROPERTIES.get(kind)
    if properties is None:
        raise Fail(f"{kind_of(value)} has no '{name}'", for_member(kind_of(value), name))
    if name not in properties:
        raise Fail(f"{kind_of(value)} has no '{name}'", nearest(name, properties))
    return properties[name](value)


@compiles(Filter)
def filter_(node: Filter, scope: Scope) -> Closure:
    """`base[index]` or `base[condition on item]`."""
    base, spot = compile_node(node.base, scope), scope.spot(node)
    condition, weight = weighed(node.condition, scope.filter())
    if type(node.condition) is Literal and type(node.condition.value) is Decimal:
        index = node.condition.value
        return lambda frame: _at_index(base(frame), index, frame, spot)

    def run(frame: Frame) -> Any:
        value = base(frame)
        items = as_list(value)
        state, kept = frame.run, []
        state.step(weight * len(items) + 1)
        for item in items:
            inner = Frame(item if type(item) is dict else {}, frame, state, (item,))
            met = condition(inner)
            if met is True:
                kept.append(item)
            elif type(met) is Decimal:
                return _at_index(value, met, frame, spot)
            elif met is not False and met is not None:
                state.note(spot, f"a filter's condition is a {kind_of(met)}, not a boolean or an index")
                return None
        return kept

    return run


def as_list(value: Any) -> list[Any]:
    """A value as the list that a filter or a loop goes through: null is none, anything else one."""
    if type(value) is list:
        return value
    return [] if value is None else [value]


def _at_index(value: Any, index: Decimal, frame: Frame, spot: Spot) -> Any:
    items = as_list(value)
    if index == index.to_integral_value() and index:
        at = int(index) if abs(index) <= len(items) else 0
        if at:
            return items[at - 1 if at > 0 else at]
    hint = "the first item is list[1]" if not index else None
    frame.run.follow(spot, f"the list has {len(items)} items, none at {index}", value, hint=hint)
    return None
