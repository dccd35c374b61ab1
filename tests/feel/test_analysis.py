"""What the analysis of decision tables finds, kind by kind, and what it must not find."""

from __future__ import annotations

from typing import Any

import pytest

from app.feel import dmn, text_of
from app.feel.analysis import Finding, analyse
from tests.feel.models import decision, input_data, model, needs, table

TYPES = (
    '<itemDefinition name=\'tKind\'><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>'
    "<itemDefinition name='tPerson'><itemComponent name='age'><typeRef>number</typeRef>"
    "<allowedValues><text>[0..150]</text></allowedValues></itemComponent></itemDefinition>"
)


def found(
    inputs: dict[str, str], rules: list[list[str]], policy: str = "UNIQUE", outputs: list[str] | None = None,
    aggregation: str = "", texts: list[str] | None = None, kind: str = "Any",
) -> list[Finding]:  # fmt: skip
    """The findings of one table; `inputs` are names and types, a name may bear `|allowed values`; a rule without output gives its number."""
    outputs = outputs or ["out"]
    width = len(texts or inputs)
    rows = [rule if len(rule) > width else [*rule, str(i)] for i, rule in enumerate(rules)]
    names = [name.partition("|")[0] for name in inputs]
    parts = [input_data(name, of) for name, of in zip(names, inputs.values(), strict=True)]
    logic = table(texts or list(inputs), outputs, rows, policy, aggregation)
    return analyse(dmn.load(model(TYPES, *parts, decision("d", logic, needs(*names), kind))))


def of_kind(findings: list[Finding], kind: str) -> list[Finding]:
    return [finding for finding in findings if finding.kind == kind]


def regions(findings: list[Finding]) -> list[str]:
    return [
        "; ".join(f"{name} {tests}" for name, tests in (gap.region or {}).items()) for gap in of_kind(findings, "gap")
    ]


def one(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]


# Gaps


@pytest.mark.parametrize(
    ("kind", "cells", "gaps"),
    [
        ("number", ["< 10", "> 10"], ["x 10"]),
        ("number", ["< 10", ">= 10"], []),
        ("number", ["[0..10)", "[10..20]"], ["x < 0, > 20"]),
        ("number", ["< 1", "> 1, 1"], []),
        ("number", ["1", "2"], ["x < 1, (1..2), > 2"]),
        ("number", ["not(1)"], ["x 1"]),
        ("number", ["not([1..2))", "1"], ["x (1..2)"]),
        ("number", ["? > 5 and ? < 9", "<= 5", "? between 9 and 12", "> 12"], []),
        ("number", ["[1, 2]", "not(1, 2)"], []),
        ("number", ["< 1e40", "> 1e40"], ["x 1" + "0" * 40]),
        ("string", ['"a", "b"', 'not("a")'], []),
        ("string", ['"a"', '"b"'], ['x not("a", "b")']),
        ("string", ['< "m"', '> "m"'], ['x "m"']),
        ("tKind", ['"a"'], ['x "b"']),
        ("tKind", ['"a"', '"b"'], []),
        ("tKind", ['not("a")'], ['x "a"']),
        ("boolean", ["true"], ["x false"]),
        ("boolean", ["true", "not(true)"], []),
        ("date", ['<= date("2026-01-31")', '>= date("2026-02-01")'], []),
        ("date", ['< date("2026-01-31")', '>= date("2026-02-01")'], ["x 2026-01-31"]),
        ("date", ['[@"2026-01-01"..@"2026-03-01" + @"P1M"]', '< @"2026-01-01"'], ["x > 2026-04-01"]),
        ("time", ['< time("12:00:00")', '> time("12:00:00")'], ["x 12:00:00"]),
        ("time", ['[@"00:00:00"..@"12:00:00"]', '[@"12:00:00.001"..@"23:59:59.999"]'], []),
        ("date and time", ['< @"2026-01-01T00:00:00Z"', '> @"2026-01-01T08:00:00+08:00"'], ["x 2026-01-01T00:00:00Z"]),
        ("days and time duration", ['< duration("P1D")', '> duration("PT24H")'], ["x P1D"]),
        ("years and months duration", ['< duration("P1Y")', '>= duration("P13M")'], ["x P1Y"]),
        ("years and months duration", ['<= duration("P1Y")', '>= duration("P13M")'], []),
    ],
)  # fmt: skip
def test_a_gap_is_told_to_the_exact_boundary(kind: str, cells: list[str], gaps: list[str]) -> None:
    assert regions(found({"x": kind}, [[cell] for cell in cells])) == gaps


