"""`flask intake import`: every bad line is named with its number and field, the rest go in, twice changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import engine
from app.cases import queries
from app.rehearsal import demo
from app.store import transaction


@pytest.fixture
def office(furnished: None, committed: Flask) -> Flask:
    """An installation with places and diagrams."""
    return committed


def lines(count: int) -> list[dict[str, Any]]:
    """The first applications of the demonstration."""
    with demo.APPLICATIONS.open(encoding="utf-8") as file:
        return [json.loads(next(file)) for _ in range(count)]


def written(folder: Path, *texts: Any) -> Path:
    """A file of these lines; what is not text is written as JSON."""
    path = folder / "paper.jsonl"
    path.write_text(
        "\n".join(t if isinstance(t, str) else json.dumps(t, ensure_ascii=False) for t in texts), encoding="utf-8"
    )
    return path


def test_good_lines_become_cases_with_a_task_for_the_street_and_twice_changes_nothing(
    office: Flask, tmp_path: Path
) -> None:
    path = written(tmp_path, *lines(3))
    first = office.test_cli_runner().invoke(args=["intake", "import", str(path)])
    again = office.test_cli_runner().invoke(args=["intake", "import", str(path)])
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "收件 3" in first.output and "已有 3" in again.output
    with transaction():
        case = queries.case_by_external_ref("000001")
        assert case is not None
        (task,) = engine.open_tasks(business_key=case.number)
        assert (task.form, task.role, task.organisation) == ("review.accept", "street_reviewer", "440403103")
        assert len(engine.processes_of(case.number)) == 1


def test_every_bad_line_is_named_with_its_number_and_field_and_the_rest_go_in(office: Flask, tmp_path: Path) -> None:
    good, twin, outside = lines(3)
    twin["members"][0]["id_number"] = "110105194912310021"
    outside["town"] = "440402104"
    path = written(tmp_path, "{broken", twin, good, outside, '["a list"]', {**good, "external_ref": ""})
    done = office.test_cli_runner().invoke(args=["intake", "import", str(path)])
    assert done.exit_code == 1
    assert "收件 1" in done.output and "有误 5" in done.output
    for expected in (
        "paper.jsonl:1:",
        "paper.jsonl:2: members[0].id_number:",
        "paper.jsonl:4: town:",
        "paper.jsonl:5:",
        "paper.jsonl:6: external_ref:",
    ):
        assert expected in done.output, done.output
    assert "110105194912310021" not in done.output


def test_a_member_who_stands_in_another_live_case_is_named_by_field(office: Flask, tmp_path: Path) -> None:
    first, second = lines(2)
    second["members"][0] = {**first["members"][0], "relation": "01"}
    done = office.test_cli_runner().invoke(args=["intake", "import", str(written(tmp_path, first, second))])
    assert done.exit_code == 1
    assert "paper.jsonl:2: members[0]" in done.output, done.output
    assert first["members"][0]["id_number"] not in done.output
