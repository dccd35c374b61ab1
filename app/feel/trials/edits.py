"""Small changes of a FEEL text, each as somebody might mistake it: a figure off by one step, an end open instead of closed, < for >."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..iso import temporal_from
from ..syntax import (
    Binary,
    Call,
    Comparison,
    Junction,
    Literal,
    Name,
    Node,
    Quantified,
    RangeLiteral,
    Tests,
    children,
)
from ..temporal import NANOS, Date, DateTime, DaysDuration, MonthsDuration, Time
from ..text import literal_of

_TEMPORAL = ("date", "time", "date and time", "duration")
_OPPOSITE = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "!=", "!=": "=", "+": "-", "-": "+", "*": "/", "/": "*"}
_NEIGHBOUR = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_SURROUNDINGS = 14
_WHOLE = 60


@dataclass(frozen=True)
class Edit:
    """Another text in the place from `at` to `end`."""

    kind: str
    at: int
    end: int
    new: str

    def applied(self, text: str) -> str:
        """The whole text, changed."""
        return text[: self.at] + self.new + text[self.end :]

    def shown(self, text: str) -> tuple[str, str]:
        """Before and after: whole where the text is short, else the place with what stands around it."""
        if len(text) <= _WHOLE:
            return text.strip(), self.applied(text).strip()
        low, high = max(0, self.at - _SURROUNDINGS), min(len(text), self.end + _SURROUNDINGS)
        head, tail = "…" * (low > 0) + text[low : self.at], text[self.end : high] + "…" * (high < len(text))
        return " ".join(f"{head}{text[self.at : self.end]}{tail}".split()), " ".join(f"{head}{self.new}{tail}".split())


def edits(node: Node, text: str) -> Iterator[Edit]:
    """The changes of an expression or of unary tests that were read from a text."""
    change = _CHANGES.get(type(node))
    if change is not None:
        yield from change(node, text)
    if isinstance(node, Call) and _temporal_text(node) is not None:
        return
    for part in children(node):
        yield from edits(part, text)


def _literal(node: Literal, text: str) -> Iterator[Edit]:
    value = node.value
    if isinstance(value, bool):
        yield Edit("constant", node.at, node.end, "false" if value else "true")
    elif isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        step = Decimal(1).scaleb(min(0, exponent if isinstance(exponent, int) else 0))
        for other in (value - step, value + step):
            yield Edit("threshold", node.at, node.end, f"{other:f}")
    elif isinstance(value, str):
        yield Edit("constant", node.at, node.end, literal_of(f"{value}'"))
    elif value is not None:
        yield from (Edit("threshold", node.at, node.end, f'@"{other}"') for other in neighbours(value))


def _call(node: Call, text: str) -> Iterator[Edit]:
    """`date("2026-01-01")` is a constant; its day is what is shifted."""
    inner = _temporal_text(node)
    if inner is not None:
        for other in neighbours(temporal_from(inner.value)):
            yield Edit("threshold", inner.at, inner.end, f'"{other}"')


def _temporal_text(node: Call) -> Literal | None:
    named = isinstance(node.target, Name) and node.target.name in _TEMPORAL and len(node.args) == 1
    inner = node.args[0] if named else None
    known = isinstance(inner, Literal) and isinstance(inner.value, str) and temporal_from(inner.value) is not None
    return inner if known and isinstance(inner, Literal) else None


def neighbours(value: Any) -> Iterator[Any]:
    """The values one step before and after: a day, a month, or the finest unit that a time or duration is written in."""
    for way in (-1, 1):
        if isinstance(value, Date):
            yield Date.of_epoch(value.epoch + way)
        elif isinstance(value, MonthsDuration):
            yield MonthsDuration(value.months + way * (12 if value.months % 12 == 0 and value.months else 1))
        elif isinstance(value, DaysDuration):
            yield DaysDuration(value.nanos + way * _unit(value.nanos))
        elif isinstance(value, DateTime):
            yield value.at_local(value.local + way * _unit(value.time.local))
        elif isinstance(value, Time):
            yield value.at_local((value.local + way * _unit(value.local)) % (86_400 * NANOS))


def _unit(nanos: int) -> int:
    """The coarsest of day, hour, minute, second that a span is a multiple of."""
    units = (86_400 * NANOS, 3600 * NANOS, 60 * NANOS, NANOS)
    return next((unit for unit in units if nanos and nanos % unit == 0), 60 * NANOS if not nanos else 1_000_000)


def _operator(op: str, at: int, end: int) -> Iterator[Edit]:
    if op in _NEIGHBOUR:
        yield Edit("boundary", at, end, _NEIGHBOUR[op])
    if op in _OPPOSITE:
        yield Edit("operator", at, end, _OPPOSITE[op])


def _comparison(node: Comparison, text: str) -> Iterator[Edit]:
    if text.startswith(node.op, node.at):
        yield from _operator(node.op, node.at, node.at + len(node.op))


def _binary(node: Binary, text: str) -> Iterator[Edit]:
    at = text.find(node.op, node.left.end, node.right.at)
    if at >= 0:
        yield from _operator(node.op, at, at + len(node.op))


def _junction(node: Junction, text: str) -> Iterator[Edit]:
    """All of its operators at once: `and` and `or` do not mix without parentheses as they read."""
    other, new = "or" if node.op == "and" else "and", ""
    at = node.parts[0].at
    for part, following in zip(node.parts, node.parts[1:], strict=False):
        place = text.find(node.op, part.end, following.at)
        if place < 0:
            return
        new += text[at:place] + other
        at = place + len(node.op)
    yield Edit("operator", node.parts[0].at, at, new)


def _range(node: RangeLiteral, text: str) -> Iterator[Edit]:
    first, last = text[node.at], text[node.end - 1]
    if first in "[(]" and last in "])[":
        yield Edit("range end", node.at, node.at + 1, "(" if node.low_closed else "[")
        yield Edit("range end", node.end - 1, node.end, ")" if node.high_closed else "]")


def _quantified(node: Quantified, text: str) -> Iterator[Edit]:
    if text.startswith(node.kind, node.at):
        other = "every" if node.kind == "some" else "some"
        yield Edit("operator", node.at, node.at + len(node.kind), other)


def _tests(node: Tests, text: str) -> Iterator[Edit]:
    if not node.tests:
        return
    yield Edit("condition", 0, len(text), "-")
    inner = text[node.tests[0].at : node.tests[-1].end]
    yield Edit("operator", 0, len(text), inner if node.negated else f"not({inner})")
    for i, test in enumerate(node.tests if len(node.tests) > 1 else []):
        if not isinstance(test, Literal) or test.value is None:  # other constants are shifted, which drops them too
            at, end = (test.at, node.tests[1].at) if i == 0 else (node.tests[i - 1].end, test.end)
            yield Edit("alternative", at, end, "")


_CHANGES: dict[type, Callable[[Any, str], Iterator[Edit]]] = {
    Literal: _literal,
    Call: _call,
    Comparison: _comparison,
    Binary: _binary,
    Junction: _junction,
    RangeLiteral: _range,
    Quantified: _quantified,
    Tests: _tests,
}
