"""DMN models that are drawn wrong, or right in an unusual way: what they decide, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from app.feel import dmn, to_plain
from tests.feel.models import NAMESPACE, decision, input_data, literal, model, needs, table

CALLS_S = needs("s", kind="requiredKnowledge")
CALLS_F = needs("f", kind="requiredKnowledge")


def decided(*parts: str, by: str = "d", **inputs: Any) -> tuple[object, list[str], list[str]]:
    """The plain value, the diagnostics and the model's problems."""
    found = dmn.load(model(*parts))
    result = found.decide(by, inputs)
    return to_plain(result.value), [str(note) for note in result.diagnostics], [str(note) for note in found.problems]


def tabled(
    outputs: list[str], rules: list[list[str]], policy: str, sign: str = "", a: Any = 1
) -> tuple[object, list[str], list[str]]:
    """The same for a table over one input `a`."""
    return decided(input_data("a"), decision("d", table(["a"], outputs, rules, policy, sign), needs("a")), a=a)


def service(name: str, outputs: list[str], inputs: tuple[str, ...] = (), given: tuple[str, ...] = ()) -> str:
    refs = [("outputDecision", outputs), ("inputDecision", given), ("inputData", inputs)]
    inner = "".join(f'<{kind} href="#{target}"/>' for kind, targets in refs for target in targets)
    return f'<decisionService id="{name}" name="{name}">{inner}</decisionService>'


def knowledge(name: str, params: str, body: str, required: str = "", kind: str = "FEEL") -> str:
    inner = "".join(f'<formalParameter name="{param}" typeRef="number"/>' for param in params)
    logic = f'<encapsulatedLogic kind="{kind}">{inner}{body}</encapsulatedLogic>'
    return f'<businessKnowledgeModel id="{name}" name="{name}">{logic}{required}</businessKnowledgeModel>'