def test_gaps_of_several_columns_are_as_few_as_can_be_and_each_has_an_example_of_its_own() -> None:
    findings = found({"age": "number", "member": "boolean"}, [["< 18", "-"], [">= 65", "true"]])
    assert regions(findings) == ["member false; age >= 18", "age [18..65)"] or regions(findings) == [
        "age >= 18; member false",
        "age [18..65)",
    ]
    shown = [{name: text_of(value) for name, value in (gap.example or {}).items()} for gap in findings]
    assert shown == [{"age": "65", "member": "false"}, {"age": "18", "member": "true"}]


def test_null_is_a_gap_only_where_the_table_speaks_of_null() -> None:
    assert found({"x": "number"}, [["< 1"], [">= 1"]]) == []
    gap = one(found({"x": "number", "y": "number"}, [["null", "> 1"], ["< 1", "-"], [">= 1", "-"]]))
    assert gap.region == {"x": "null", "y": "<= 1"} and gap.example is not None and gap.example["x"] is None
    assert found({"x": "number"}, [["null"], ["not(null)"]]) == []


def test_allowed_values_of_the_column_and_of_the_type_bound_the_gaps() -> None:
    assert found({"x|[0..10]": "number"}, [["< 5"], [">= 5"]]) == []
    assert regions(found({"x|[0..10]": "number"}, [["< 5"]])) == ["x [5..10]"]
    assert regions(found({"x|1, 2, 3": "number"}, [["1"]])) == ["x 2, 3"]
    assert regions(found({"p": "tPerson"}, [["< 18"]], texts=["p.age"])) == ["p.age [18..150]"]
    assert regions(found({"x|null, > 0": "number"}, [["> 0"]])) == ["x null"]


@pytest.mark.parametrize(("policy", "aggregation", "told"), [
    ("UNIQUE", "", True), ("ANY", "", True), ("FIRST", "", True), ("PRIORITY", "", True), ("COLLECT", "SUM", True),
    ("COLLECT", "", False), ("COLLECT", "COUNT", False), ("RULE ORDER", "", False), ("OUTPUT ORDER", "", False),
])  # fmt: skip
def test_where_no_match_is_a_proper_result_there_is_no_gap(policy: str, aggregation: str, told: bool) -> None:
    assert bool(found({"x": "number"}, [["< 5"]], policy, aggregation=aggregation)) is told
    assert found({"x": "number"}, [["< 5"]], policy, ["out|0, 9|9"], aggregation) == []


def test_many_gaps_are_counted() -> None:
    findings = found({"x": "number", "y": "number"}, [[str(i), str(i)] for i in range(40)])
    gaps = of_kind(findings, "gap")
    assert len(gaps) == 11 and gaps[-1].reason in ("gap more", "gap many") and gaps[-1].facts["count"] > 5


def test_a_column_that_only_names_null_leaves_every_value_open() -> None:
    for kind in ("Any", "number", "string"):
        findings = found({"a": kind}, [["null"]])
        assert regions(findings) == ["a not(null)"]
        assert one(of_kind(findings, "gap")).example != {"a": None}
        overlap = one(of_kind(found({"a": kind}, [["-"], ["null"]]), "overlap"))
        assert (overlap.region, overlap.example) == ({"a": "null"}, {"a": None})
        assert of_kind(found({"a": kind}, [["-"], ["not(null)"]]), "overlap")


