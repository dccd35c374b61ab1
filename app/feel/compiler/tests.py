"""Unary tests: a cell of a decision table, or what stands behind `in`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from ..compare import equal, meets_test, order, within
from ..run import Frame
from ..syntax import Comparison, In, Literal, Name, Node, RangeLiteral, children
from ..values import Range, kind_of
from .operators import _ORDERS, compare_slowly
from .scope import Closure, Scope, compile_node, compiles

Test = Callable[[Frame, Any], "bool | None"]


def uses_input(node: Node) -> bool:
    """Whether a test names `?`."""
    return type(node) is Name and node.name == "?" or any(uses_input(child) for child in children(node))


def compile_test(node: Node, scope: Scope) -> Test:
    """A test as a function of a frame and the value that is tested."""
    scope.unit.count += 1
    if type(node) is Comparison:
        return _comparison(node, scope)
    if type(node) is Literal:
        return _constant(node, scope)
    if type(node) is RangeLiteral and type(node.low) is Literal and type(node.high) is Literal:
        return _constant_range(node, scope)
    return _expression(node, scope)


def _comparison(node: Comparison, scope: Scope) -> Test:
    bound, op, spot = compile_node(node.operand, scope), node.op, scope.spot(node)
    if op in ("=", "!="):
        wanted = op == "="

        def same(frame: Frame, value: Any) -> bool | None:
            met = equal(value, bound(frame), frame.run)
            return None if met is None else met is wanted

        return same
    decide = _ORDERS[op]
    if type(node.operand) is Literal and type(node.operand.value) is Decimal:
        constant = node.operand.value
        return lambda frame, value: (
            decide(value, constant) if type(value) is Decimal else compare_slowly(value, op, constant, frame, spot)
        )
    return lambda frame, value: compare_slowly(value, op, bound(frame), frame, spot)


def _constant(node: Literal, scope: Scope) -> Test:
    constant, kind, spot = node.value, type(node.value), scope.spot(node)

    def slowly(frame: Frame, value: Any) -> bool | None:
        met = meets_test(value, constant, frame.run)
        if met is None:
            frame.run.follow(spot, f"{kind_of(value)} and {kind_of(constant)} cannot be compared", value)
        return met

    if kind is str or kind is Decimal or kind is bool:
        return lambda frame, value: bool(value == constant) if type(value) is kind else slowly(frame, value)
    return slowly


def _constant_range(node: RangeLiteral, scope: Scope) -> Test:
    span, general = compile_node(node, scope), _expression(node, scope)
    low, high = node.low.value, node.high.value  # type: ignore[attr-defined]
    if type(low) is not Decimal or type(high) is not Decimal or low > high:
        return general
    value_range, spot = Range(low, high, node.low_closed, node.high_closed), scope.spot(node)
    del span

    above, below = _ORDERS[">=" if node.low_closed else ">"], _ORDERS["<=" if node.high_closed else "<"]

    def test(frame: Frame, value: Any) -> bool | None:
        if type(value) is Decimal:
            return above(value, low) and below(value, high)
        met = within(value, value_range) if type(value) is not Range else equal(value, value_range)
        if met is None:
            frame.run.follow(spot, f"{kind_of(value)} is not comparable with the range", value)
        return met

    return test


def _expression(node: Node, scope: Scope) -> Test:
    closure = compile_node(node, scope)
    asks = uses_input(node)

    def test(frame: Frame, value: Any) -> bool | None:
        outcome = closure(frame)
        if asks and (type(outcome) is bool or outcome is None):
            return outcome
        return meets_test(value, outcome, frame.run)

    return test


@compiles(In)
def in_(node: In, scope: Scope) -> Closure:
    """`a in tests`."""
    value, tests = compile_node(node.value, scope), [compile_test(test, scope) for test in node.tests]
    spot = scope.spot(node)

    def run(frame: Frame) -> bool | None:
        tested, result = value(frame), False
        unknown = False
        for test in tests:
            met = test(frame, tested)
            if met:
                return True
            unknown = unknown or met is None
        if unknown:
            frame.run.follow(spot, f"a {kind_of(tested)} cannot be compared here", tested)
            return None
        return result

    return run


@compiles(Comparison)
def comparison_value(node: Comparison, scope: Scope) -> Closure:
    """`< 5` as a value: a range with one end."""
    bound, op, spot = compile_node(node.operand, scope), node.op, scope.spot(node)

    def run(frame: Frame) -> Any:
        end = bound(frame)
        if end is None or order(end, end) is None or op == "!=":
            frame.run.follow(spot, f"'{op}' makes no range with {kind_of(end)}", end)
            return None
        if op == "=":
            return Range(end, end, True, True, op)
        closed = len(op) == 2
        return Range(None, end, False, closed, op) if op[0] == "<" else Range(end, None, closed, False, op)

    return run


@compiles(RangeLiteral)
def range_literal(node: RangeLiteral, scope: Scope) -> Closure:
    """`[low..high]`."""
    low, high, spot = compile_node(node.low, scope), compile_node(node.high, scope), scope.spot(node)
    low_closed, high_closed = node.low_closed, node.high_closed

    def run(frame: Frame) -> Any:
        a, b = low(frame), high(frame)
        sign = order(a, b)
        if sign is None and not (a is None) ^ (b is None):
            frame.run.follow(spot, f"no range from {kind_of(a)} to {kind_of(b)}", a, b)
            return None
        return Range(a, b, low_closed and a is not None, high_closed and b is not None)

    return run
