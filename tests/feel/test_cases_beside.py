"""The cases beside the project's own decision tables, one test each, and how files of cases are read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.engine.expressions import FUNCTIONS
from app.feel import Date, MonthsDuration, dmn, from_plain
from app.feel.trials import Case, CaseError, Cases, difference, play, play_one, read_cases, uncovered
from tests.feel.models import decision, input_data, model, needs, table

BPMN = Path(__file__).resolve().parents[2] / "bpmn"
TABLES = sorted(path.name.removesuffix(".tests.json") for path in BPMN.glob("*.dmn.tests.json"))


@cache
def the_model(name: str) -> dmn.Model:
    return dmn.load(BPMN / name, functions=FUNCTIONS)


@cache
def the_cases(name: str) -> Cases:
    return read_cases((BPMN / f"{name}.tests.json").read_bytes(), the_model(name), "@Asia/Shanghai")


CASES = [pytest.param(name, case, id=f"{name}: {case.name}") for name in TABLES for case in the_cases(name).cases]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_the_table_decides_as_written(name: str, case: Case) -> None:
    assert play_one(the_model(name), case).failure is None


@pytest.mark.parametrize("name", TABLES)
def test_every_rule_is_reached(name: str) -> None:
    assert [str(rule) for rule in uncovered(the_model(name), play(the_model(name), the_cases(name).cases))] == []


# How cases are written

SMALL = dmn.load(
    model(
        "",
        input_data("who"),
        input_data("day", "date"),
        decision("grade", table(["who.age"], ["g"], [["< 18", '"young"'], [">= 18", '"old"']]), needs("who")),
        decision("whole", "<literalExpression><text>{who: who, day: day, at: now()}</text></literalExpression>", needs("who", "day")),
    )
)  # fmt: skip
WHO = {"age": 17, "pets": [{"name": "cat"}]}


def read(case: dict[str, Any], **top: Any) -> Cases:
    return read_cases(json.dumps({"given": {"who": WHO}, "cases": [{"name": "one", **case}], **top}), SMALL)


def test_a_case_changes_what_is_given_by_path_and_the_given_stays() -> None:
    change = {"who.age": 18, "who.pets[1].name": "dog", "who.pets[2]": {"name": "cow"}}
    case = read({"decision": "grade", "with": change, "expected": "old"}).cases[0]
    assert case.inputs == {"who": {"age": 18, "pets": [{"name": "dog"}, {"name": "cow"}]}}
    assert play_one(SMALL, case).failure is None
    assert read({"decision": "grade", "expected": "old"}).cases[0].inputs == {"who": WHO}


def test_dates_durations_and_the_clock_are_written_as_feel_writes_them() -> None:
    inputs = {"who": ["@P1M", "@@home"], "day": "@2026-03-02"}
    expected = {"who": ["@P1M", "@@home"], "day": "@2026-03-02", "at": "@2026-03-02T00:00:00Z"}
    case = read({"decision": "whole", "inputs": inputs, "now": "2026-03-02", "expected": expected}).cases[0]
    assert case.inputs == {"who": [MonthsDuration(1), "@home"], "day": Date(2026, 3, 2)}
    assert play_one(SMALL, case).failure is None


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"decision": "grade", "expcted": "old"}, "case 1 'one': the key 'expcted' is not known; did you mean 'expected'?"),
        ({"decision": "grade"}, "case 1 'one': 'expected' is missing (or 'problem', when a diagnostic is expected)"),
        ({"expected": 1}, "case 1 'one': 'decision' is missing"),
        ({"decision": "grad", "expected": 1}, "has no decision 'grad'; did you mean 'grade'?"),
        ({"decision": "grade", "expected": 1, "with": {"who.agge": 1}}, "case 1 'one': with: 'who.agge' leads nowhere: there is no 'agge'; did you mean 'age'?"),
        ({"decision": "grade", "expected": 1, "with": {"who.pets[3]": 1}}, "'who.pets[3]' leads nowhere: there is no item 3"),
        ({"decision": "grade", "expected": 1, "with": {"who.[": 1}}, "'who.[' is no path"),
        ({"decision": "grade", "expected": 1, "inputs": {"whoo": 1}}, "'grade' needs no input 'whoo'; did you mean 'who'?"),
        ({"decision": "whole", "expected": 1}, "case 1 'one': the input 'day' is missing"),
        ({"decision": "grade", "expected": ["@2026-02-30"]}, "case 1 'one': expected[1]: '@2026-02-30' is no date, time or duration"),
        ({"decision": "grade", "expected": 1, "now": "noon"}, "case 1 'one': now: 'noon' is no date and time"),
        ({"decision": 7, "expected": 1}, "case 1 'one': 'decision' must be a JSON text"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(case: dict[str, Any], said: str) -> None:
    with pytest.raises(CaseError) as caught:
        read(case)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "this is no JSON"),
        ("[]", "the file: an object is needed"),
        ('{"cases": [], "case": []}', "the file: the key 'case' is not known; did you mean 'cases'?"),
        ('{"cases": [{"name": "a", "name": "b"}]}', "the key 'name' comes twice"),
        ('{"cases": [7]}', "case 1: an object is needed"),
        ('{"cases": [], "given": {"who": NaN}}', "NaN is no number"),
        ('{"cases": [], "equivalent": [{"decision": "grade", "change": "1 → 2"}]}', "equivalent 1: 'why' is missing"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_file_of_cases_is_refused(text: str, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_cases(text, SMALL)
    assert said in str(caught.value)


def test_two_cases_of_one_name_are_refused() -> None:
    case = {"name": "one", "decision": "grade", "expected": "young"}
    with pytest.raises(CaseError, match="taken by an earlier case"):
        read(case, cases=[case, case])


# What is told


@pytest.mark.parametrize(
    ("expected", "got", "said"),
    [
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "at a[2].b: expected 2, got 3"),
        ({"a": 1}, {"a": 1, "c": 2}, "at c: expected nothing, got 2"),
        ({"a": 1, "c": 2}, {"a": 1}, "at c: expected 2, got nothing"),
        ([1], [1, 2], "at [2]: expected nothing, got 2"),
        ("1", 1, 'expected "1", got 1'),
        (None, False, "expected null, got false"),
        ([], None, "expected [], got null"),
        (Date(2026, 3, 2), "2026-03-02", 'got "2026-03-02"'),
    ],
)
def test_the_first_place_where_values_part_is_named(expected: Any, got: Any, said: str) -> None:
    assert said in str(difference(from_plain(expected), from_plain(got)))
    assert difference(from_plain(expected), from_plain(expected)) is None


def test_an_unexpected_diagnostic_fails_a_case_and_an_expected_one_must_come() -> None:
    unasked, wanted, missing = (
        play_one(SMALL, read({"decision": "grade", **more}).cases[0]).failure
        for more in (
            {"with": {"who.age": "x"}, "expected": None},
            {"with": {"who.age": "x"}, "problem": "no rule matches"},
            {"expected": "young", "problem": "no rule matches"},
        )
    )
    assert unasked and "a diagnostic was not expected" in unasked
    assert wanted is None
    assert missing and "expected a diagnostic with 'no rule matches', got none" in missing


def test_a_rule_that_no_case_reaches_is_named_by_number_id_and_text() -> None:
    played = play(SMALL, read({"decision": "grade", "expected": "young"}).cases)
    assert [str(rule) for rule in uncovered(SMALL, played)] == [
        'grade: no case reaches rule 2 of 2 [r2]: >= 18 → "old"'
    ]