# Overlaps and conflicts


@pytest.mark.parametrize(
    ("kind", "a", "b", "shared"),
    [
        ("number", "<= 10", ">= 10", "10"),
        ("number", "< 10", ">= 10", None),
        ("number", "[1..5)", "(3..9]", "(3..5)"),
        ("number", "(1..2)", "1.5", "1.5"),
        ("date", '(@"2026-01-01"..@"2026-01-03")', '@"2026-01-02"', "2026-01-02"),
        ("date", '< @"2026-01-02"', '> @"2026-01-01"', None),
        ("string", '"a", "b"', 'not("a", "c")', '"b"'),
        ("string", 'not("a")', 'not("b")', 'not("a", "b")'),
        ("boolean", "true", "-", "true"),
        ("tKind", 'not("a")', 'not("b")', "null"),
    ],
)
def test_an_overlap_under_unique_is_told_to_the_exact_boundary(kind: str, a: str, b: str, shared: str | None) -> None:
    overlaps = of_kind(found({"x": kind}, [[a], [b]]), "overlap")
    assert [(finding.rules, finding.region) for finding in overlaps] == ([((1, 2), {"x": shared})] if shared else [])


def test_rules_that_all_overlap_are_told_together() -> None:
    overlap = one(of_kind(found({"x": "number"}, [["[1..5]"], ["[1..9]"], ["[1..7]"], ["< 0"]]), "overlap"))
    assert overlap.rules == (1, 2, 3) and overlap.region == {"x": "[1..5]"} and overlap.severity == "error"
    assert "rules 1-3 match together: x: [1..5], for example x = 1" in overlap.text


def test_under_any_only_disagreement_is_an_overlap_and_computed_outputs_are_named() -> None:
    rules = [["> 1", '"a"'], ["> 2", '"a"'], ["> 3", '"b"']]
    overlaps = of_kind(found({"x": "number"}, rules, "ANY"), "overlap")
    assert [finding.rules for finding in overlaps] == [(1, 3), (2, 3)]
    computed = found({"x": "number"}, [["> 1", "x + 1"], ["> 2", "x * 2"], ["<= 1", "x + 1"]], "ANY")
    assert [(finding.kind, finding.rules) for finding in computed] == [("not analysed", (1, 2))]


def test_under_priority_equal_rank_is_a_conflict_and_what_ranks_lower_everywhere_is_masked() -> None:
    outputs = ['out|"high", "low"']
    rules = [["> 5", '"low"'], ["> 1", '"high"'], ["<= 1", '"low"']]
    assert [(f.kind, f.rules) for f in found({"x": "number"}, rules, "PRIORITY", outputs)] == [("masked", (1,))]
    rules = [["> 5", '"low"'], ["> 1", '"medium"'], ["> 0", '"other"'], ["<= 0", '"low"']]
    findings = found({"x": "number"}, rules, "PRIORITY", outputs)
    assert [finding.rules for finding in of_kind(findings, "conflict")] == [(2, 3)]


# Rules that never match, or never count


@pytest.mark.parametrize(
    ("inputs", "cell", "reason"),
    [
        ({"x": "number"}, "[5..1]", "never empty"),
        ({"x": "number"}, "(5..5)", "never empty"),
        ({"x": "number"}, "? > 5 and ? < 5", "never empty"),
        ({"x": "date"}, '(@"2026-01-01"..@"2026-01-02")', "never empty"),
        ({"x": "boolean"}, "not(true, false, null)", "never empty"),
        ({"x|[0..10]": "number"}, "> 10", "never allowed"),
        ({"x": "tKind"}, '"c"', "never allowed"),
    ],
)
def test_a_rule_that_no_value_meets_is_told(inputs: dict[str, str], cell: str, reason: str) -> None:
    never = one(of_kind(found(inputs, [[cell], ["-"]], "FIRST"), "never"))
    assert (never.rules, never.reason, never.severity) == ((1,), reason, "error")


