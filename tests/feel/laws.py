"""Laws that FEEL keeps for all values, each a function and what it is tried with. `test_laws.py` tries some, scripts/soak many."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.feel import DaysDuration, MonthsDuration, Range, compile_expression, compile_unary_tests

_34 = Context(
    prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[InvalidOperation, DivisionByZero, Overflow]
)
_POINTS = st.integers(0, 6)
_SPANS = st.tuples(_POINTS, st.integers(1, 4), st.booleans(), st.booleans()).map(
    lambda t: Range(Decimal(t[0]), Decimal(t[0] + t[1]), t[2], t[3])
)
_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)
_NANOS = st.integers(-(10**17), 10**17)


def feel(text: str, **variables: object) -> Any:
    """The value of an expression."""
    return compile_expression(text)(variables)


def _points(span: Range) -> set[int]:
    """The range in quarters of its ends' unit: between whole ends a set of points says all there is to say."""
    low, high = int(span.low * 4), int(span.high * 4)
    return {n for n in range(low, high + 1) if (n > low or span.low_closed) and (n < high or span.high_closed)}


def _defined(a: Range, b: Range) -> dict[str, bool]:
    """Allen's relations, as sets of points say them."""
    p, q = _points(a), _points(b)
    common = bool(p & q)
    return {
        "before": max(p) < min(q),
        "after": min(p) > max(q),
        "meets": a.high == b.low and a.high_closed and b.low_closed,
        "met by": a.low == b.high and a.low_closed and b.high_closed,
        "overlaps": common,
        "overlaps before": common and min(p) < min(q) and max(p) <= max(q),
        "overlaps after": common and min(p) > min(q) and max(p) >= max(q),
        "finishes": max(p) == max(q) and min(p) >= min(q),
        "finished by": max(p) == max(q) and min(q) >= min(p),
        "includes": q <= p,
        "during": p <= q,
        "starts": min(p) == min(q) and max(p) <= max(q),
        "started by": min(p) == min(q) and max(q) <= max(p),
        "coincides": p == q,
    }


def ranges_relate_as_their_points_do(a: Range, b: Range) -> None:
    """Each relation of two ranges, whatever their ends."""
    for relation, holds in _defined(a, b).items():
        assert feel(f"{relation}(a, b)", a=a, b=b) is holds, relation


def points_relate_to_ranges_as_to_their_points(n: int, a: Range) -> None:
    """A point is in, before, after, or at an end of a range."""
    at, inside = n * 4, _points(a)
    wanted = {"before(n, a)": at < min(inside), "after(n, a)": at > max(inside), "during(n, a)": at in inside}
    wanted |= {"starts(n, a)": at == min(inside), "finishes(n, a)": at == max(inside), "n in a": at in inside}
    for text, holds in wanted.items():
        assert feel(text, n=n, a=a) is holds, text


def numbers_are_decimals_of_34_digits(a: Decimal, b: Decimal) -> None:
    """Python's decimal, 34 digits, half even, is the reference."""
    a, b = _34.plus(a), _34.plus(b)
    wanted = {"+": _34.add(a, b), "-": _34.subtract(a, b), "*": _34.multiply(a, b)}
    for sign, value in wanted.items():
        assert feel(f"a {sign} b", a=a, b=b) == value, sign
    assert feel("a / b", a=a, b=b) == (_34.divide(a, b) if b else None)


def cents_lose_nothing(a: int, b: int) -> None:
    """1.15 + 2.30 = 3.45, as it never is in binary."""
    one, two, total = (f"{'-' * (n < 0)}{abs(n) // 100}.{abs(n) % 100:02}" for n in (a, b, a + b))
    assert feel(f"({one}) + ({two}) = ({total})") is True
    assert feel(f"string(({one}) + ({two}))") == (total if a + b else "0.00")


def durations_are_a_group(a: int, b: int, n: int) -> None:
    """Days and months: adding is commutative, taking away undoes it, n times is n sums."""
    for x, y in ((DaysDuration(a), DaysDuration(b)), (MonthsDuration(a % 9999), MonthsDuration(b % 9999))):
        assert feel("x + y = y + x and x + y - y = x and x - x = -x + x and -(-x) = x", x=x, y=y) is True
        assert feel("x * n = n * x and sum(for i in 1..n return x) = x * n", x=x, n=n) is True
        assert feel("if x > y then x - y > y - x else x - y <= y - x", x=x, y=y) is True


def unary_tests_are_the_expression_they_stand_for(x: int, y: int, a: Range) -> None:
    """Alone, in a list, negated."""
    low, high = f"{'[' if a.low_closed else '('}{a.low}", f"{a.high}{']' if a.high_closed else ')'}"
    tests = {f"{op} y": f"x {op} y" for op in ("<", "<=", ">", ">=", "=", "!=")}
    tests |= {f"{low}..{high}": f"x in {low}..{high}", "y": "x = y", "? + 1 > y": "x + 1 > y"}
    for (one, left), (two, right) in product(tests.items(), repeat=2):
        values = {"x": x, "y": y}
        either = feel(f"{left} or {right}", **values)
        assert compile_unary_tests(f"{one}, {two}")(x, values) is either, (one, two)
        assert compile_unary_tests(f"not({one}, {two})")(x, values) is (not either), (one, two)


LAWS: dict[str, tuple[Callable[..., None], tuple[st.SearchStrategy[Any], ...]]] = {
    law.__name__: (law, tried)
    for law, tried in (
        (ranges_relate_as_their_points_do, (_SPANS, _SPANS)),
        (points_relate_to_ranges_as_to_their_points, (st.integers(0, 10), _SPANS)),
        (numbers_are_decimals_of_34_digits, (_NUMBERS, _NUMBERS)),
        (cents_lose_nothing, (st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))),
        (durations_are_a_group, (_NANOS, _NANOS, st.integers(2, 9))),
        (unary_tests_are_the_expression_they_stand_for, (_POINTS, _POINTS, _SPANS)),
    )
}


def keeps(name: str, examples: int, *, seeded: bool) -> None:
    """Tries a law so many times."""
    law, tried = LAWS[name]
    settings(max_examples=examples, deadline=None, derandomize=seeded, database=None)(given(*tried)(law))()