POLICIES = ["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]
SINGLE = POLICIES[:4]
SIGNS = ["SUM", "COUNT", "MIN", "MAX"]
ALL = [(policy, "") for policy in POLICIES] + [("COLLECT", sign) for sign in SIGNS]


@pytest.mark.parametrize(("policy", "sign"), ALL)
def test_no_match_is_the_default_an_empty_list_or_said(policy: str, sign: str) -> None:
    rules = [["> 9", "1"]]
    value, notes, _ = tabled(["x|1, 7"], rules, policy, sign)
    if policy not in SINGLE and not sign:
        assert (value, notes) == ([], [])
    elif sign == "COUNT":
        assert (value, notes) == (0, [])
    else:
        assert (value, notes) == (None, ["no rule matches and there is no default output"])
    assert tabled(["x|1, 7|7"], rules, policy, sign)[:2] == (0 if sign == "COUNT" else 7, [])
    if not sign:
        assert tabled(["x|1, 7|7", "y|2"], [["> 9", "1", "2"]], policy)[0] == {"x": 7, "y": None}


@pytest.mark.parametrize(("policy", "sign"), ALL)
def test_null_meets_null_and_what_asks_nothing_and_is_no_slip(policy: str, sign: str) -> None:
    rules = [["null", "1"], ["> 0", "3"], ["not(null)", "3"], ["[1..5]", "3"], ['"x"', "3"], ["-", "1"]]
    value, notes, _ = tabled(["x|3, 1"], rules, policy, sign, a=None)
    if policy == "UNIQUE":
        assert (value, notes) == (None, ["2 rules match, and the hit policy allows one"])
        return
    wanted = {"SUM": 2, "COUNT": 2, "MIN": 1, "MAX": 1}.get(sign, 1 if policy in SINGLE else [1, 1])
    assert (value, notes) == (wanted, [])
    # a rule that says null means null: nothing is to be explained, though other cells could not be compared
    if policy in SINGLE:
        assert tabled(["x|1"], [["> 0", "1"], ["null", "null"]], policy, a=None)[:2] == (None, [])


def test_no_match_names_the_input_that_is_null() -> None:
    assert tabled(["x"], [["> 0", "1"]], "UNIQUE", a=None)[1] == [
        "no rule matches and there is no default output; a is null"
    ]
    assert tabled(["x"], [["5", "1"]], "UNIQUE", a="z")[1][0] == "string and number cannot be compared (column 1)"


@pytest.mark.parametrize("sign", ["SUM", "MIN", "MAX"])
def test_only_what_can_be_aggregated_is(sign: str) -> None:
    """DMN 1.5, 10.3.4.4 and 8.2.11: aggregation is FEEL's sum, min, max, and of one output only."""
    for rules in ([["-", "null"]], [["-", "1"], ["-", "null"]], [["-", "{a: 1}"]]):
        value, notes, _ = tabled(["x"], rules, "COLLECT", sign)
        assert value is None and len(notes) == 1
    assert (tabled(["x"], [["-", '"a"'], ["-", '"b"']], "COLLECT", sign)[0] is None) is (sign == "SUM")
    value, notes, problems = tabled(["x", "y"], [["-", "1", "2"]], "COLLECT", sign)
    assert value is None and notes and problems == ["only one output can be aggregated"]
    days = [["-", 'duration("P1D")'], ["-", 'duration("P2D")']]
    assert tabled(["x"], days, "COLLECT", sign)[0] == {"SUM": "P3D", "MIN": "P1D", "MAX": "P2D"}[sign]


def test_priorities_go_column_by_column_by_the_output_values_or_the_types() -> None:
    rules = [["-", '"low"', '"b"'], ["-", '"high"', '"b"'], ["-", '"high"', '"a"'], ["-", '"odd"', '"a"']]
    outputs = ['risk|"high", "low"', 'kind|"a", "b"']
    assert tabled(outputs, rules, "PRIORITY")[0] == {"risk": "high", "kind": "a"}
    ordered = tabled(outputs, rules, "OUTPUT ORDER")[0]
    assert [f"{row['risk']} {row['kind']}" for row in ordered] == ["high a", "high b", "low b", "odd a"]  # type: ignore[attr-defined]
    assert tabled(["x"], [["-", "1"]], "PRIORITY")[2] == [
        "the hit policy needs output values, the most important first"
    ]
    levels = (
        '<itemDefinition name="T"><typeRef>string</typeRef><allowedValues><text>"high", "low"</text></allowedValues>'
    )
    drawn = table(["a"], ["x"], [["-", '"low"'], ["-", '"high"']], "PRIORITY")
    drawn = drawn.replace('<output name="x">', '<output name="x" typeRef="T">')
    parts = [levels + "</itemDefinition>", input_data("a"), decision("d", drawn, needs("a"))]
    assert decided(*parts, a=1) == ("high", [], [])


@pytest.mark.parametrize(
    ("outputs", "rules", "policy", "sign", "problem"),
    [
        (["x"], [["-", "1"]], "COLLECT", "AVERAGE", "the aggregation AVERAGE is not known"),
        (["x"], [["-", "1"]], "BEST", "", "the hit policy BEST is not known"),
        (["x", "x"], [["-", "1", "2"]], "UNIQUE", "", "several outputs need a name each, and each its own"),
        (["", ""], [["-", "1", "2"]], "UNIQUE", "", "several outputs need a name each, and each its own"),
        (["x"], [["-", ""]], "UNIQUE", "", "rule 1 has no output; write null where none is meant"),
        (["x"], [["-", "-"]], "UNIQUE", "", "rule 1 has no output; write null where none is meant"),
        (["x"], [["-"]], "UNIQUE", "", "rule 1 has 0 output cells, the table 1 outputs"),
    ],
)
def test_a_table_that_is_drawn_wrong_is_a_problem_of_its_model(
    outputs: list[str], rules: list[list[str]], policy: str, sign: str, problem: str
) -> None:
    assert problem in tabled(outputs, rules, policy, sign)[2]


ENTRY = '<contextEntry><variable name="p"/>' + literal("1") + "</contextEntry>"
LONE = "<contextEntry>" + literal("1") + "</contextEntry>"


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([decision("d", literal("1")), decision("d", literal("2")).replace('id="d"', 'id="e"')], "the name 'd'"),
        ([decision("d", literal("1")), decision("e", literal("2")).replace('id="e"', 'id="d"')], "the id 'd'"),
        (
            [decision("d", literal("1"), kind="nummber")],
            "there is no type 'nummber'; did you mean 'number'?",
        ),
        ([decision("d", literal("1"), kind="integer")], "there is no type 'integer'; write number"),
        ([decision("d", f"<context>{ENTRY}{ENTRY}</context>")], "a context has two entries 'p'"),
        ([decision("d", f"<context>{LONE}{ENTRY}</context>")], "must stand last"),
        (
            [decision("d", f'<relation><column name="p"/><column name="q"/><row>{literal("1")}</row></relation>')],
            "row 1 of a relation has 1 cells, not 2",
        ),
        (
            [decision("d", f"<for iteratorVariable='i'><in>{literal('1..3')}</in><return>{literal('i')}</return></for>")],
            "a range is written [1..10]",
        ),
        ([decision("d", literal("1"), needs("zz"))], "'#zz' is not in the model or its imports"),
        (
            [decision("d", literal("1").replace("<literalExpression", '<literalExpression expressionLanguage="python"'))],
            "only FEEL is evaluated",
        ),
        ([knowledge("f", "x", "<context/>", kind="Java"), decision("d", literal("1"))], "kind Java are not run"),
        ([knowledge("f", "x", "<context/>", kind="PMML"), decision("d", literal("1"))], "kind PMML are not run"),
        (
            ['<import name="p" namespace="urn:p" importType="http://www.dmg.org/PMML-4_3"/>', decision("d", literal("1"))],
            "import 'p' is no DMN",
        ),
    ],
)  # fmt: skip
def test_what_is_drawn_wrong_is_a_problem_of_the_model(parts: list[str], problem: str) -> None:
    assert any(problem in text for text in decided(*parts)[2])


