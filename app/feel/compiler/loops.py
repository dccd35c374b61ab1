"""`for`, `some`, `every`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from ..compare import order
from ..errors import Fail
from ..numbers import is_whole
from ..run import Frame, Run
from ..syntax import For, Iterator_, Quantified
from ..temporal import Date
from ..values import Range, kind_of
from .scope import Closure, Scope, compile_node, compiles, weighed

Domain = Callable[[Frame], "Iterator[Any] | range | list[Any] | None"]
ROUND = 4
"""What a round of a loop costs beside its body: its frame and its place in the result (measured: about a microsecond)."""


def _days(numbers: Iterable[int], run: Run) -> Iterator[Date]:
    for number in numbers:
        run.step(3)
        yield Date.of_epoch(number)


def _span(low: Any, high: Any, run: Run) -> Iterator[Any]:
    """The numbers or days from one to the other, up or down, both included. Raises Fail."""
    if (
        type(low) is Decimal
        and type(high) is Decimal
        and is_whole(low)
        and is_whole(high)
        and max(low.adjusted(), high.adjusted()) < 30
    ):
        a, b = int(low), int(high)
        return map(Decimal, range(a, b + 1) if a <= b else range(a, b - 1, -1))
    if type(low) is Date and type(high) is Date:
        a, b = low.epoch, high.epoch
        return _days(range(a, b + 1) if a <= b else range(a, b - 1, -1), run)
    raise Fail(f"a loop cannot go from {kind_of(low)} to {kind_of(high)}")


def _over_range(span: Range, run: Run) -> Iterator[Any]:
    if span.low is None or span.high is None:
        raise Fail("a loop needs a range with both ends")
    if order(span.low, span.high) == 1:
        raise Fail("the range ends before it starts")
    items = _span(span.low, span.high, run)
    return (
        item
        for item in items
        if (span.low_closed or order(item, span.low) != 0) and (span.high_closed or order(item, span.high) != 0)
    )


def _domain(node: Iterator_, scope: Scope) -> Domain:
    domain, spot = compile_node(node.domain, scope), scope.spot(node)
    high = compile_node(node.high, scope) if node.high is not None else None

    def run(frame: Frame) -> Any:
        value = domain(frame)
        end = high(frame) if high else None
        try:
            if high is not None:
                return _span(value, end, frame.run)
            if type(value) is list:
                return value
            if type(value) is Range:
                return _over_range(value, frame.run)
        except Fail as fail:
            frame.run.follow(spot, fail.text, value, end)
            return None
        if value is None:
            frame.run.follow(spot, "a loop over null", value)
            return None
        return [value]

    return run


class Rounds:
    """The nested iterators of a loop: one frame for every combination."""

    __slots__ = ("names", "domains", "weight")

    def __init__(self, iterators: list[Iterator_], scope: Scope) -> None:
        self.names = [iterator.name for iterator in iterators]
        self.domains: list[Domain] = []
        self.weight = 1
        for iterator in iterators:
            self.domains.append(_domain(iterator, scope))
            scope = scope.inner([iterator.name])

    def frames(self, frame: Frame, level: int = 0) -> Iterator[Frame | None]:
        """Each combination's frame; None once where a domain is null."""
        items = self.domains[level](frame)
        if items is None:
            yield None
            return
        name, run, weight, last = self.names[level], frame.run, self.weight, level + 1 == len(self.names)
        for item in items:
            run.step(weight)
            inner = Frame({name: item}, frame, run)
            if last:
                yield inner
            else:
                yield from self.frames(inner, level + 1)


def _body_scope(iterators: list[Iterator_], scope: Scope) -> Scope:
    for iterator in iterators:
        scope = scope.inner([iterator.name])
    return scope


@compiles(For)
def for_(node: For, scope: Scope) -> Closure:
    """`for … return …`; the body sees the results so far as `partial`."""
    outer = scope.inner(["partial"])
    rounds = Rounds(node.iterators, outer)
    body, weight = weighed(node.body, _body_scope(node.iterators, outer))
    rounds.weight = weight + ROUND

    def run(frame: Frame) -> Any:
        results: list[Any] = []
        most = frame.run.limits.items
        for inner in rounds.frames(Frame({"partial": results}, frame, frame.run)):
            if inner is None:
                return None
            results.append(body(inner))
            if len(results) > most:
                frame.run.room_for(len(results))
        return list(results)

    return run


@compiles(Quantified)
def quantified(node: Quantified, scope: Scope) -> Closure:
    """`some`, `every`."""
    rounds = Rounds(node.iterators, scope)
    body, weight = weighed(node.body, _body_scope(node.iterators, scope))
    rounds.weight = weight + ROUND
    spot, decider = scope.spot(node), node.kind == "some"

    def run(frame: Frame) -> bool | None:
        odd: list[Any] = []
        for inner in rounds.frames(frame):
            met = None if inner is None else body(inner)
            if met is decider:
                return decider
            if type(met) is not bool:
                odd.append(met)
        if odd:
            frame.run.follow(spot, f"a condition is {kind_of(odd[0])}, not a boolean", odd[0])
            return None
        return not decider

    return run
