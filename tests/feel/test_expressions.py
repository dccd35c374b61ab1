"""What expressions mean, by example."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.feel import compile_expression, compile_unary_tests, from_plain, names_in, text_of, to_plain

HOUSEHOLD = {
    "income": 4200,
    "申请人": {"月收入": 3100.5, "姓名": "王芳"},
    "members": [{"name": "a", "age": 34, "kin": "self"}, {"name": "b", "age": 6, "kin": "child"}],
    "monthly rent": 800,
    "born": date(1990, 2, 28),
}
CASES = [
    ("1.15 + 2.30", "3.45"),
    ("string(1.50)", "1.50"),
    ("1 / 3", "0." + "3" * 34),
    ("2 ** 10", "1024"),
    ("-3 ** 2", "9"),
    ("10 - 2 - 3", "5"),
    ("=income * 12", "50400"),
    ("申请人.月收入 * 12", "37206.0"),
    ("monthly rent / 2", "400"),
    ('if income < 5000 then "A" else "B"', "A"),
    ("count(members[age < 18])", "1"),
    ("members[1].name", "a"),
    ("members[-1].kin", "child"),
    ("members.name", '["a", "b"]'),
    ("some m in members satisfies m.age < 7", "true"),
    ("every m in members satisfies m.age < 7", "false"),
    ("for i in 1..4 return i * i", "[1, 4, 9, 16]"),
    ("for i in 3..1 return i", "[3, 2, 1]"),
    ("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]", "[1, 1, 2, 3, 5]"),
    ("for x in [1, 2], y in [x, 10] return x * y", "[1, 10, 4, 20]"),
    ("{a: 1, b: a + 1, c: b * 2}.c", "4"),
    ("{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(10)}.r", "3628800"),
    ("(function(a: number, b: number) a - b)(b: 1, a: 5)", "4"),
    ("sort([3, 1, 2], function(x, y) x > y)", "[3, 2, 1]"),
    ("[1, 2, 3, 4][item > 2]", "[3, 4]"),
    ("5 between 1 and 5 and 5 in [1..5] and not(5 in [1..5))", "true"),
    ("3 in (< 2, [3..4], 9)", "true"),
    ("[1..5] = [1..5]", "true"),
    ("[2024 - 1..2024 + 1].end", "2025"),
    ("true and null", "null"),
    ("false and null", "false"),
    ("true or null", "true"),
    ("null = null", "true"),
    ('1 = "1"', "null"),
    ("5 instance of number", "true"),
    ("[1, 2] instance of list<number>", "true"),
    ("{a: 1} instance of context<a: string>", "false"),
    ('date("2024-01-31") + duration("P1M")', "2024-02-29"),
    ('date("2026-03-02") - date("2026-03-01")', "P1D"),
    ('@"2026-03-02T10:00:00@Asia/Shanghai" = @"2026-03-02T02:00:00Z"', "true"),
    ('@"2026-03-29T01:30:00@Europe/Paris" + duration("PT1H")', "2026-03-29T03:30:00@Europe/Paris"),
    ('years and months duration(born, date("2026-03-02")).years', "36"),
    ("born.weekday", "3"),
    ("day of week(born)", "Wednesday"),
    ("date(year: 2026, month: 2, day: 29)", "null"),
    ('substring("公共租赁住房", 3, 2)', "租赁"),
    ('replace("2026-03-02", "(\\d+)-(\\d+)-(\\d+)", "$3.$2.$1")', "02.03.2026"),
    ('matches("B7", "[A-Z-[OI]]\\d")', "true"),
    ('matches("O7", "[A-Z-[OI]]\\d")', "false"),
    ('split("a;b;;c", ";")', '["a", "b", "", "c"]'),
    ('string join(["a", null, "b"], "-")', "a-b"),
    ("decimal(2.5, 0)", "2"),
    ("round half up(2.5, 0)", "3"),
    ("floor(-1.5)", "-2"),
    ("modulo(-12, 5)", "3"),
    ("median([8, 2, 5, 3])", "4"),
    ("stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"),
    ("mode([6, 3, 9, 6, 6])", "[6]"),
    ("flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"),
    ("distinct values([1, 1.0, 2])", "[1, 2]"),
    ('context put({a: 1}, "b", 2)', "{a: 1, b: 2}"),
    ('get value({a: {b: 3}}, ["a", "b"])', "3"),
    ("overlaps([1..5], [5..8])", "true"),
    ('from json("{\\"a\\": [1, 2.50]}").a[2]', "2.50"),
    ('number("1.234,5", ".", ",")', "1234.5"),
    ("is defined(income) and not(is defined(nothing))", "true"),
    ("// a comment\n1 /* and another */ + 1", "2"),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_an_expression_gives_its_value(text: str, expected: str) -> None:
    assert text_of(compile_expression(text, HOUSEHOLD)(HOUSEHOLD)) == expected


@pytest.mark.parametrize(
    ("tests", "value", "met"),
    [
        ("-", None, True),
        ("", 5, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ("> 5, [1..2]", 2, True),
        ("[1..2), null", None, True),
        ("? > income", 5000, True),
        ("< income", 5000, False),
        ("not(< 5)", 5, True),
        ("> 5", "x", None),
        ("true", True, True),
        ('contains(?, "b")', "abc", True),
        ("limits", 3, True),
        ('date("2026-01-01")', date(2026, 1, 1), True),
    ],
)
def test_unary_tests_tell_whether_a_value_meets_them(tests: str, value: object, met: bool | None) -> None:
    assert compile_unary_tests(tests)(value, {"income": 4200, "limits": [1, 3]}) is met


def test_a_name_with_a_hyphen_is_a_subtraction_unless_it_is_known() -> None:
    assert compile_expression("profit-loss")({"profit": 5, "loss": 2}) == 3
    assert compile_expression("profit-loss", ["profit-loss"])({"profit-loss": 9, "profit": 5, "loss": 2}) == 9
    assert compile_expression("`profit-loss`")({"profit-loss": 9}) == 9


def test_the_clock_is_the_callers() -> None:
    now = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    assert text_of(compile_expression('now() + duration("P1D")')({}, now=now)) == "2026-03-03T10:00:00Z"
    assert text_of(compile_expression("today()").evaluate({}, now=now)[0]) == "2026-03-02"
    value, notes = compile_expression("today()").evaluate({})
    assert value is None and "no clock" in notes[0].text


def test_the_callers_functions_are_built_ins() -> None:
    def deadline(start: object, n: Decimal, unit: str = "cd") -> object:
        if n < 0:
            raise ValueError("a deadline lies ahead")
        return f"{start}+{n}{unit}"

    functions = {"deadline": deadline, "working days between": lambda a, b: 7}
    build = lambda text: compile_expression(text, functions=functions)  # noqa: E731
    assert build('deadline(born, 10, "wd")')(HOUSEHOLD) == "1990-02-28+10wd"
    assert build("deadline(n: 3, start: 1)")({}) == "1+3cd"
    assert build("working days between(born, born) + 1")(HOUSEHOLD) == 8
    value, notes = build("deadline(born, -1)").evaluate(HOUSEHOLD)
    assert value is None and "deadline: a deadline lies ahead" in str(notes[0])


def test_plain_values_go_in_and_come_out() -> None:
    given = {
        "n": 3,
        "f": 0.1,
        "d": date(2026, 3, 2),
        "t": timedelta(hours=25),
        "l": [1, (2, 3)],
        "none": None,
        "yes": True,
    }
    value = from_plain(given)
    assert value["f"] == Decimal("0.1")
    expected = {
        "n": 3,
        "f": Decimal("0.1"),
        "d": "2026-03-02",
        "t": "P1DT1H",
        "l": [1, [2, 3]],
        "none": None,
        "yes": True,
    }
    assert to_plain(value) == expected and type(to_plain(value)["n"]) is int


def test_an_expression_tells_which_variables_it_reads() -> None:
    text = "a.b + sum(for x in list return x * rate) + count(rows[kind = item.k]) + {p: 1, q: p + z}.q + monthly rent"
    assert names_in(compile_expression(text, ["monthly rent"])) == {
        "a",
        "list",
        "rate",
        "rows",
        "kind",
        "z",
        "monthly rent",
    }


def test_an_expression_never_changes_what_it_was_given() -> None:
    rows = [{"a": 1}]
    compile_expression('[append(rows, 2), context put(rows[1], "b", 2)]')({"rows": rows})
    assert rows == [{"a": 1}]