def test_another_language_for_the_whole_model_is_a_problem() -> None:
    source = model(decision("d", literal("1"))).replace("id='d'", "id='m' expressionLanguage='urn:python'", 1)
    assert str(dmn.load(source).problems[0]) == "the model's expression language is urn:python; only FEEL is evaluated"


def test_java_in_an_expression_is_refused() -> None:
    external = 'function(x) external {java: {class: "java.lang.Runtime", method signature: "exec(java.lang.String)"}}'
    value, notes, _ = decided(decision("d", literal(f'{{f: {external}, r: f("id")}}.r')))
    assert value is None and "external functions (Java, PMML) are not run" in notes[0]


def test_a_name_that_no_requirement_brings_says_so() -> None:
    assert decided(input_data("月收入"), decision("d", literal("月收入 * 12")), 月收入=1)[1] == [
        "variable '月收入' not found (column 1); draw a requirement from '月收入' to where it is used"
    ]


SUMS = [
    input_data("a", "number"),
    decision("x", literal("a + 1"), needs("a"), "number"),
    decision("y", literal("x * 2"), needs("x", kind="requiredDecision"), "number"),
]


@pytest.mark.parametrize(
    ("call", "value", "note"),
    [
        ("s(4)", 10, ""),
        ("s(a: 4)", 10, ""),
        ("s([4])", 10, ""),
        ("s()", None, "s: takes 1 arguments (a), not 0"),
        ("s(4, 5)", None, "not 2"),
        ("s(b: 4)", None, "s: takes the arguments a"),
        ('s("x")', None, "s: argument 'a' is string, not number"),
        ("s(null)", None, "null and number cannot be added (column 1); a is null"),
    ],
)
def test_a_decision_service_is_a_function_of_its_inputs(call: str, value: object, note: str) -> None:
    found = decided(*SUMS, service("s", ["y"], ("a",)), decision("d", literal(call), CALLS_S), a=100)
    assert found[0] == value and (not note and found[1] == [] or note in found[1][0])


def test_a_decision_service_encapsulates_what_it_is_not_given() -> None:
    assert decided(*SUMS, service("s", ["x", "y"], ("a",)), by="s", a=4)[0] == {"x": 5, "y": 10}
    assert decided(*SUMS, service("s", ["y"], given=("x",)), by="s", x=10)[0] == 20
    assert decided(*SUMS, service("s", ["y"], ("a",)), by="s")[:2] == (None, ["parameters not given: a"])
    hidden = [service("s", ["y"]), decision("d", literal("s()"), CALLS_S)]
    assert decided(*SUMS, *hidden, a=1)[1] == ["input 'a' was not given"]
    itself = [decision("x", literal("s()"), CALLS_S), service("s", ["x"]), decision("d", literal("s()"), CALLS_S)]
    assert "deep" in decided(*itself)[1][0]


def test_knowledge_may_call_itself_but_not_for_ever() -> None:
    factorial = knowledge("f", "n", literal("if n <= 1 then 1 else n * f(n - 1)"))
    assert decided(factorial, decision("d", literal("f(10)"), CALLS_F))[0] == 3628800
    endless = knowledge("f", "n", literal("f(n + 1)"))
    assert decided(endless, decision("d", literal("f(1)"), CALLS_F))[:2] == (
        None,
        ["functions call each other more than 48 deep"],
    )
    ring = [
        knowledge("f", "n", literal("g(n)"), needs("g", kind="requiredKnowledge")),
        knowledge("g", "n", literal("f(n)"), CALLS_F),
    ]
    assert decided(*ring, decision("d", literal("f(1)"), CALLS_F))[1] == ["'f' requires itself"]


def _import(name: str, space: str) -> str:
    return f'<import name="{name}" namespace="{space}" importType="{NAMESPACE}"/>'


