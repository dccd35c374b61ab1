"""Calls of built-ins, of functions in variables, and of any function value."""

from __future__ import annotations

from typing import Any

from ..errors import Fail, Spot, nearest
from ..run import Frame
from ..syntax import Call, Name
from ..values import Function, kind_of
from .paths import MISSING, look_up, not_found
from .scope import Closure, Scope, compile_node, compiles

QUIET = frozenset(("is defined", "get or else"))


@compiles(Call)
def call(node: Call, scope: Scope) -> Closure:
    """`target(args)`."""
    args = [compile_node(arg, scope) for arg in node.args]
    if type(node.target) is Name and node.target.name in QUIET and args:
        args[0] = _quiet(args[0])
    spot = scope.spot(node)
    target = (
        _by_name(node.target, scope) if type(node.target) is Name else _by_value(compile_node(node.target, scope), spot)
    )

    def run(frame: Frame) -> Any:
        function = target(frame)
        if function is None:
            return None
        values = [arg(frame) for arg in args]
        try:
            return frame.run.call(function, values)
        except Fail as fail:
            _failed(frame, spot, fail, function, values)
            return None

    return run if node.named is None else _call_named(target, node.named, args, spot)


def _quiet(closure: Closure) -> Closure:
    """The same value, without the reasons why it is null: for functions that ask whether it is."""

    def run(frame: Frame) -> Any:
        state = frame.run
        before, noted = list(state.diagnostics), set(state.noted)
        value = closure(frame)
        state.diagnostics[:], state.noted = before, noted
        return value

    return run


def _call_named(target: Closure, names: list[str], args: list[Closure], spot: Spot) -> Closure:
    doubled = len(set(names)) < len(names)

    def run(frame: Frame) -> Any:
        function = target(frame)
        if function is None:
            return None
        values = [arg(frame) for arg in args]
        try:
            if doubled:
                raise Fail("an argument is given twice")
            return function.call_named(frame.run, dict(zip(names, values, strict=True)))
        except Fail as fail:
            _failed(frame, spot, fail, function, values, _parameter_hint(names, function))
            return None

    return run


def _failed(
    frame: Frame, spot: Spot, fail: Fail, function: Function, values: list[Any], hint: str | None = None
) -> None:
    text = fail.text if function.name == "function" else f"{function.name}: {fail.text}"
    if fail.hint or hint:
        frame.run.note(spot, text, fail.hint or hint)
    else:
        frame.run.follow(spot, text, *values)


def _parameter_hint(names: list[str], function: Function) -> str | None:
    """The nearest right name for the first parameter that the function has not."""
    known = [param.name for overload in getattr(function, "overloads", ()) for param in overload.params]
    for name in names:
        if known and name not in known:
            near = next((other for other in known if other.startswith(name)), None)
            hint = f"did you mean '{near}'?" if near else nearest(name, known)
            return f"there is no parameter '{name}'" + (f"; {hint}" if hint else "")
    return None


def _by_name(node: Name, scope: Scope) -> Closure:
    name, spot = node.name, scope.spot(node)
    builtin = scope.unit.functions.get(name)

    def find(frame: Frame) -> Function | None:
        value, _ = look_up(name, frame)
        if isinstance(value, Function):
            return value
        if builtin is not None:
            return builtin
        if value is MISSING:
            not_found(name, frame, scope, spot, "function")
        else:
            frame.run.follow(spot, f"'{name}' is {kind_of(value)}, not a function", value)
        return None

    return find


def _by_value(target: Closure, spot: Spot) -> Closure:
    def find(frame: Frame) -> Function | None:
        value = target(frame)
        if isinstance(value, Function):
            return value
        frame.run.follow(spot, f"{kind_of(value)} cannot be called", value)
        return None

    return find
