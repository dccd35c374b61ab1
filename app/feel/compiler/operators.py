"""Arithmetic, comparison and logic. The common case of each (two numbers, a constant) has a closure of its own, for speed."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..arithmetic import TABLES, negate, operate
from ..compare import equal, order
from ..errors import Fail, Spot
from ..numbers import COSTLY
from ..run import Frame
from ..syntax import Between, Binary, InstanceOf, Junction, Literal, Negation
from ..types import Type, type_from
from ..values import kind_of
from .hints import Parts, hint_for, parts_of
from .scope import Closure, Scope, compile_node, compiles

TEMPORAL = 24  # steps that calendar arithmetic costs
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@compiles(Binary)
def binary(node: Binary, scope: Scope) -> Closure:
    """`a op b`."""
    left, right = compile_node(node.left, scope), compile_node(node.right, scope)
    if node.op in TABLES:
        return _arithmetic(node, left, right, scope)
    if node.op in _ORDERS:
        return _ordering(node, left, right, scope)
    return _equality(node, left, right, scope)


def _arithmetic(node: Binary, left: Closure, right: Closure, scope: Scope) -> Closure:
    op, spot, parts = node.op, scope.spot(node), parts_of(node.left, node.right, scope)
    both: Any = TABLES[op].get((Decimal, Decimal)) if op in ("+", "-", "*") else None

    def run(frame: Frame) -> Any:
        a, b = left(frame), right(frame)
        try:
            if both is not None and type(a) is Decimal and type(b) is Decimal:
                return both(a, b)
            if op == "**":
                frame.run.step(COSTLY)
            if type(a) is str and type(b) is str:
                frame.run.text_room(len(a) + len(b))
            elif type(a) is not Decimal or type(b) is not Decimal:
                frame.run.step(TEMPORAL)
            return operate(op, a, b)
        except Fail as fail:
            frame.run.follow(spot, fail.text, a, b, hint=_arithmetic_hint(op, a, b, parts))
        except ArithmeticError:
            frame.run.note(spot, "the number is too large or has no value")
        return None

    return run


def _arithmetic_hint(op: str, a: Any, b: Any, parts: Parts) -> str | None:
    if op == "+" and {type(a), type(b)} == {str, Decimal}:
        return "string(…) makes a string of a number, number(…) a number of a string"
    return hint_for(a, b, parts) if type(a) is not type(b) or a is None else None


def compare_slowly(a: Any, op: str, b: Any, frame: Frame, spot: Any, parts: Parts = ("", "")) -> bool | None:
    """An ordering of any two values; None, with a diagnostic, when they have none."""
    sign = order(a, b)
    if sign is not None:
        return _ORDERS[op](sign, 0)
    frame.run.follow(spot, f"{kind_of(a)} and {kind_of(b)} have no order", a, b, hint=hint_for(a, b, parts))
    return None


def _ordering(node: Binary, left: Closure, right: Closure, scope: Scope) -> Closure:
    op, spot, decide = node.op, scope.spot(node), _ORDERS[node.op]
    parts = parts_of(node.left, node.right, scope)
    if type(node.right) is Literal and type(node.right.value) is Decimal:
        bound = node.right.value

        def against_constant(frame: Frame) -> bool | None:
            a = left(frame)
            return decide(a, bound) if type(a) is Decimal else compare_slowly(a, op, bound, frame, spot, parts)

        return against_constant

    def run(frame: Frame) -> bool | None:
        a, b = left(frame), right(frame)
        if type(a) is Decimal and type(b) is Decimal:
            return decide(a, b)
        return compare_slowly(a, op, b, frame, spot, parts)

    return run


def _equality(node: Binary, left: Closure, right: Closure, scope: Scope) -> Closure:
    wanted, spot = node.op == "=", scope.spot(node)

    def slowly(a: Any, b: Any, frame: Frame) -> bool | None:
        same = equal(a, b, frame.run)
        if same is None:
            frame.run.note(spot, f"{kind_of(a)} and {kind_of(b)} cannot be compared", hint_for(a, b))
            return None
        return same is wanted

    if type(node.right) is Literal and type(node.right.value) in (str, Decimal):
        constant, kind = node.right.value, type(node.right.value)

        def against_constant(frame: Frame) -> bool | None:
            a = left(frame)
            return (a == constant) is wanted if type(a) is kind else slowly(a, constant, frame)

        return against_constant
    return lambda frame: slowly(left(frame), right(frame), frame)


@compiles(Junction)
def junction(node: Junction, scope: Scope) -> Closure:
    """`and`, `or`: the deciding value wins, also over null."""
    parts = [compile_node(part, scope) for part in node.parts]
    spot = scope.spot(node)
    return _pair(node.op, parts, spot) if len(parts) == 2 else _chain(node.op, parts, spot)


def _unsure(frame: Frame, spot: Spot, op: str, odd: list[Any]) -> None:
    kinds = " and ".join(kind_of(value) for value in odd[:3])
    frame.run.follow(spot, f"'{op}' joins what is true or false, not {kinds}", *odd)


def _chain(op: str, parts: list[Closure], spot: Spot) -> Closure:
    decider = op == "or"

    def run(frame: Frame) -> bool | None:
        odd: list[Any] = []
        for part in parts:
            value = part(frame)
            if value is decider:
                return decider
            if type(value) is not bool:
                odd.append(value)
        if not odd:
            return not decider
        _unsure(frame, spot, op, odd)
        return None

    return run


def _pair(op: str, parts: list[Closure], spot: Spot) -> Closure:
    decider = op == "or"
    first, second = parts

    def run(frame: Frame) -> bool | None:
        a = first(frame)
        if a is decider:
            return decider
        b = second(frame)
        if b is decider:
            return decider
        if type(a) is bool and type(b) is bool:
            return not decider
        _unsure(frame, spot, op, [value for value in (a, b) if type(value) is not bool])
        return None

    return run


@compiles(Negation)
def negation(node: Negation, scope: Scope) -> Closure:
    """`-a`."""
    operand, spot = compile_node(node.operand, scope), scope.spot(node)
    null_part = f"{scope.spot(node.operand).text} is null"

    def run(frame: Frame) -> Any:
        value = operand(frame)
        try:
            return negate(value)
        except Fail as fail:
            frame.run.follow(spot, fail.text, value, hint=null_part if value is None else None)
            return None

    return run


@compiles(Between)
def between(node: Between, scope: Scope) -> Closure:
    """`a between low and high`, both ends included."""
    value, low, high = (compile_node(part, scope) for part in (node.value, node.low, node.high))
    spot = scope.spot(node)

    def run(frame: Frame) -> bool | None:
        a, b, c = value(frame), low(frame), high(frame)
        above, below = order(a, b), order(a, c)
        if above is None or below is None:
            frame.run.follow(spot, f"{kind_of(a)} has no order between {kind_of(b)} and {kind_of(c)}", a, b, c)
            return None
        return above >= 0 and below <= 0

    return run


@compiles(InstanceOf)
def instance_of(node: InstanceOf, scope: Scope) -> Closure:
    """`a instance of type`."""
    value, spot = compile_node(node.value, scope), scope.spot(node.type)
    kind = type_from(node.type, scope.unit.types)
    name = node.type.name

    def unknown(frame: Frame) -> None:
        frame.run.note(spot, f"there is no type '{name}'")

    if kind is None:
        return unknown
    if type(kind) is Type:
        return lambda frame: kind.holds(value(frame))
    return lambda frame: kind.holds(frame.run.measure(value(frame)))  # every part of it is looked at
