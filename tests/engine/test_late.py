"""A clock that is late, and moments that have passed: nothing begins in the past, nothing goes round for ever, what came in time counts."""

from __future__ import annotations

from typing import Any

import pytest

from app import engine
from app.engine import clockwork
from app.store import clock
from tests.engine.drawing import boundary, diagram, end, flow, message, node, script, service, start, timer, user
from tests.engine.test_clock import begin, moment, reminding, told


def catch(id: str, text: str, kind: str = "timeDuration") -> str:
    """An event that waits for a timer."""
    return node("intermediateCatchEvent", id, inside=timer(text, kind))


def run(process: Any) -> Any:
    """What is due, fired → the process, whose replay comes to the same."""
    engine.run_due(process.id)
    assert engine.replay(process.id).divergence is None
    return engine.process(process.id)


@pytest.mark.parametrize(
    "passed", ['=date("2026-02-01")', "=date(hearing_on)", '=date and time("2020-01-01T00:00:00")']
)
def test_what_follows_a_moment_that_has_passed_begins_now(deployed, at, passed):
    text = passed.replace("hearing_on", '"2026-02-01"')
    deployed(
        main=diagram(
            start(), catch("one", text, "timeDate"), script("s", "=string(now())", "since"), catch("two", "P15D"),
            user("a"), end(), flow("begin", "one", "s", "two", "a", "done"),
        )
    )  # fmt: skip
    process = run(begin())
    assert process.due_at == moment("2026-03-17 09:00") and engine.open_tasks(process_id=process.id) == []
    at("2026-03-17 09:00")
    process = run(process)
    (task,) = engine.open_tasks(process_id=process.id)
    assert engine.variables(task.id)["since"] == "2026-03-02T09:00:00@Asia/Shanghai"


def test_turns_of_a_cycle_before_its_task_was_there_are_not_made_up_for(deployed, at, quiet_steps):
    deployed(main=reminding("R/2026-01-01T08:00:00+08:00/P1D"))
    process = begin()
    assert process.due_at == moment("2026-03-03 08:00")
    at("2026-03-04 12:00")
    run(process)
    assert told(quiet_steps) == ["03-03T08:00", "03-04T08:00"]


def test_of_a_cycle_whose_turns_are_all_over_nothing_is_due(deployed, quiet_steps):
    deployed(main=reminding("R3/2026-01-01T08:00:00+08:00/P1D"))
    assert begin().due_at == moment("2026-12-01 00:00")


def test_a_monthly_cycle_without_a_start_has_its_day_again_after_a_short_month(deployed, at, quiet_steps):
    deployed(main=reminding("R3/P1M"))
    at("2026-01-31 09:00")
    process = begin()
    at("2026-11-30 09:00")
    run(process)
    assert told(quiet_steps) == ["02-28T09:00", "03-31T09:00", "04-30T09:00"]


ROUND = {
    "a duration of nothing": catch("wait", "PT0S"),
    "a moment that has passed": catch("wait", '=date("2026-01-01")', "timeDate"),
}


@pytest.mark.parametrize("wait", ROUND.values(), ids=ROUND.keys())
def test_a_loop_in_which_no_time_passes_stops_at_its_timer_and_keeps_nobody_waiting(deployed, at, wait):
    again = '<bpmn:exclusiveGateway id="again" default="again_to_merge"/><bpmn:exclusiveGateway id="merge"/>'
    deployed(
        main=diagram(
            start(), again, wait, end(), flow("begin", "merge", "wait", "again", "merge"), flow("again", "done", when="=false"),
        ),
        other=diagram(start(), catch("short", "PT1M"), end(), flow("begin", "short", "done"), id="other"),
    )  # fmt: skip
    turning = begin()
    behind = engine.start("other", business_key="B", data={}, by="system")
    at("2026-03-02 09:01")
    while engine.tick():
        pass
    assert engine.process(behind.id).state == "done"
    trouble = engine.process(turning.id).trouble
    assert trouble["element"] == "wait" and "时间不会前进" in trouble["text"]


def test_a_cycle_without_an_interval_is_refused_at_its_element(deployed):
    deployed(main=reminding("R/PT0S"))
    trouble = begin().trouble
    assert trouble["element"] == "remind" and "间隔必须大于零" in trouble["text"]