def test_two_columns_of_the_same_text_are_one_question() -> None:
    findings = found({"x": "number"}, [["> 5", "< 3"], ["<= 5", "-"], ["-", "> 5"]], texts=["x", "x"])
    assert [(finding.kind, finding.reason, finding.rules) for finding in findings] == [("never", "never both", (1,))]


def test_a_catch_all_that_null_reaches_is_not_masked() -> None:
    assert found({"x": "number"}, [["< 5"], [">= 5"], ["-"]], "FIRST") == []
    masked = one(found({"x": "number"}, [["< 5"], [">= 5"], ["null"], ["-"]], "FIRST"))
    assert (masked.kind, masked.rules, masked.facts["others"]) == ("masked", (4,), "1-3")
    untyped = found({"x": "Any"}, [["< 5"], [">= 5"], ["null"], ["-"]], "FIRST")
    assert untyped == [], "a text reaches the last rule"


def test_a_rule_is_masked_by_one_earlier_rule_or_by_several_together() -> None:
    assert one(of_kind(found({"x": "number"}, [["> 1"], ["> 2"], ["-"]], "FIRST"), "masked")).facts["others"] == "1"
    rules = [["< 5", "-"], ["-", "true"], ["9", "-"], [">= 5", "false"], ["[1..7]", "not(null)"], ["-", "-"]]
    masked = one(of_kind(found({"x": "number", "b": "boolean"}, rules, "FIRST"), "masked"))
    assert masked.rules == (5,) and masked.facts["others"] == "1, 2, 4"


def test_duplicates_and_subsumed_rules_are_told() -> None:
    rules = [["1, 2", '"a"'], ["2, 1", '"a"'], ["1", '"a"'], ["1", '"b"']]
    findings = found({"x": "number"}, rules, "COLLECT")
    assert [(f.kind, f.rules, f.facts["others"]) for f in findings] == [
        ("duplicate", (2,), "1"),
        ("subsumed", (3,), "1"),
    ]
    assert [f.kind for f in found({"x": "number"}, rules, "COLLECT", aggregation="SUM")] == [
        *["output"] * 0, "duplicate", "gap",
    ]  # fmt: skip
    spare = [["1", '"a"'], ["2", '"b"'], ["-", '"a"']]
    assert [(f.kind, f.rules) for f in found({"x": "number"}, spare, "FIRST")] == [("subsumed", (1,))]
    needed = [["1", '"a"'], ["[0..2]", '"b"'], ["-", '"a"']]
    assert found({"x": "number"}, needed, "FIRST") == []


# Constants


@pytest.mark.parametrize(
    ("kind", "cell", "text"),
    [
        ("number", '"5"', 'rule 1: "5" is a string, but x holds number'),
        ("date", '"2026-01-01"', 'rule 1: "2026-01-01" is a string, but x holds date'),
        ("date", '> @"2026-01-01T00:00:00"', "rule 1: 2026-01-01T00:00:00 is a date and time, but x holds date"),
        ("boolean", "1", "rule 1: 1 is a number, but x holds boolean"),
        ("date", '> date("2026-02-30")', 'rule 1: date("2026-02-30") has no value: '),
    ],
)
def test_a_constant_of_a_wrong_type_is_told_once(kind: str, cell: str, text: str) -> None:
    findings = found({"x": kind}, [[cell], ["-"]], "FIRST")
    assert [(f.kind, f.severity, f.rules) for f in findings] == [("type", "error", (1,))]
    assert findings[0].text.startswith(text)


def test_without_a_declared_type_kinds_may_be_mixed() -> None:
    assert found({"x": "Any"}, [["5"], ['"a"'], ["< 5"], ["> 5"], ['not("a")']]) == []


