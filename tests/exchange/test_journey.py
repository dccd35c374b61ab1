"""The diagram joint_check by every way through it, with the departments over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app import engine
from app.exchange import queries
from app.store import outbox
from app.web import forms
from tests.exchange.by_hand import typed_all
from tests.exchange.conftest import SPOUSE

DIAGRAM = Path(__file__).resolve().parents[2] / "bpmn" / "joint_check.bpmn"


@pytest.fixture
def begin(session: Any, case: Any, lines: Any) -> Any:
    """Starts the diagram for the couple's case, due on 2026-03-09."""
    engine.deploy_files({DIAGRAM.name: DIAGRAM.read_bytes()}, by="system", forms=["exchange.assist"])

    def start() -> Any:
        data = {
            "case_id": case.id,
            "case_number": case.number,
            "category": case.category,
            "district": case.district,
            "due_on": "2026-03-09",
        }
        return engine.start("joint_check", business_key=case.number, data=data, by="system")

    return start


def finish(task: Any, typed: dict[str, Any], *, by: str) -> None:
    """An officer types into the task's form and hands it in."""
    values: MultiDict[str, Any] = MultiDict()
    for key, value in typed.items():
        values.setlist(key, value if isinstance(value, list) else [value])
    filled = forms.find(task.form).fill(values, engine.variables(task.id))
    assert filled.errors == {}
    engine.complete(task.id, filled.answers, by=by)


def outcome(process: Any) -> tuple[str, Any]:
    now = engine.process(process.id)
    return now.state, now.outcome.get("joint_result") if now.outcome else None


def test_everybody_agrees_and_nobody_has_to_act(begin, case):
    process = begin()
    assert outcome(process)[0] == "running"
    outbox.run(100)
    assert outcome(process) == ("done", "passed")
    assert case.state == "3010"


def test_what_is_unknown_becomes_a_task_for_each_and_the_findings_decide(begin, case, lines):
    lines.switches.modes |= {"land": "unknown"}
    process = begin()
    outbox.run(100)
    tasks = engine.open_tasks(process_id=process.id)
    assert [(t.form, t.role, t.organisation) for t in tasks] == [
        ("exchange.assist", "district_reviewer", case.district)
    ] * 2
    assert {t.due_at.date().isoformat() for t in tasks} == {"2026-03-10"}
    first, second = tasks
    finish(first, typed_all("nothing"), by="officer:1")
    assert outcome(process)[0] == "running" and case.state == "3006"
    finish(second, typed_all("no_record"), by="officer:2")
    assert outcome(process) == ("done", "unresolved")
    found = [c for c in queries.valid_checks(queries.rounds(case.id)[0].id) if c.state == "assisted"]
    assert {(c.finding, c.found_by) for c in found} == {("passed", "officer:1"), ("no_record", "officer:2")}
    assert {c.evidence_number for c in found} == {"函7"}
    assert not {"found", "finding_note"} & set(engine.process_variables(process.id))  # the words are kept here only


def test_silence_to_the_end_of_the_period_is_a_task_too(begin, case, lines, at):
    process = begin()
    at("2026-03-09 23:59")
    engine.tick()
    assert engine.open_tasks(process_id=process.id) == []
    at("2026-03-10 00:01")
    engine.tick()
    assert len(engine.open_tasks(process_id=process.id)) == 16
    finish(engine.open_tasks(process_id=process.id)[0], typed_all("unknown"), by="officer:1")
    outbox.run(100)  # they answer after all: nobody has to find out any more, and what a person found stays
    checks = queries.valid_checks(queries.rounds(case.id)[0].id)
    assert sorted(c.state for c in checks) == ["assisted"] + ["consistent"] * 15
    assert {c.replaces is not None for c in checks} == {True}
    assert engine.open_tasks(process_id=process.id) == []
    assert outcome(process) == ("done", "unresolved")
    kept = [c for c in queries.history(checks[0].member_id, checks[0].department) if not c.valid]
    assert [c.state for c in kept] == ["timeout"]  # what a person has found out is not asked for any more


def test_with_fresh_answers_nothing_is_awaited(begin, lines):
    first = begin()
    outbox.run(100)
    assert outcome(first)[0] == "done"
    assert outcome(begin()) == ("done", "passed")


def test_a_difference_is_told_and_rejects_nobody(begin, case, lines):
    lines.registries.records[SPOUSE]["income_monthly"] = 9000
    process = begin()
    outbox.run(100)
    assert outcome(process) == ("done", "mismatch")
    assert case.closed_at is None
