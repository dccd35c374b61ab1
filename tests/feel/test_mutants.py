"""Mutants of decision tables: which mistakes are tried, which nobody can notice, and that the project's own cases notice the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.engine.expressions import FUNCTIONS
from app.feel import dmn, text_of
from app.feel.expression import parse, parse_tests
from app.feel.trials import Failing, Verdict, mutants, read_cases, tried, unused
from app.feel.trials.edits import edits
from tests.feel.models import decision, input_data, model, needs, table

BPMN = Path(__file__).resolve().parents[2] / "bpmn"


TABLES = sorted(path.name.removesuffix(".tests.json") for path in BPMN.glob("*.dmn.tests.json"))


@pytest.mark.parametrize("name", TABLES)
def test_the_projects_own_cases_notice_every_mistake_that_can_be_noticed(name: str) -> None:
    """`flask dmn mutate --strict` tries all kinds; these are the ones that people make when a policy changes."""
    loaded = dmn.load(BPMN / name, functions=FUNCTIONS)
    cases = read_cases((BPMN / f"{name}.tests.json").read_bytes(), loaded, "@Asia/Shanghai")
    verdicts = list(tried(loaded, cases, ("threshold", "boundary", "range end", "policy")))
    assert verdicts and [str(one.mutant) for one in verdicts if one.fate == "survived"] == []


# Which mistakes


def changed(text: str, unary: bool = True) -> set[str]:
    node = parse_tests(text, ("a", "b")) if unary else parse(text, ("a", "b", "xs"))
    return {edit.applied(text) for edit in edits(node, text)}


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("< 5", {"<= 5", "> 5", "< 4", "< 6", "-", "not(< 5)"}),
        (">= 0.50", {"> 0.50", "<= 0.50", ">= 0.49", ">= 0.51", "-", "not(>= 0.50)"}),
        ("-5", {"-6", "-4", "-", "not(-5)"}),
        ("[1..5)", {"(1..5)", "[1..5]", "[0..5)", "[2..5)", "[1..4)", "[1..6)", "-", "not([1..5))"}),
        ("]1..5[", {"[1..5[", "]1..5]", "]0..5[", "]2..5[", "]1..4[", "]1..6[", "-", "not(]1..5[)"}),
        ('date("2026-03-01")', {'date("2026-02-28")', 'date("2026-03-02")', "-", 'not(date("2026-03-01"))'}),
        ('@"PT2H"', {'@"PT1H"', '@"PT3H"', "-", 'not(@"PT2H")'}),
        ('@"P1Y"', {'@"P0M"', '@"P2Y"', "-", 'not(@"P1Y")'}),
        ('"x", "y"', {'"x\'", "y"', '"x", "y\'"', "-", 'not("x", "y")'}),
        ('not("x")', {'not("x\'")', "-", '"x"'}),
        ("null, > a", {" > a"[1:], "null", "null, >= a", "null, < a", "-", "not(null, > a)"}),
        ("true", {"false", "-", "not(true)"}),
        ("-", set()),
    ],
)
def test_the_mistakes_of_a_cell(text: str, others: set[str]) -> None:
    assert changed(text) == others


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("a and b", {"a or b"}),
        ("a and b and (a or b)", {"a or b or (a or b)", "a and b and (a and b)"}),
        ("some x in xs satisfies x > a", {"every x in xs satisfies x > a", "some x in xs satisfies x >= a", "some x in xs satisfies x < a"}),
        ("a + (b * 2)", {"a - (b * 2)", "a + (b / 2)", "a + (b * 1)", "a + (b * 3)"}),
    ],
)  # fmt: skip
def test_the_mistakes_of_an_expression(text: str, others: set[str]) -> None:
    assert changed(text, unary=False) == others


# What becomes of them

RULES = [["< 18", '"young"'], ["[18..65)", '"grown"'], [">= 65", '"old"']]


def small(rules: list[list[str]], policy: str = "UNIQUE", outputs: str = "g", kind: str = "number") -> dmn.Model:
    logic = table(["age"], [outputs], rules, policy)
    return dmn.load(model("", input_data("age", kind), decision("grade", logic, needs("age"))))


def verdicts(loaded: dmn.Model, ages: dict[Any, Any], **top: Any) -> list[Verdict]:
    cases = [
        {"name": str(a), "decision": "grade", "inputs": {"age": a}, "expected": grade} for a, grade in ages.items()
    ]
    return list(tried(loaded, read_cases(json.dumps({"cases": cases, **top}), loaded)))


def by_fate(found: list[Verdict], fate: str) -> dict[str, Verdict]:
    return {one.mutant.told: one for one in found if one.fate == fate}


def test_survivors_are_told_with_an_input_that_shows_the_difference() -> None:
    found = by_fate(verdicts(small(RULES), {10: "young", 40: "grown", 70: "old"}), "survived")
    assert {"< 18 → <= 18", "< 18 → < 17", "[18..65) → (18..65)", "[18..65) → [18..66)", ">= 65 → > 65"} <= set(found)
    one = found["< 18 → < 17"]
    assert (one.mutant.rule, one.mutant.rule_id, one.mutant.place) == (1, "r1", "age")
    assert one.example is not None and 17 <= int(one.example["age"]) < 18
    assert text_of((found[">= 65 → > 65"].example or {})["age"]) == "65"


def test_cases_on_both_sides_of_every_boundary_leave_no_survivor() -> None:
    ages = {17: "young", 18: "grown", 19: "grown", 64: "grown", 65: "old", 66: "old", 17.5: "young", 64.5: "grown"}
    found = verdicts(small(RULES), ages)
    assert by_fate(found, "survived") == {}
    assert set(by_fate(found, "equivalent")) == {"UNIQUE → FIRST", "UNIQUE → ANY"}


def test_a_change_that_a_rule_before_hides_is_equivalent() -> None:
    rules = [["< 18", '"young"'], [">= 5", '"old"'], [">= 90", '"never"']]
    found = by_fate(verdicts(small(rules, "FIRST"), {17: "young", 17.5: "young", 18: "old"}), "equivalent")
    assert {">= 5 → > 5", ">= 5 → >= 4", ">= 90 → <= 90", '>= 90 → "never" → dropped', '"never" → "never\'"'} <= set(
        found
    )
    assert all(one.why for one in found.values())


def test_what_the_cases_explain_is_no_survivor_and_an_idle_explanation_is_told() -> None:
    explained = [
        {"decision": "grade", "change": "< 18 → <= 18", "why": "nobody is 18"},
        {"decision": "grade", "change": "< 18 → <= 99", "why": "there is no such change"},
    ]
    loaded = small(RULES[:1])
    cases = read_cases(json.dumps({"cases": [], "equivalent": explained}), loaded)
    found = list(tried(loaded, cases))
    assert by_fate(found, "equivalent")["< 18 → <= 18"].why == "nobody is 18"
    assert unused(cases, found) == ["grade: < 18 → <= 99"]


def test_the_model_is_as_before_afterwards() -> None:
    loaded = small(RULES)
    before = etree.tostring(loaded.elements[loaded.node("grade")])
    assert len(verdicts(loaded, {10: "young"})) == len(list(mutants(loaded))) == 30
    assert etree.tostring(loaded.elements[loaded.node("grade")]) == before
    assert loaded.decide("grade", {"age": 18}).value == "grown" and len(loaded.setting.tables) == 1


def test_cases_that_fail_already_are_told_first() -> None:
    with pytest.raises(Failing, match="1 cases fail already"):
        verdicts(small(RULES), {10: "old"})


@pytest.mark.parametrize(
    ("policy", "outputs", "others"),
    [
        ("COLLECT", "g", {"COLLECT → UNIQUE", "COLLECT → FIRST"}),
        ("PRIORITY", 'g|"old","grown","young"', {"PRIORITY → FIRST", "PRIORITY → UNIQUE"}),
        ("FIRST", "g", {"FIRST → UNIQUE"}),
    ],
)
def test_other_hit_policies_are_tried_where_they_make_sense(policy: str, outputs: str, others: set[str]) -> None:
    assert {one.told for one in mutants(small(RULES, policy, outputs)) if one.kind == "policy"} == others


def test_the_default_output_is_a_cell_too() -> None:
    found = verdicts(small(RULES[:1], outputs='g||"other"'), {17: "young", 17.5: "young"})
    lost = [one for one in found if one.mutant.place == "output g, default"]
    assert [(one.mutant.told, one.fate) for one in lost] == [('"other" → "other\'"', "survived")]
    assert lost[0].example is not None and lost[0].example["age"] >= 18
