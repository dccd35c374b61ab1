"""What DMN models decide, and what they say about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.feel import dmn, to_plain
from app.feel.dmn.xml import NAMESPACES
from tests.feel.models import decision, input_data, literal, model, needs, table

RULES = [
    ["< 3000", '"low"', '"A"', "article 5 (1)"],
    ["[2000..6000]", "-", '"B"', "article 5 (2)"],
    ["> 9000", "-", '"C"', "article 6"],
]


def decide(logic: str, **inputs: object) -> object:
    """The plain value of one decision over its inputs."""
    parts = [input_data(name) for name in inputs]
    result = dmn.load(model(*parts, decision("d", logic, needs(*inputs)))).decide("d", inputs)
    return to_plain(result.value)


def graded(
    policy: str, aggregation: str = "", outputs: str = 'grade|"C", "B", "A"', rules: list[list[str]] = RULES
) -> object:
    return decide(table(["income", "need"], [outputs], rules, policy, aggregation), income=2500, need="low")


@pytest.mark.parametrize(
    ("policy", "value"),
    [
        ("UNIQUE", None),
        ("ANY", None),
        ("FIRST", "A"),
        ("PRIORITY", "B"),
        ("RULE ORDER", ["A", "B"]),
        ("OUTPUT ORDER", ["B", "A"]),
        ("COLLECT", ["A", "B"]),
    ],
)
def test_a_hit_policy_chooses_among_the_rules_that_match(policy: str, value: object) -> None:
    assert graded(policy) == value


@pytest.mark.parametrize(("aggregation", "value"), [("SUM", 30), ("COUNT", 2), ("MIN", 10), ("MAX", 20)])
def test_an_aggregation_gathers_the_rules_that_match(aggregation: str, value: int) -> None:
    numbers = [["< 3000", "-", "10"], ["> 2000", "-", "20"], ["> 9000", "-", "40"]]
    assert graded("COLLECT", aggregation, "points", numbers) == value


def test_a_table_without_a_match_gives_its_default_or_says_so() -> None:
    rules = [["> 9", '"x"']]
    assert decide(table(["a"], ['out|"x", "y"|"y"'], rules), a=1) == "y"
    result = dmn.load(model(input_data("a"), decision("d", table(["a"], ["out"], rules), needs("a")))).decide(
        "d", {"a": 1}
    )
    assert result.value is None and result.diagnostics[0].text == "no rule matches and there is no default output"
    assert result.diagnostics[0].element == "d"


def test_overlap_under_unique_is_an_error_and_agreement_under_any_is_none() -> None:
    same = [["< 3000", "-", '"A"'], ["> 2000", "-", '"A"']]
    assert graded("ANY", rules=same) == "A"
    result = dmn.load(
        model(
            input_data("income"), decision("d", table(["income"], ["g"], [["> 1", "1"], ["> 2", "2"]]), needs("income"))
        )
    )
    assert "2 rules match" in result.decide("d", {"income": 5}).diagnostics[0].text


def test_several_outputs_make_a_context() -> None:
    logic = table(["a"], ["status", "days"], [["> 5", '"yes"', "10"], ["<= 5", '"no"', "a * 2"]])
    assert decide(logic, a=3) == {"status": "no", "days": 6}


def test_a_decision_tells_its_trace() -> None:
    logic = table(["income", "need"], ["grade"], RULES, "FIRST")
    parts = [
        input_data("income", "number"),
        input_data("need", "string"),
        decision("grade", logic, needs("income", "need")),
    ]
    parts.append(decision("letter", literal('"grade " + grade'), needs("grade", kind="requiredDecision")))
    loaded = dmn.load(model(*parts))
    result = loaded.decide("letter", {"income": 2500, "need": "low"})
    assert result.value == "grade A" and result.diagnostics == []
    first, second = result.trace
    assert (first.decision, first.table, first.hit_policy, to_plain(first.inputs[0][1])) == (
        "grade",
        "table",
        "F",
        2500,
    )
    assert [(match.index, match.id, match.annotations, match.output) for match in first.matched] == [
        (1, "r1", {"law": "article 5 (1)"}, "A")
    ]
    assert (second.decision, second.table, second.output) == ("letter", None, "grade A")
    assert loaded.decisions == ["grade", "letter"]
    assert [(need.name, need.type) for need in loaded.inputs("letter")] == [("income", "number"), ("need", "string")]


def test_boxed_expressions_are_evaluated() -> None:
    def entry(name: str, logic: str) -> str:
        return f"<contextEntry><variable name='{name}'/>{logic}</contextEntry>"

    double = "<functionDefinition><formalParameter name='n'/>" + literal("n * 2") + "</functionDefinition>"
    invoke = f"<invocation>{literal('double')}<binding><parameter name='n'/>{literal('a')}</binding></invocation>"
    relation = f"<relation><column name='x'/><column name='y'/><row>{literal('1')}{literal('2')}</row></relation>"
    loop = f"<for iteratorVariable='i'><in>{literal('1..3')}</in><return>{literal('i * a')}</return></for>".replace(
        "1..3", "[1..3]"
    )
    some = f"<some iteratorVariable='i'><in>{literal('[1, 2]')}</in><satisfies>{literal('i > 1')}</satisfies></some>"
    keep = f"<filter><in>{literal('[1, 2, 3]')}</in><match>{literal('item > 1')}</match></filter>"
    choose = (
        f"<conditional><if>{literal('a > 1')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>"
    )
    names = {
        "double": double,
        "twice": invoke,
        "rows": relation,
        "loop": loop,
        "some one": some,
        "keep": keep,
        "choose": choose,
    }
    logic = (
        "<context>"
        + "".join(entry(name, box) for name, box in names.items())
        + entry("all", f"<list>{literal('twice')}{literal('some one')}</list>")
    )
    value = decide(logic + "</context>", a=5)
    assert isinstance(value, dict)
    expected = {
        "twice": 10,
        "rows": [{"x": 1, "y": 2}],
        "loop": [5, 10, 15],
        "some one": True,
        "keep": [2, 3],
        "choose": 1,
        "all": [10, True],
    }
    assert {key: value[key] for key in expected} == expected
    assert (
        decide(
            "<context>" + entry("t", literal("a + 1")) + f"<contextEntry>{literal('t * 10')}</contextEntry></context>",
            a=1,
        )
        == 20
    )


def test_knowledge_models_and_services_are_functions() -> None:
    rent = (
        "<businessKnowledgeModel id='rent' name='rent'><variable name='rent'/><encapsulatedLogic>"
        "<formalParameter name='area' typeRef='number'/><formalParameter name='rate' typeRef='number'/>"
        + literal("area * rate")
        + "</encapsulatedLogic></businessKnowledgeModel>"
    )
    service = (
        "<decisionService id='quote' name='quote'><variable name='quote'/><outputDecision href='#yearly'/>"
        "<encapsulatedDecision href='#monthly'/><inputData href='#area'/></decisionService>"
    )
    monthly = decision(
        "monthly", literal("rent(rate: 8, area: area)"), needs("area") + needs("rent", kind="requiredKnowledge")
    )
    yearly = decision("yearly", literal("monthly * 12"), needs("monthly", kind="requiredDecision"))
    asked = decision("asked", literal("quote(10) + quote(area: 20)"), needs("quote", kind="requiredKnowledge"))
    loaded = dmn.load(model(input_data("area", "number"), rent, monthly, yearly, service, asked))
    assert loaded.decide("yearly", {"area": 50}).value == 4800
    assert loaded.decide("quote", {"area": 50}).value == 4800
    assert loaded.decide("asked", {}).value == 2880
    assert loaded.decide("quote", {}).value is None


def test_types_are_checked_and_single_items_coerced() -> None:
    kinds = (
        '<itemDefinition name=\'tKind\'><typeRef>string</typeRef><allowedValues><text>"a", "b"</text></allowedValues></itemDefinition>'
        "<itemDefinition name='tPerson'><itemComponent name='first name'><typeRef>string</typeRef></itemComponent>"
        "<itemComponent name='age'><typeRef>number</typeRef></itemComponent></itemDefinition>"
        "<itemDefinition name='tPeople' isCollection='true'><typeRef>tPerson</typeRef></itemDefinition>"
    )
    parts = [kinds, input_data("kind", "tKind"), input_data("people", "tPeople")]
    parts.append(decision("k", literal("kind"), needs("kind")))
    parts.append(decision("n", literal("people[age > 5].first name"), needs("people"), "string"))
    loaded = dmn.load(model(*parts))
    assert loaded.decide("k", {"kind": "a"}).value == "a"
    refused = loaded.decide("k", {"kind": "z"})
    assert refused.value is None and "does not fit its type" in refused.diagnostics[0].text
    assert loaded.decide("n", {"people": {"first name": "王", "age": 9}}).value == "王"
    assert loaded.decide("n", {"people": [{"first name": "王", "age": "9"}]}).value is None


def test_imports_are_found_by_the_caller() -> None:
    limits = model(decision("ceiling", literal("5000")), name="limits")
    main = model(
        "<import name='law' namespace='limits' importType='https://www.omg.org/spec/DMN/20191111/MODEL/'/>",
        input_data("income"),
        decision(
            "poor",
            literal("income < law.ceiling"),
            needs("income")
            + "<informationRequirement><requiredDecision href='limits#ceiling'/></informationRequirement>",
        ),
    )
    assert (
        dmn.load(main, lambda namespace, location: limits if namespace == "limits" else None)
        .decide("poor", {"income": 1})
        .value
        is True
    )
    with pytest.raises(dmn.DmnError, match=r"the import 'law' \(limits\) was not found"):
        dmn.load(main)


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_namespace_of_dmn_loads(namespace: str, tmp_path: Path) -> None:
    text = model(decision("d", literal("1 + 1")), namespace=namespace)
    (tmp_path / "d.dmn").write_text(text, encoding="utf-8")
    for source in (text, text.encode(), tmp_path / "d.dmn", str(tmp_path / "d.dmn")):
        assert dmn.load(source).decide("d", {}).value == 2


def test_what_is_wrong_in_a_model_is_told() -> None:
    java = "<functionDefinition kind='Java'>" + literal("x") + "</functionDefinition>"
    loop = decision("x", literal("y"), needs("y", kind="requiredDecision")) + decision(
        "y", literal("x"), needs("x", kind="requiredDecision")
    )
    loaded = dmn.load(model(decision("bad", literal("1 +")), decision("java", java), decision("none", ""), loop))
    assert [problem.text for problem in loaded.problems] == [
        "found the end, expected a value",
        "functions of kind Java are not run",
    ]
    assert loaded.decide("bad", {}).diagnostics[0].column == 4
    assert "not run" in loaded.decide("java", {}).diagnostics[0].text
    assert "no logic" in loaded.decide("none", {}).diagnostics[0].text
    assert "requires itself" in loaded.decide("x", {}).diagnostics[0].text
    with pytest.raises(dmn.DmnError, match="did you mean 'none'"):
        loaded.decide("nona", {})
    with pytest.raises(dmn.DmnError, match="no XML"):
        dmn.load("<definitions")
    with pytest.raises(dmn.DmnError, match="no DMN"):
        dmn.load("<html/>")


def test_the_callers_functions_reach_the_cells() -> None:
    logic = table(["a"], ["out"], [["> level(2)", '"high"'], ["-", '"low"']], "FIRST")
    loaded = dmn.load(model(input_data("a"), decision("d", logic, needs("a"))), functions={"level": lambda n: n * 10})
    assert [loaded.decide("d", {"a": a}).value for a in (5, 50)] == ["low", "high"]