@pytest.mark.parametrize(
    ("output", "kind", "cells", "told"),
    [
        ('out|"a", "b"', "Any", ['"a"', '"c"', "null"], [("output allowed", (2,))]),
        ("out|[0..10], 99", "number", ["5", "11", "99"], [("output allowed", (2,))]),
        ("out", "tKind", ['"b"', '"c"', "1"], [("output allowed", (2,)), ("output type", (3,))]),
        ("out", "number", ['"5"', "x", "1 + 1"], [("output type", (1,))]),
        ('out|"a", "b"|"z"', "Any", ['"a"', '"a"', '"a"'], [("output allowed", ())]),
    ],
)
def test_an_output_outside_its_values_or_of_another_type_is_told(
    output: str, kind: str, cells: list[str], told: list[Any]
) -> None:
    rules = [[test, cell] for test, cell in zip(["< 1", "1", "> 1"], cells, strict=True)]
    findings = found({"x": "number"}, rules, outputs=[output], kind=kind)
    assert [(f.reason, f.rules) for f in of_kind(findings, "output")] == told


# What is not analysed


def test_a_cell_that_asks_for_more_closes_no_gap_wrongly_and_overlaps_with_nothing() -> None:
    findings = found({"x": "number", "limit": "number"}, [["> limit"], ["< 5"], ["<= 3"]], texts=["x"])
    assert [(f.kind, f.rules) for f in findings] == [("overlap", (2, 3)), ("not analysed", (1,))]
    masked = found({"x": "number", "limit": "number"}, [["> limit"], ["> limit"], ["> 1"], ["-"]], "FIRST", texts=["x"])
    assert [f.kind for f in masked] == ["not analysed"]
    rules = [["> limit", "1", '"a"'], ["> limit", "1, 2", '"a"']]
    same = found({"x": "number", "y": "number", "limit": "number"}, rules, "COLLECT", texts=["x", "y"])
    assert [(f.kind, f.rules) for f in same] == [("subsumed", (1,)), ("not analysed", (1, 2))]


def test_what_else_can_be_analysed_still_is() -> None:
    rules = [["> limit", "< 1"], ["<= limit", "[1..2]"]]
    findings = found({"x": "number", "y": "number", "limit": "number"}, rules, texts=["x", "y"])
    assert [f.kind for f in findings] == ["gap", "not analysed"]
    assert regions(findings) == ["y > 2"]


def test_columns_of_lists_are_named_and_left_out() -> None:
    findings = found({"x": "list", "y": "number"}, [['list contains(?, "a")', "< 1"], ["-", ">= 1"]])
    assert [(f.kind, f.reason) for f in findings] == [("not analysed", "column")]


def test_columns_that_read_the_same_variable_are_not_judged_together() -> None:
    findings = found({"x": "number"}, [["> 5", "true"], ["<= 5", "false"]], texts=["x", "x > 5"])
    assert [(f.kind, f.reason) for f in findings] == [("not analysed", "dependent")]
    alone = found({"x": "number"}, [["> 5", "-"], ["< 5", "-"]], texts=["x", "x > 5"])
    assert regions(alone) == ["x 5"]


def test_allowed_values_that_are_computed_leave_gaps_unknown() -> None:
    findings = found({"x|> limit": "number", "limit": "number"}, [["> 5"]], texts=["x|> limit"])
    assert [(f.kind, f.reason) for f in findings] == [("not analysed", "domain")]


def test_one_decision_may_be_asked_for_alone() -> None:
    logic = table(["x"], ["out"], [["< 1", "1"]])
    loaded = dmn.load(model(input_data("x"), decision("a", logic, needs("x")), decision("b", logic, needs("x"))))
    assert [f.decision for f in analyse(loaded)] == ["a", "b"] and [f.decision for f in analyse(loaded, "b")] == ["b"]
    with pytest.raises(dmn.DmnError, match="no decision"):
        analyse(loaded, "c")