def test_imports_end_and_lead_where_they_say() -> None:
    main = model(_import("A", "A"), name="main")
    cases = {
        "the import 'A' (A) was not found": None,
        "the import of main comes back to itself": model(_import("m", "main"), name="A"),
        "the import of A comes back to itself": model(_import("A", "A"), name="A"),
        "the import 'A' (A) led to a model of the namespace Z": model(name="Z"),
    }
    for message, found in cases.items():
        with pytest.raises(dmn.DmnError) as caught:
            dmn.load(main, lambda space, place, found=found: found)  # type: ignore[misc]
        assert str(caught.value) == message


def test_a_model_that_many_import_is_read_once() -> None:
    asked: list[str] = []

    def resolve(space: str, place: str | None) -> str:
        asked.append(space)
        below = int(space) - 1
        twice = (_import("l", str(below)), _import("r", str(below))) if below >= 0 else ()
        return model(*twice, decision("x", literal("1")), name=space)

    dmn.load(model(_import("l", "40"), name="top"), resolve)
    assert asked == [str(n) for n in range(40, -1, -1)]


PERSON = (
    '<itemDefinition name="P"><itemComponent name="姓名"><typeRef>string</typeRef></itemComponent><itemComponent name="年龄">'
    "<typeRef>number</typeRef><allowedValues><text>[0..150]</text></allowedValues></itemComponent></itemDefinition>"
    '<itemDefinition name="Ps" isCollection="true"><typeRef>P</typeRef></itemDefinition>'
    '<itemDefinition name="Few" isCollection="true"><typeRef>string</typeRef><typeConstraint><text>count(?) &lt; 2</text></typeConstraint></itemDefinition>'
    '<itemDefinition name="Late"><typeRef>date and time</typeRef><allowedValues><text>> date and time("2026-01-01T00:00:00Z")</text></allowedValues></itemDefinition>'
)


@pytest.mark.parametrize(
    ("kind", "given", "value", "note"),
    [
        ("P", {"姓名": "张", "年龄": 5}, {"姓名": "张", "年龄": 5}, ""),
        ("P", [{"姓名": "张", "年龄": 5}], {"姓名": "张", "年龄": 5}, ""),
        ("Ps", {"姓名": "张", "年龄": 5}, [{"姓名": "张", "年龄": 5}], ""),
        ("P", {"姓名": "张", "年龄": 500}, None, "entry '年龄': it is not among [0..150]"),
        ("P", {"姓名": "张", "年龄": "5"}, None, "entry '年龄': it is string, not number ([0..150])"),
        ("P", {"姓名": "张"}, None, "there is no entry '年龄'"),
        ("Ps", [{"姓名": "张", "年龄": 5}, {"姓名": 1, "年龄": 5}], None, "item 2: entry '姓名': it is number, not string"),
        ("Few", ["a"], ["a"], ""),
        ("Few", "a", ["a"], ""),
        ("Few", ["a", "b"], None, "it is not among count(?) < 2"),
        ("Few", 5, None, "does not fit its type"),
        ("Late", "x", None, "does not fit its type"),
        ("number", [1, 2], None, "is list and does not fit its type number"),
        ("number", [[1]], None, "is list and does not fit its type number"),
        ("string", 5, None, "is number and does not fit its type string"),
    ],
)  # fmt: skip
def test_a_value_fits_its_type_or_is_null_and_says_where_not(kind: str, given: Any, value: object, note: str) -> None:
    found = decided(PERSON, input_data("a", kind), decision("d", literal("a"), needs("a")), a=given)
    assert found[0] == value and found[2] == []
    assert not note and found[1] == [] or note in found[1][0]


def test_a_date_becomes_a_date_and_time_only_where_that_is_allowed() -> None:
    from_date = [PERSON, decision("d", literal('@"2026-06-01"'), kind="Late")]
    assert decided(*from_date)[0] == "2026-06-01T00:00:00Z"
    assert decided(PERSON, decision("d", literal('@"2025-06-01"'), kind="Late"))[0] is None


@pytest.mark.parametrize(
    ("given", "value"),
    [("x", 1), (["x", "y"], 1), ("z", None), (["x", "z"], None), (5, None), ({"x": 1}, None), (None, 1)],
    ids=repr,
)
def test_a_value_outside_of_the_columns_values_is_refused_whatever_its_kind(given: Any, value: object) -> None:
    drawn = table(['a|"x", "y"'], ["r"], [["-", "1"]])
    found = decided(input_data("a"), decision("d", drawn, needs("a")), a=given)
    said = 'input \'a\' has a value that is not allowed; allowed are "x", "y"'
    assert found[0] == value and found[1] == ([said] if value is None else [])


def test_a_type_without_a_name_does_not_spoil_the_hint() -> None:
    nameless = "<itemDefinition><typeRef>string</typeRef></itemDefinition>"
    assert decided(nameless, decision("d", literal("1"), kind="numbre"))[2] == [
        "there is no type 'numbre'; did you mean 'number'?"
    ]
