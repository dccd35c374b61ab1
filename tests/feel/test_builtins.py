"""The list of functions that editors complete from: whole, in two languages, and what the editors' own library offers works."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from app import feel
from app.engine.expressions import FUNCTIONS
from app.feel.builtins.registry import Builtin
from tests.feel.editors import asked


@pytest.fixture(scope="module")
def offered() -> list[dict[str, Any]]:
    """Every signature of the standard's functions that the editors offer, as name and params."""
    return asked(ask="builtins")  # type: ignore[no-any-return]


def test_every_function_that_the_editors_offer_is_there(offered: list[dict[str, Any]]) -> None:
    names = {one["name"] for one in offered}
    assert len(names) == 84
    assert names - {known.name for known in feel.describe_functions()} == set()


def _takes(function: Builtin, params: list[str]) -> bool:
    """Whether arguments by these names fit a signature, their types aside."""
    for overload in function.overloads:
        names = {name for param in overload.params for name in (param.name, param.also) if name}
        needed = [param for param in overload.params if not (param.optional or param.many)]
        if set(params) <= names and all({param.name, param.also} & set(params) for param in needed):
            return True
    return False


def test_arguments_by_the_names_that_the_editors_show_are_taken(offered: list[dict[str, Any]]) -> None:
    refused = [one for one in offered if not _takes(feel.BUILTINS[one["name"]], one["params"])]
    assert refused == [{"name": "abs", "params": ["number"]}], (
        "the standard's name is n; its compatibility kit wants null for others"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('get value(context: {a: 1}, key: "a")', 1),
        ('get value(m: {a: 1}, key: "a")', 1),
        ("append(list: [1], items: [2])", [1, 2]),
        ("concatenate(lists: [[1], [2]])", [1, 2]),
        ("abs(n: -2)", 2),
        ('number(from: "1 000.5", grouping separator: " ")', Decimal("1000.5")),
    ],
)
def test_both_names_of_a_parameter_mean_the_same(text: str, value: Any) -> None:
    assert feel.compile_expression(text)() == value


def test_every_function_says_what_it_does_in_two_languages_and_what_it_gives() -> None:
    anything = {"from json", "get or else", "get value", "max", "min"}
    for one in feel.describe_functions(FUNCTIONS):
        assert one.says["zh"].endswith(("。", "？")) and not one.says["zh"].isascii(), one.name
        assert one.says["en"].endswith(".") and one.says["en"].isascii(), one.name
        assert (one.result == "any") == (one.name in anything), one.name


def test_the_trades_functions_are_listed_with_what_they_take() -> None:
    listed = {one.name: one.signature for one in feel.describe_functions(FUNCTIONS)}
    assert set(FUNCTIONS) <= set(listed)
    assert listed["deadline"] == 'deadline(from: date|date and time, n: number, unit: "wd"|"cd"|"month"): date'
    assert listed["now"] == "now(): date and time"
    assert "deadline" not in {one.name for one in feel.describe_functions()}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_is_json_for_the_browser(language: str) -> None:
    listed = [one.plain(language) for one in feel.describe_functions(FUNCTIONS)]
    assert json.loads(json.dumps(listed)) == listed
    upper = next(one for one in listed if one["name"] == "upper case")
    says = {"zh": "改为大写字母。", "en": "The string in capitals."}[language]
    assert upper["info"] == f"{says}\nupper case(string: string): string" and upper["type"] == "function"
    assert upper["params"] == [{"name": "string", "type": "string", "optional": False, "many": False}]
