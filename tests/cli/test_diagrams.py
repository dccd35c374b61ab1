"""`flask bpmn check`: errors and warnings, each at its element."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from app.engine.check import wording
from app.errors import NotFound
from app.feel.analysis import finding
from tests.cli.test_decisions import BOTH, RULES, case, written


@pytest.fixture
def check(app: Flask, db_session: Session):  # type: ignore[no-untyped-def]
    def run(path: Path) -> Result:
        return app.test_cli_runner().invoke(args=["bpmn", "check", str(path)])

    return run


def test_a_table_without_fault_and_its_cases_have_no_problem(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = check(written(tmp_path, cases=BOTH))
    assert (found.exit_code, found.output) == (0, "1 个文件，0 个错误，0 个警告\n")


def test_overlaps_and_failing_cases_are_errors_at_their_element(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = check(written(tmp_path, [["< 18", '"young"'], ["> 10", '"old"']], cases=[case(5, "old"), case(20, "old")]))
    assert found.exit_code == 1
    assert "grade.dmn：错误：r2 grade：规则 1, 2 同时命中：age: (10..18)，例如 age = 11 命中策略" in found.output
    assert 'grade.dmn：错误：grade grade：测试“aged 5”不通过：expected "old", got "young"' in found.output
    assert found.output.endswith("1 个文件，2 个错误，0 个警告\n")


def test_a_rule_that_can_never_match_is_an_error(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = check(written(tmp_path, [*RULES, ["[9..1]", '"none"']], cases=BOTH))
    assert found.exit_code == 1 and "grade.dmn：错误：r3 grade：规则 3 永远不会命中：age 没有任何值满足" in found.output


def test_gaps_rules_not_reached_and_missing_cases_are_warnings(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = check(written(tmp_path, RULES[:1], cases=[]))
    assert found.exit_code == 0
    assert "grade.dmn：警告：table grade：没有规则适用于 age: >= 18" in found.output
    assert "grade.dmn：警告：r1 grade：没有测试走到第 1 条规则（共 1 条）：< 18" in found.output
    alone = check(written(tmp_path / "..", RULES))
    assert alone.exit_code == 0 and "旁边没有测试" in alone.output


def test_cases_that_cannot_be_read_are_an_error(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    found = check(written(tmp_path, cases=[{"name": "x"}]))
    assert found.exit_code == 1 and "测试文件不能读：case 1 'x': 'decision' is missing" in found.output


def test_a_folder_without_a_diagram_is_not_a_folder_without_a_fault(check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "notes.txt").write_text("x")
    found = check(tmp_path)
    assert found.exit_code == 2 and f"{tmp_path} 里没有流程图或决策表" in found.output


def test_a_number_that_is_no_process_is_told(app: Flask, db_session: Session) -> None:
    said = set()
    for verb in ("show", "retry", "replay", "verify"):
        found = app.test_cli_runner().invoke(args=["process", verb, "999999"])
        assert found.exit_code == 1 and isinstance(found.exception, SystemExit)
        said.add(found.output.splitlines()[-1])
    assert said == {f"Error: 999999: {NotFound.__doc__}"}


def test_everything_that_the_analysis_says_is_said_in_chinese_with_the_same_facts() -> None:
    def facts(words: dict[str, tuple[str, str]]) -> dict[str, set[str]]:
        return {reason: set(re.findall(r"{(\w+)}", text)) for reason, (text, _) in words.items()}

    assert facts(wording.WORDING) == facts(finding.WORDING)
