"""The real diagrams `notice` and `objection`: every exit, by the doors people use."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import engine
from app.cases import queries as cases
from app.errors import Conflict, NotAllowed
from app.publicity import commands, queries
from app.publicity.pages.objections import _start
from app.publicity.records import Notice, NoticeEntry
from app.store import get

BPMN = Path(__file__).parents[2] / "bpmn"
ANSWERS = {"manner": "anonymous", "grounds": "income", "text": "收入不实", "lead": "每天在小区门口摆摊，有照片"}


@pytest.fixture
def notice(household):
    """A case whose second notice is open by the diagram: (case, process, entry)."""
    case = household()
    data = {"case_id": case.id, "level": 2, "organisation": "XZ", "days": 7, "unit": "cd"}
    process = engine.start("notice", business_key=case.number, data=data, by="system")
    return case, process, queries.open_entries(case.id)[0]


def object_to(entry, key="k"):
    """Objects as the page does."""
    receipt = commands.receive_objection(entry.id, ANSWERS, [], form_key=key)
    _start(receipt.objection, get(Notice, get(NoticeEntry, entry.id).notice_id))
    return receipt.objection


def task_of(objection):
    return engine.open_tasks(business_key=objection.number)[0]


def decide(objection, verdict, remedy=None):
    engine.complete(task_of(objection).id, {"admissible": "yes", "receive_note": "受理"}, by="officer:1")
    engine.complete(task_of(objection).id, {"findings": "已走访"}, by="officer:1")
    task = task_of(objection)
    with pytest.raises((Conflict, NotAllowed)):
        engine.complete(task.id, {"verdict": "not_upheld", "remedy": None, "verdict_reasons": "x"}, by="officer:1")
    answers = {"verdict": verdict, "remedy": remedy, "verdict_reasons": "经核实"}
    engine.complete(task.id, answers, by="officer:2")


def end(process, at):
    at("2026-03-31 00:00")
    engine.run_due(process.id)


def outcome(process):
    found = engine.process(process.id)
    return found.state, engine.process_variables(process.id).get("notice_outcome")


def test_nobody_objects_and_the_case_passes(notice, at):
    case, process, entry = notice
    assert get(Notice, entry.notice_id).closes_on.isoformat() == "2026-03-30"
    at("2026-03-30 23:59:59")
    engine.run_due(process.id)
    assert outcome(process)[0] == "running"
    end(process, at)
    assert outcome(process) == ("done", "passed") and entry.state == "closed"


def test_an_objection_decided_in_time_and_not_upheld_passes(notice, at):
    case, process, entry = notice
    decide(object_to(entry), "not_upheld")
    end(process, at)
    assert outcome(process) == ("done", "passed")
    assert "objection_answer" in {letter.kind for letter in cases.letters(case)}


def test_an_unclear_lead_is_answered_without_investigation(notice, at):
    _, process, entry = notice
    objection = object_to(entry)
    engine.complete(task_of(objection).id, {"admissible": "no", "receive_note": "线索不明"}, by="officer:1")
    assert objection.verdict == "unclear" and objection.verdict_reasons == "线索不明"
    end(process, at)
    assert outcome(process) == ("done", "passed")


@pytest.mark.parametrize("remedy", ["return", "reject"])
def test_an_upheld_objection_after_the_end_decides_the_case(notice, at, remedy):
    case, process, entry = notice
    objection = object_to(entry)
    end(process, at)
    assert outcome(process)[0] == "running" and case.state == "3060"
    decide(objection, "upheld", remedy)
    assert outcome(process) == ("done", remedy)


def test_two_objections_are_both_waited_for(notice, at):
    _, process, entry = notice
    early, late = object_to(entry, "a"), object_to(entry, "b")
    decide(early, "not_upheld")
    end(process, at)
    assert outcome(process)[0] == "running"
    decide(late, "partly", "return")
    assert outcome(process) == ("done", "return")
