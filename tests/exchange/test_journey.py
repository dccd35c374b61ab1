"""The diagram joint_check by every way through it, with the departments over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app import engine
from app.exchange import queries
from app.store import outbox
from tests.exchange.conftest import SPOUSE

BPMN = Path(__file__).resolve().parents[2] / "bpmn"


@pytest.fixture
def begin(session: Any, case: Any, lines: Any) -> Any:
    """Starts the diagram for the couple's case, due on 2026-03-09."""
    engine.deploy(BPMN, by="system")

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
    said = {"finding_note": "去函核实", "evidence_number": "函7"}
    engine.complete(first.id, {"finding": "passed", **said}, by="officer:1")
    assert outcome(process)[0] == "running" and case.state == "3006"
    engine.complete(second.id, {"finding": "failed", **said}, by="officer:1")
    assert outcome(process) == ("done", "mismatch")
    found = [c for c in queries.valid_checks(queries.rounds(case.id)[0].id) if c.state == "assisted"]
    assert sorted(c.finding for c in found) == ["failed", "passed"]
    assert {c.evidence_number for c in found} == {"函7"}
    assert engine.process_variables(process.id).get("assisted") is None  # the words are kept here, not in the process


def test_silence_to_the_end_of_the_period_is_a_task_too(begin, case, lines, at):
    process = begin()
    at("2026-03-09 23:59")
    engine.tick()
    assert engine.open_tasks(process_id=process.id) == []
    at("2026-03-10 00:01")
    engine.tick()
    assert len(engine.open_tasks(process_id=process.id)) == 16
    outbox.run(100)  # they answer after all: the tasks stay, with the answers beside them
    checks = queries.valid_checks(queries.rounds(case.id)[0].id)
    assert {(c.state, c.replaces is not None) for c in checks} == {("consistent", True)}
    for task in engine.open_tasks(process_id=process.id):
        engine.complete(task.id, {"finding": "passed", "finding_note": "已见答复"}, by="officer:1")
    assert outcome(process) == ("done", "passed")


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
