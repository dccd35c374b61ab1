"""A correction: what stood and what stands, kept with who and when; no personal number in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from app.cases import commands, queries
from app.cases.records import Case
from app.cases.rules import Change, changes
from tests.cases.households import application, id_number, member

Opener = Callable[..., Case]
CAR = {"plate": "粤C12345", "value": 80000}


def corrected(number: int, change: Callable[[dict[str, Any]], None]) -> tuple[dict[str, Any], list[Change]]:
    """The application with a change in it, and what the rule says of both."""
    before = application(number)
    after = copy.deepcopy(before)
    change(after)
    return after, changes(before, after)


def _income(after: dict[str, Any]) -> None:
    after["members"][1]["declared_monthly_income"] = "3100.50"


def _child(after: dict[str, Any]) -> None:
    after["members"].append({**member(70, "20"), "name": "林小满", "employer": None})


def _alone(after: dict[str, Any]) -> None:
    del after["members"][1]


def _home(after: dict[str, Any]) -> None:
    after["housing"] = {"houses": [{"address": "拱北", "area": 60, "share": 100, "use": "住宅"}], "disposed": []}


@pytest.mark.parametrize(
    ("change", "whats"),
    [
        (_income, ["declared_monthly_income"]),
        (lambda after: after["members"][0].update(vehicles=[CAR]), ["vehicles"]),
        (_alone, ["member"]),
        (_home, ["houses"]),
        (lambda after: after["members"][0].update(name=" "), ["name"]),
        (lambda after: after["members"][1].update(declared_monthly_income="0.00"), []),
    ],
)
def test_what_differs_is_named(change: Callable[[dict[str, Any]], None], whats: list[str]) -> None:
    before = application(1)
    before["members"][1]["declared_monthly_income"] = 0
    after = copy.deepcopy(before)
    change(after)
    assert [one.what for one in changes(before, after)] == whats


def test_who_joins_brings_what_is_declared_of_them_and_who_leaves_is_named() -> None:
    _after, found = corrected(1, _child)
    assert found[0] == Change("林小满", "member", None, "20")
    assert {one.whose for one in found} == {"林小满"} and all(one.before is None for one in found)
    _after, found = corrected(1, _alone)
    assert [(one.what, one.before, one.after) for one in found] == [
        ("member", application(1)["members"][1]["relation"], None)
    ]


def test_a_correction_stands_on_the_timeline_with_who_and_when(open_case: Opener) -> None:
    case = open_case(1)
    after, _found = corrected(1, _income)
    commands.correct_declaration(case, after, by="citizen:7")
    (entry,) = queries.corrections(case)
    assert entry.by == "citizen:7" and entry.for_applicant and "1 处" in entry.title
    (change,) = (entry.detail or {})["changes"]
    assert (change["what"], change["after"]) == ("declared_monthly_income", "3100.50")
    assert queries.members(case)[1].declared_income_fen == 310050
    kept = json.dumps(entry.detail, ensure_ascii=False)
    assert not any(id_number(n) in kept for n in (2, 3))


def test_a_correction_that_changes_nothing_leaves_no_line(open_case: Opener) -> None:
    case = open_case(1)
    assert commands.correct_declaration(case, application(1), by="citizen:7") == []
    assert queries.corrections(case) == []
