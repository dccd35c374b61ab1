"""Hit policies: which of the matched rules' outputs a decision table gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from ..arithmetic import operate
from ..compare import equal, order
from ..errors import Fail
from ..values import kind_of

Outputs = list[Any]
Rank = Callable[[Any], tuple[int, ...]]
POLICIES = {
    "U": "UNIQUE",
    "A": "ANY",
    "P": "PRIORITY",
    "F": "FIRST",
    "R": "RULE ORDER",
    "O": "OUTPUT ORDER",
    "C": "COLLECT",
}
LETTERS = {name: letter for letter, name in POLICIES.items()}
_SUMMED = ("number", "days and time duration", "years and months duration")
SIGNS = {"SUM": "+", "COUNT": "#", "MIN": "<", "MAX": ">"}


def _unique(outputs: Outputs, rank: Rank) -> Any:
    if len(outputs) > 1:
        raise Fail(f"{len(outputs)} rules match, and the hit policy allows one")
    return outputs[0]


def _any(outputs: Outputs, rank: Rank) -> Any:
    if any(equal(outputs[0], other) is not True for other in outputs[1:]):
        raise Fail("the rules that match do not agree")
    return outputs[0]


def _ordered(outputs: Outputs, rank: Rank) -> Outputs:
    return sorted(outputs, key=rank)


def _sum(outputs: Outputs) -> Any:
    total = outputs[0]
    if kind_of(total) not in _SUMMED:
        raise Fail(f"the outputs cannot be summed: one is a {kind_of(total)}")
    for output in outputs[1:]:
        total = operate("+", total, output)
    return total


def _extreme(sign: int) -> Callable[[Outputs], Any]:
    def compared(a: Any, b: Any) -> int:
        found = order(a, b)
        if found is None:
            raise Fail("the outputs of the rules that match have no order")
        return found

    def extreme(outputs: Outputs) -> Any:
        compared(outputs[0], outputs[0])  # one that has no order has none alone either
        return sorted(outputs, key=cmp_to_key(compared))[0 if sign < 0 else -1]

    return extreme


CHOOSE: dict[str, Callable[[Outputs, Rank], Any]] = {
    "U": _unique,
    "A": _any,
    "F": lambda outputs, rank: outputs[0],
    "P": lambda outputs, rank: _ordered(outputs, rank)[0],
    "R": lambda outputs, rank: outputs,
    "O": _ordered,
    "C": lambda outputs, rank: outputs,
    "C+": lambda outputs, rank: _sum(outputs),
    "C<": lambda outputs, rank: _extreme(-1)(outputs),
    "C>": lambda outputs, rank: _extreme(1)(outputs),
}


def policy_of(policy: str | None, aggregation: str | None) -> str:
    """A table's hit policy as its letter, `C` with the sign of its aggregation."""
    letter = LETTERS.get((policy or "UNIQUE").upper(), "?")
    return letter + SIGNS.get((aggregation or "").upper(), "?" if aggregation else "") if letter == "C" else letter
