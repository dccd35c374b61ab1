"""Laws that hold for all values, and a seeded fuzz: no text and no value makes FEEL raise anything but a syntax error, or hang."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.feel import (
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    Time,
    compile_expression,
    compile_unary_tests,
)
from app.feel.expression import parse
from app.feel.printer import printed
from app.feel.syntax import Node
from tests.feel.fuzz import fuzz_edits, fuzz_models, fuzz_texts

NUMBERS = st.integers(-1000, 1000)
DAYS = st.dates(date(1600, 1, 1), date(2900, 12, 31))
QUICK = settings(max_examples=60, deadline=None, derandomize=True)


def feel(text: str, **variables: object) -> object:
    return compile_expression(text)(variables)


def shape(node: object) -> object:
    """A node without its offsets."""
    if isinstance(node, Node):
        return type(node).__name__, [
            shape(getattr(node, field.name)) for field in fields(node) if field.name not in ("at", "end")
        ]
    if isinstance(node, (list, tuple)):
        return [shape(part) for part in node]
    return repr(node)


def expressions() -> st.SearchStrategy[str]:
    """Texts of the grammar."""
    names = st.sampled_from(["a", "b", "monthly income", "收入", "item", "`x-y`"])
    literals = st.sampled_from(["1", "2.50", '"s"', "true", "null", '@"2026-03-02"', '@"PT1H"', "-3", '"q\\"\\n"'])
    return st.recursive(names | literals, _larger, max_leaves=12)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or"]), inner
        ).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        pair.map(lambda t: f"if {t[0]} then {t[1]} else {t[0]}"),
        pair.map(lambda t: f"for i in [{t[0]}, {t[1]}] return {t[0]}"),
        pair.map(lambda t: f"some i in {t[0]}..9 satisfies ({t[1]})"),
        pair.map(lambda t: f"[{t[0]}, {t[1]}][{t[1]}]"),
        pair.map(lambda t: f'{{k: {t[0]}, "two words": {t[1]}}}.k'),
        pair.map(lambda t: f"(function(p: number, q) {t[0]})({t[0]}, {t[1]})"),
        pair.map(lambda t: f"({t[0]}) in (< ({t[1]}), [{t[0]}..{t[1]}))"),
        pair.map(lambda t: f"({t[0]}) between ({t[1]}) and ({t[0]})"),
        pair.map(lambda t: f"substring(string: {t[0]}, start position: {t[1]})"),
        inner.map(lambda t: f"-({t})"),
        inner.map(lambda t: f"({t}) instance of list<number>"),
    )


@QUICK
@given(expressions())
def test_what_is_printed_reads_as_the_same(text: str) -> None:
    node = parse(text, ("monthly income", "two words"))
    again = parse(printed(node), ("monthly income", "two words"))
    assert shape(node) == shape(again), printed(node)


@QUICK
@given(expressions())
def test_every_expression_evaluates_without_raising(text: str) -> None:
    value, notes = compile_expression(text, ("monthly income",)).evaluate(
        {"a": 3, "b": [1, None, "x"], "monthly income": {"k": 1.5}}
    )
    assert value is None or type(value) is not float
    assert all(note.text for note in notes)


@QUICK
@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_number_is_in_a_range_as_the_comparisons_say(x: int, low: int, high: int) -> None:
    tests = {"[..]": low <= x <= high, "(..]": low < x <= high, "[..)": low <= x < high, "(..)": low < x < high}
    for signs, inside in tests.items():
        assert feel(f"x in {signs[0]}{low}..{high}{signs[-1]}", x=x) is inside
        assert compile_unary_tests(f"{signs[0]}{low}..{high}{signs[-1]}")(x, {}) is inside


@QUICK
@given(st.tuples(NUMBERS, NUMBERS).map(sorted), st.tuples(NUMBERS, NUMBERS).map(sorted))
def test_relations_of_ranges_are_converse(a: list[int], b: list[int]) -> None:
    one, two = f"[{a[0]}..{a[1]}]", f"[{b[0]}..{b[1]}]"
    for relation, converse in (
        ("before", "after"),
        ("meets", "met by"),
        ("includes", "during"),
        ("starts", "started by"),
        ("finishes", "finished by"),
    ):
        assert feel(f"{relation}({one}, {two})") is feel(f"{converse}({two}, {one})")
    assert feel(f"overlaps({one}, {two})") is feel(f"overlaps({two}, {one})")
    assert feel(f"before({one}, {two}) or after({one}, {two}) or overlaps({one}, {two})") is True


@QUICK
@given(DAYS, st.integers(-2000, 2000))
def test_days_are_added_as_python_adds_them(day: date, days: int) -> None:
    later = day + timedelta(days)
    sign = "-" if days < 0 else ""
    assert feel(f'd + duration("{sign}P{abs(days)}D")', d=day) == Date(later.year, later.month, later.day)
    assert feel("b - a", a=day, b=later) == DaysDuration(days * 86_400 * 10**9)


@QUICK
@given(DAYS, st.integers(-600, 600))
def test_months_are_added_to_the_same_or_the_last_day(day: date, months: int) -> None:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(1)).day
    assert Date(day.year, day.month, day.day).plus_months(months) == Date(year, month + 1, min(day.day, last))


@QUICK
@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_durations_add_and_read_back(a: int, b: int) -> None:
    one, two = DaysDuration(a), DaysDuration(b)
    assert feel("x + y = y + x and x + y - y = x", x=one, y=two) is True
    assert feel("duration(string(x))", x=one) == one
    months = MonthsDuration(a % 10_000)
    assert feel("duration(string(x))", x=months) == months


@QUICK
@given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
def test_hundredths_add_exactly(a: Decimal, b: Decimal) -> None:
    assert feel("a + b", a=a, b=b) == a + b
    assert feel("number(string(a))", a=a) == a


@QUICK
@given(NUMBERS, st.lists(NUMBERS, max_size=5))
def test_unary_tests_mean_what_the_expression_for_them_means(x: int, values: list[int]) -> None:
    listed = ", ".join(map(str, values)) or "-"
    assert compile_unary_tests(listed)(x, {}) is (x in values if values else True)
    for op in ("<", "<=", ">", ">="):
        assert compile_unary_tests(f"{op} y")(x, {"y": 5}) is feel(f"x {op} y", x=x, y=5)
    assert compile_unary_tests("not(> 5)")(x, {}) is feel("not(x > 5)", x=x)


@QUICK
@given(st.datetimes(timezones=st.none()))
def test_a_moment_reads_back_from_its_text(moment: object) -> None:
    value = feel("m", m=moment)
    assert isinstance(value, DateTime) and isinstance(value.time, Time)
    assert feel("date and time(string(m))", m=moment) == value


@pytest.mark.parametrize("seed", range(4))
def test_no_text_breaks_feel(seed: int) -> None:
    fuzz_texts(seed, 2500)
    fuzz_edits(seed, 1000)


@pytest.mark.parametrize("seed", range(2))
def test_no_model_breaks_dmn(seed: int) -> None:
    fuzz_models(seed, 150)
