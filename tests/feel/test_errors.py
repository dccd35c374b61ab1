"""What is said when something is wrong: where, what, and the nearest right name; and what is bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.feel import FeelSyntaxError, Limits, NotATimer, compile_expression, is_iso_timer, timer
from app.feel.iso import datetime_from

VARIABLES = {"total": 3, "name": "x", "income": None, "rows": [1, 2]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("totl * 2 > 5", "variable 'totl' not found (column 1); did you mean 'total'?"),
        (
            "1 +\n string lenght(name)",
            "function 'string lenght' not found (line 2, column 2); did you mean 'string length'?",
        ),
        ("income > 5", "null and number have no order (column 1); income is null"),
        (
            "name + 1",
            "string and number cannot be added (column 1); string(…) makes a string of a number, number(…) a number of a string",
        ),
        ("{total: 1}.totla", "the context has no entry 'totla' (column 1); did you mean 'total'?"),
        ("rows[5]", "the list has 2 items, none at 5 (column 1)"),
        ('date("2026-02-30")', "date: '2026-02-30' is no date, such as 2026-03-02 (column 1)"),
        (
            '"2026-01-01" < date("2026-02-01")',
            "string and date have no order (column 1); date(…) makes a date of a string",
        ),
        ("not(income)", "not: null is neither true nor false (column 1)"),
        ("total / 0", "division by zero (column 1)"),
        ('1 = "1"', "number and string cannot be compared (column 1); number(…) makes a number of a string"),
        ('matches("a", "(a)\\1")', "matches: back-references are not supported in patterns (column 1)"),
    ],
)
def test_a_null_says_why_it_is_null(text: str, message: str) -> None:
    value, notes = compile_expression(text).evaluate(VARIABLES)
    assert value is None and str(notes[0]) == message


def test_a_null_that_was_meant_says_nothing() -> None:
    for text in (
        "null",
        "income",
        "if total > 2 then null else 1",
        "income = null",
        "get or else(nothing, null)",
        "max([])",
    ):
        assert compile_expression(text).evaluate(VARIABLES)[1] == []


def test_consequences_are_folded_under_their_cause() -> None:
    notes = compile_expression("(totl * 2 + 1) > 5 and total = 3").evaluate(VARIABLES)[1]
    assert len(notes) == 1 and len(notes[0].consequences) == 4


def test_a_loop_says_the_same_thing_once() -> None:
    notes = compile_expression("for i in 1..1000 return totl").evaluate(VARIABLES)[1]
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("text", "line", "column", "found", "expected", "hint"),
    [
        ("1 +", 1, 4, "the end", "a value", None),
        ("if a thn 1 else 2", 1, 10, "'1'", "'then'", "did you mean 'then'?"),
        ("a == 2", 1, 4, "'='", "a value", "equality is written with one ="),
        ("max(1，2)", 1, 6, "'，'", "','", "'，' is a full-width sign; type ,"),
        ('a and\n"b', 2, 1, "a string that is not closed", 'a closing "', None),
        ("'a'", 1, 1, "'''", "a value", 'strings stand in double quotes, "…"'),
        ("[1, 2", 1, 6, "the end", "']'", "the [ at character 1 is not closed"),
        ("f(1 2)", 1, 5, "'2'", "',' or ')'", "an operator stands between two values"),
        ('@"2026-02-30"', 1, 1, "'@\"2026-02-30\"'", "an ISO date, time, date and time, or duration after @", None),
        ("(" * 200 + "1" + ")" * 200, 1, 61, "'('", "an expression nested less deep", None),
    ],
)
def test_a_syntax_error_says_where_and_what(
    text: str, line: int, column: int, found: str, expected: str, hint: str | None
) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        compile_expression(text)
    error = caught.value
    assert (error.line, error.column, error.found, error.expected, error.hint) == (line, column, found, expected, hint)


MISTAKES = [
    line.split("\t")
    for line in Path(__file__).with_name("mistakes.tsv").read_text(encoding="utf-8").splitlines()
    if line
]
KNOWN = {
    "收入": 4200,
    "人口": 3,
    "name": "x",
    "income": 5,
    "list": [1, 2, 3],
    "申请人": {"月收入": 1000, "姓名": "张"},
    "d": None,
    "a": 1,
    "b": 2,
    "day": "2026-03-02",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_what_analysts_write_by_mistake_is_answered_with_the_way_out(text: str, message: str) -> None:
    try:
        notes = compile_expression(text).evaluate(KNOWN)[1]
    except FeelSyntaxError as error:
        assert str(error) == message
    else:
        assert [str(note) for note in notes] == [message]  # one cause; what follows from it is folded under it


TENFOLD = ", ".join(f"{b}: [{', '.join([a] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
GREEDY = [
    'string join(for i in 1..10000000 return "x")',
    "some x in 1..100000 satisfies some y in 1..100000 satisfies x * y = -1",
    "{f: function(n) f(n + 1), r: f(1)}.r",
    "{f: function(n) if n < 1 then 1 else f(n - 1) + f(n - 2), r: f(30)}.r",
    f"{{a: 1, {TENFOLD}, r: string(i)}}",
    f"{{a: 1, {TENFOLD}}}",
    f"{{a: 1, {TENFOLD}, r: [i] = [i[1]]}}.r",
    "for i in 0..100000 return if i = 0 then [] else [partial[-1]]",
    "for i in 1..1000000 return 9 ** 0.123456789",
    'for i in 1..100000 return matches("a", "b" + string(i))',
    'for i in 1..100000 return replace("aaaaaaaaaa", "a", "b")',
    "distinct values(for i in 1..20000 return [i])",
]


@pytest.mark.parametrize("text", GREEDY)
def test_nothing_blocks_a_worker(text: str) -> None:
    """How long each takes is measured by scripts/bench feel; that each is stopped at all is what fails here."""
    for limits in (Limits.gateway(), Limits()):
        value, notes = compile_expression(text, limits=limits).evaluate({})
        assert value is None and "make the expression smaller" in str(notes[0])


def test_expressions_without_a_bound_have_values_all_the_same() -> None:
    assert compile_expression("9 ** 9 ** 9 ** 9")({}) is not None  # from left to right: 9 ** 729
    assert compile_expression('matches("' + "a" * 50_000 + '", "(a*)*b")')({}) is False


SINCE = datetime_from("2026-01-31T09:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "due", "repeats"),
    [
        ("PT1H", "2026-01-31T10:00:00+08:00", 1),
        ("P1M", "2026-02-28T09:00:00+08:00", 1),
        ("R3/PT1H", "2026-01-31T10:00:00+08:00", 3),
        ("R/P1D", "2026-02-01T09:00:00+08:00", None),
        ("R2/2026-03-02T00:00:00Z/P1D", "2026-03-03T00:00:00Z", 2),
        ("2026-03-02T00:00:00+08:00", "2026-03-02T00:00:00+08:00", 1),
        ("2026-03-02T08:30Z", "2026-03-02T08:30:00Z", 1),
        ("2026-03-02", "2026-03-02T00:00:00", 1),
    ],
)
def test_a_timer_is_an_iso_text_or_a_value(text: str, due: str, repeats: int | None) -> None:
    assert SINCE is not None and is_iso_timer(text)
    found = timer(text)
    assert (str(found.due(SINCE)), found.repeats) == (due, repeats)


def test_what_is_no_timer_is_told() -> None:
    assert not is_iso_timer("duration(x)")
    with pytest.raises(NotATimer, match="is no timer; write a duration"):
        timer("tomorrow")
    assert timer(compile_expression('duration("PT2H")')({})).after is not None


def test_a_wrong_parameter_gets_the_right_name() -> None:
    for given, right in (("start", "start position"), ("strat position", "start position"), ("sting", "string")):
        note = compile_expression(f'substring({given}: "a")').evaluate({})[1][0]
        assert note.hint == f"there is no parameter '{given}'; did you mean '{right}'?"
