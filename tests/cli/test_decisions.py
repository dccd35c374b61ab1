"""`flask dmn …` and `flask feel`: what they say, what they refuse, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli.decisions import decisions, feel
from app.cli.trials import commands
from tests.feel.models import decision, input_data, model, needs, table

RULES = [["< 18", '"young"', "Article 1"], [">= 18", '"old"', "Article 2"]]


def run(*args: str | Path) -> Result:
    assert decisions in commands
    return CliRunner().invoke(decisions, [str(arg) for arg in args])


def written(
    folder: Path, rules: list[list[str]] = RULES, policy: str = "UNIQUE", cases: list[dict[str, Any]] | None = None
) -> Path:
    """A file with the decision `grade` over `age`, and the cases beside it."""
    path = folder / "grade.dmn"
    parts = input_data("age", "number"), decision("grade", table(["age"], ["g"], rules, policy), needs("age"))
    path.write_text(model("", *parts), encoding="utf-8")
    if cases is not None:
        path.with_name("grade.dmn.tests.json").write_text(json.dumps({"cases": cases}), encoding="utf-8")
    return path


def case(age: Any, grade: str) -> dict[str, Any]:
    return {"name": f"aged {age}", "decision": "grade", "inputs": {"age": age}, "expected": grade}


BOTH = [case(17, "young"), case(18, "old")]


# analyse


def test_analyse_is_silent_about_a_table_without_fault(tmp_path: Path) -> None:
    found = run("analyse", written(tmp_path))
    assert (found.exit_code, found.output) == (0, "")


def test_analyse_names_the_rule_and_an_error_ends_with_1(tmp_path: Path) -> None:
    found = run("analyse", written(tmp_path, [["< 18", '"young"'], ["> 10", '"old"']]))
    assert found.exit_code == 1
    assert found.output.startswith("grade.dmn: error: grade [r2]: rules 1, 2 match together: age: (10..18)")


def test_analyse_tells_a_gap_as_a_warning_and_ends_with_0(tmp_path: Path) -> None:
    found = run("analyse", written(tmp_path, RULES[:1]))
    assert found.exit_code == 0 and "grade.dmn: warning: grade [table]: no rule matches age: >= 18" in found.output


def test_analyse_looks_through_the_projects_own_tables_when_none_is_named() -> None:
    found = run("analyse")
    assert found.exit_code == 0 and "eligibility.dmn: warning: 政策数值" in found.output


@pytest.mark.parametrize("verb", [["analyse"], ["test"], ["mutate"], ["decide", "--decision", "d", "--input", "{}"]])
def test_what_is_no_dmn_is_refused_by_name(tmp_path: Path, verb: list[str]) -> None:
    (path := tmp_path / "no.dmn").write_text("<definitions/>")
    found = run(verb[0], path, *verb[1:])
    assert found.exit_code == 1 and "Error: no.dmn: the source is no DMN" in found.output
    missing = run(verb[0], tmp_path / "missing.dmn", *verb[1:])
    assert missing.exit_code == 2 and "missing.dmn' does not exist" in missing.output


# decide


def test_decide_tells_the_value_and_the_rule_with_its_article(tmp_path: Path) -> None:
    found = run("decide", written(tmp_path), "--decision", "grade", "--input", '{"age": 18}')
    assert found.exit_code == 0
    assert found.output.splitlines() == ['"old"', 'grade  {"age": 18}', '  rule 2: "old"  Article 2']


def test_decide_for_programs_is_one_json_object_and_inputs_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "input.json").write_text('{"age": 17}')
    found = run("decide", written(tmp_path), "--decision", "grade", "--input", f"@{tmp_path / 'input.json'}", "--json")
    told = json.loads(found.output)
    assert found.exit_code == 0 and told["value"] == "young" and told["diagnostics"] == []
    assert told["trace"][0]["rules"][0] | {"annotations": 0} == {
        "rule": 1,
        "id": "r1",
        "annotations": 0,
        "output": "young",
    }


def test_decide_writes_numbers_as_they_are(tmp_path: Path) -> None:
    found = run(
        "decide", written(tmp_path, [["-", "age / 4"]]), "--decision", "grade", "--input", '{"age": 18.2}', "--json"
    )
    assert found.exit_code == 0 and json.loads(found.output)["value"] == 4.55


@pytest.mark.parametrize(
    ("name", "inputs", "code", "said"),
    [
        ("grade", "{", 2, "this is no JSON"),
        ("grade", "[1]", 2, 'a JSON object is needed, like {"income": 4200}'),
        ("grade", "@/nowhere.json", 2, "/nowhere.json"),
        ("grad", "{}", 1, "has no decision 'grad'; did you mean 'grade'?; there are: grade"),
        ("grade", "{}", 1, "missing from --input: age (number)"),
        ("grade", '{"age": "x"}', 1, "! "),
        ("grade", '{"age": null}', 1, "no rule matches and there is no default output"),
    ],
)
def test_decide_refuses_and_names_what_is_wrong(tmp_path: Path, name: str, inputs: str, code: int, said: str) -> None:
    found = run("decide", written(tmp_path), "--decision", name, "--input", inputs)
    assert found.exit_code == code and said in found.output


# test


def test_cases_that_hold_end_with_0(tmp_path: Path) -> None:
    found = run("test", written(tmp_path, cases=BOTH), "--cover")
    assert (found.exit_code, found.output) == (0, "grade.dmn: 2 cases, 0 failing, 0 rules not reached\n")


def test_a_failing_case_is_one_line_and_ends_with_1(tmp_path: Path) -> None:
    found = run("test", written(tmp_path, cases=[*BOTH, case(16, "old")]))
    assert found.exit_code == 1
    assert found.output.splitlines()[0] == 'grade.dmn: aged 16 [grade]: expected "old", got "young"'


def test_a_rule_that_no_case_reaches_is_named_and_ends_with_1_only_when_asked(tmp_path: Path) -> None:
    path = written(tmp_path, cases=BOTH[:1])
    found, strict = run("test", path), run("test", path, "--cover")
    assert (found.exit_code, strict.exit_code) == (0, 1) and found.output == strict.output
    assert 'grade.dmn: grade: no case reaches rule 2 of 2 [r2]: >= 18 → "old"' in found.output


def test_a_table_without_cases_is_told_where_to_write_them(tmp_path: Path) -> None:
    found = run("test", written(tmp_path), "--cover")
    assert (
        found.exit_code == 1 and "0 cases, 0 failing, 2 rules not reached; write grade.dmn.tests.json" in found.output
    )


@pytest.mark.parametrize("verb", ["test", "mutate"])
def test_cases_that_cannot_be_read_are_named_with_their_place(tmp_path: Path, verb: str) -> None:
    found = run(verb, written(tmp_path, cases=[{**BOTH[0], "expcted": 1}]))
    assert found.exit_code == 1
    assert "Error: grade.dmn.tests.json: case 1 'aged 17': the key 'expcted' is not known" in found.output


# mutate


def test_survivors_are_told_with_rule_cell_change_and_example_and_end_with_1_when_strict(tmp_path: Path) -> None:
    path = written(tmp_path, cases=[case(10, "young"), case(20, "old")])
    found, strict = run("mutate", path), run("mutate", path, "--strict")
    assert (found.exit_code, strict.exit_code) == (0, 1) and found.output == strict.output
    lines = found.output.splitlines()
    assert "grade.dmn: survived: grade: rule 2 [r2], age: >= 18 → > 18; they part at age = 18" in lines
    assert any(line.startswith("grade.dmn: equivalent: grade: hit policy: UNIQUE → FIRST (") for line in lines)
    assert " survived, 2 equivalent: " in lines[-1]


def test_nothing_survives_cases_on_both_sides(tmp_path: Path) -> None:
    found = run("mutate", written(tmp_path, cases=[*BOTH, case(17.5, "young"), case(19, "old")]), "--strict")
    assert found.exit_code == 0 and " 0 survived, 2 equivalent: 100.0 %" in found.output


def test_an_explanation_that_explains_nothing_ends_with_1_when_strict(tmp_path: Path) -> None:
    path = written(tmp_path)
    idle = {"decision": "grade", "change": "< 18 → < 7", "why": "?"}
    cases = {"cases": [*BOTH, case(17.5, "young"), case(19, "old")], "equivalent": [idle]}
    path.with_name("grade.dmn.tests.json").write_text(json.dumps(cases))
    found = run("mutate", path, "--strict")
    assert found.exit_code == 1 and "no such mutant survives: grade: < 18 → < 7" in found.output


def test_mutants_are_not_tried_on_cases_that_fail_already(tmp_path: Path) -> None:
    found = run("mutate", written(tmp_path, cases=[case(10, "old")]))
    assert found.exit_code == 1 and "Error: grade.dmn: 1 cases fail already; mend them first: aged 10" in found.output


# feel


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["1 + 2"], 0, "3\n"),
        (["income / 2", "--context", '{"income": 4201}'], 0, "2100.5\n"),
        (["1 / 3"], 0, '"0.3333333333333333333333333333333333"\n'),
        (["> 17", "--unary", "18"], 0, "true\n"),
        (['"b", "c"', "--unary", '"a"'], 0, "false\n"),
        (["today()", "--now", "2026-03-02"], 0, '"2026-03-02"\n'),
        (['working days between(date("2026-03-02"), date("2026-03-09"))'], 0, "5\n"),
        (["1 +"], 1, "Error: line 1, column 4: found"),
        (["a +\n  * 2"], 1, "Error: line 2, column 3: found"),
        (["> >", "--unary", "1"], 1, "Error: line 1, column 3: found"),
        (["today()"], 1, "! "),
        (["totl + 1", "--context", '{"total": 1}'], 1, "did you mean 'total'?"),
        (["1", "--context", "{"], 2, "this is no JSON"),
        (["1", "--context", "7"], 2, "a JSON object is needed"),
        (["> 1", "--unary", "{"], 1, "--unary is no JSON"),
        (["1", "--now", "noon"], 2, "'noon' does not match the formats"),
    ],
)
def test_feel(args: list[str], code: int, said: str) -> None:
    found = CliRunner().invoke(feel, args)
    assert (found.exit_code, said in found.output) == (code, True), found.output