def test_after_a_long_standstill_one_process_does_not_keep_the_others_waiting(deployed, at, quiet_steps, monkeypatch):
    monkeypatch.setattr(clockwork, "AT_A_TURN", 3)
    deployed(
        main=reminding("R/P1D"),
        other=diagram(start(), catch("short", "P1D"), end(), flow("begin", "short", "done"), id="other"),
    )
    process = begin()
    at("2026-03-02 12:00")
    behind = engine.start("other", business_key="B", data={}, by="system")
    at("2026-03-09 12:00")
    assert engine.tick() == 2
    assert len(told(quiet_steps)) == 3 and engine.process(behind.id).state == "done"
    while engine.tick():
        pass
    assert told(quiet_steps) == [f"03-{day:02}T09:00" for day in range(3, 10)]
    assert engine.replay(process.id).divergence is None


def test_skipped_turns_of_a_fast_cycle_are_worked_out_not_counted_through(deployed, at, quiet_steps):
    deployed(main=reminding("R/PT1S", "skip"))
    process = begin()
    at("2026-06-02 09:00")
    process = run(process)
    assert len(told(quiet_steps)) == 1
    assert engine.history(process.id)[-1].data["in"]["skipped"] == 92 * 86_400 - 1


OBJECTION = {"objection": "=key"}


def awaited(*more: str) -> bytes:
    """After a day either an objection comes or fifteen days pass."""
    return diagram(
        start(), catch("first", "P1D"), '<bpmn:eventBasedGateway id="either"/>',
        node("intermediateCatchEvent", "came", inside=message("m_objection")), catch("over", "P15D"),
        script("s", "=string(now())", "heard"), end("heard_it"), end("lapsed"),
        flow("begin", "first", "either", "came", "s", "heard_it"), flow("either", "over", "lapsed"), messages=OBJECTION,
    )  # fmt: skip


def test_a_message_that_came_in_time_counts_though_the_clock_was_late(deployed, at):
    deployed(main=awaited())
    process = engine.start("main", business_key="Z", data={"key": "k"}, by="system")
    at("2026-03-05 10:00")
    assert engine.send("objection", "k", {"text": "x"}, by="citizen:9").outcome == "kept"
    at("2026-04-05 09:00")
    found = run(process)
    assert found.outcome["heard"] == "2026-03-05T10:00:00@Asia/Shanghai" and found.outcome["text"] == "x"
    assert [entry.element for entry in engine.history(process.id)] == ["", "first", "came"]


def test_one_that_came_after_the_deadline_does_not(deployed, at):
    deployed(main=awaited())
    process = engine.start("main", business_key="Z", data={"key": "k"}, by="system")
    at("2026-03-18 10:00")
    assert engine.send("objection", "k", {}, by="citizen:9").outcome == "kept"
    at("2026-04-05 09:00")
    assert "heard" not in run(process).outcome
    assert [entry.element for entry in engine.history(process.id)][-1] == "over"


def test_what_fails_on_a_late_message_is_tried_again_as_of_when_it_was_sent(deployed, at, quiet_steps):
    deployed(
        main=diagram(
            start(), catch("first", "PT1H"), user("a"), boundary("came", "a", message("m_objection")), service("f", "engine.fail"),
            catch("then", "P1D"), end("heard"), boundary("late", "a", timer("PT2H")), end("lapsed"), end(),
            flow("begin", "first", "a", "done"), flow("came", "f", "then", "heard"), flow("late", "lapsed"), messages=OBJECTION,
        )
    )  # fmt: skip
    process = engine.start("main", business_key="Z", data={"key": "k"}, by="system")
    at("2026-03-02 10:30")
    engine.send("objection", "k", {}, by="citizen:9")
    quiet_steps.broken.add("fail")
    at("2026-03-02 12:30")
    engine.run_due(process.id)
    assert engine.process(process.id).trouble["element"] == "f"
    quiet_steps.broken.clear()
    at("2026-03-02 13:00")
    found = run(process)
    assert found.state == "running" and found.due_at == moment("2026-03-03 10:30")
    assert clock.now() == moment("2026-03-02 13:00")


def test_a_message_for_a_suspended_process_is_kept_for_it_and_starts_nothing_else(deployed):
    waits = diagram(
        start(), node("intermediateCatchEvent", "came", inside=message("m_objection")), end(), flow("begin", "came", "done"),
        messages=OBJECTION,
    )  # fmt: skip
    starts = diagram(
        node("startEvent", "begin", inside=message("m_objection")), end(), flow("begin", "done"), messages={"objection": None},
        id="other",
    )  # fmt: skip
    deployed(main=waits, other=starts)
    process = engine.start("main", business_key="Z", data={"key": "k"}, by="system")
    engine.suspend(process.id, reason="核查", by="officer:1")
    assert engine.send("objection", "k", {}, by="citizen:9").outcome == "kept"
    assert engine.send("objection", "another", {}, by="citizen:9").outcome == "started"
    engine.resume(process.id, by="officer:1")
    engine.tick()
    assert engine.process(process.id).state == "done"
