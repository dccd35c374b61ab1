"""The verbs on a real database: deploy, start, complete, send, tick, and what they keep."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from app import engine
from app.errors import Conflict, DesignError, NotAllowed
from app.store import clock
from app.store.database import ZONE
from tests.engine.drawing import (
    boundary,
    call,
    diagram,
    end,
    flow,
    message,
    node,
    rule,
    script,
    service,
    start,
    timer,
    user,
)

TWO_TASKS = diagram(
    start(),
    user("examine", groups='="street_reviewer@" + street', due='=deadline(today(), 3, "wd")', form="x.y"),
    node("exclusiveGateway", "is_big", default="is_big_to_small"),
    service("sum", "engine.add", inputs={"a": "=amount"}, outputs={"total": "=total", "total_half": "=total / 2"}),
    script("small", "=amount * 2", "total"),
    user("approve", groups="approver@ZH", not_by="examine"),
    end(),
    flow("begin", "examine", "is_big"),
    flow("is_big", "sum", when="=amount > 100"),
    flow("is_big", "small"),
    flow("sum", "approve"),
    flow("small", "approve", "done"),
)


def begin(data=None, key="K1", diagram="main"):
    return engine.start(diagram, business_key=key, data=data or {}, by="citizen:1")


def only_task(key="K1"):
    (task,) = engine.open_tasks(business_key=key)
    return task


def test_a_process_goes_from_task_to_task_and_ends(deployed):
    deployed(main=TWO_TASKS)
    process = begin({"street": "440402001", "amount": 1})
    task = only_task()
    assert (task.role, task.organisation, task.form, task.name) == ("street_reviewer", "440402001", "x.y", "examine")
    assert task.due_at == datetime(2026, 3, 6, tzinfo=ZONE)
    process = engine.complete(task.id, {"amount": 101}, by="officer:1")
    assert process.state == "running"
    assert engine.variables(only_task().id) == {
        "street": "440402001",
        "amount": 101,
        "total": 102,
        "total_half": 51,
    }
    assert only_task().barred == ("officer:1",)
    process = engine.complete(only_task().id, {}, by="officer:2")
    assert process.state == "done"
    assert process.outcome["total"] == 102
    assert [t.state for t in engine.tasks_of(process.id)] == ["done", "done"]


def test_the_approver_may_not_be_the_examiner_even_after_a_hand_over(deployed):
    deployed(main=TWO_TASKS)
    begin({"street": "s", "amount": 1})
    engine.complete(only_task().id, {}, by="officer:1")
    with pytest.raises(NotAllowed):
        engine.claim(only_task().id, by="officer:1")
    engine.claim(only_task().id, by="officer:2")
    with pytest.raises(NotAllowed):
        engine.hand_over(only_task().id, "officer:1", by="officer:2")
    with pytest.raises(Conflict):
        engine.complete(only_task().id, {}, by="officer:3")
    engine.release(only_task().id, by="officer:2")
    with pytest.raises(NotAllowed):
        engine.complete(only_task().id, {}, by="officer:1")
    assert engine.complete(only_task().id, {}, by="officer:3").state == "done"


def test_a_fraction_stays_exact_through_the_state(deployed):
    deployed(main=TWO_TASKS)
    begin({"street": "s", "amount": Decimal("1.15")})
    engine.complete(only_task().id, {}, by="officer:1")
    assert engine.variables(only_task().id)["total"] == Decimal("2.30")


def test_two_people_at_once_the_second_hears_who_was_quicker(deployed):
    deployed(main=TWO_TASKS)
    begin({"street": "s", "amount": 1})
    task = only_task()
    engine.complete(task.id, {}, by="officer:1")
    with pytest.raises(Conflict) as refusal:
        engine.complete(task.id, {}, by="officer:2")
    assert refusal.value.facts["who"] == "officer:1"


def test_the_same_key_gives_the_first_result_and_other_content_is_refused(deployed):
    deployed(main=TWO_TASKS)
    first = engine.start("main", business_key="K1", data={"street": "s", "amount": 1}, by="x", key="a")
    again = engine.start("main", business_key="K1", data={"street": "s", "amount": 1}, by="x", key="a")
    assert first.id == again.id
    with pytest.raises(Conflict):
        engine.start("main", business_key="K1", data={"street": "s", "amount": 2}, by="x", key="a")
    task = only_task()
    engine.complete(task.id, {"a": 1}, by="officer:1", key="b")
    assert engine.complete(task.id, {"a": 1}, by="officer:1", key="b").id == first.id


TIMED = diagram(
    start(),
    user("wait", groups="r@o"),
    boundary("late", "wait", timer("=end of day(date(until))", "timeDate")),
    boundary("remind", "wait", timer("R3/P1D", "timeCycle"), interrupting=False),
    service("tell", "engine.note", inputs={"text": "=string(today())"}),
    end("reminded"),
    end(),
    script("lapse", '="late at " + string(now())', "result"),
    end("lapsed"),
    flow("begin", "wait", "done"),
    flow("late", "lapse", "lapsed"),
    flow("remind", "tell", "reminded"),
)


def test_timers_fire_at_their_due_moment_and_reminders_do_not_pile_up(deployed, at, quiet_steps):
    deployed(main=TIMED)
    process = begin({"until": "2026-03-05"})
    assert process.due_at == datetime(2026, 3, 3, 9, tzinfo=ZONE)
    assert not engine.run_due(process.id)
    at("2026-03-04 12:00")
    assert engine.run_due(process.id)
    assert [c[1]["text"] for c in quiet_steps.calls] == ["2026-03-03", "2026-03-04"]
    at("2026-03-20 12:00")
    assert engine.run_due(process.id)
    process = engine.process(process.id)
    assert process.state == "done"
    assert process.outcome["result"] == "late at 2026-03-06T00:00:00@Asia/Shanghai"
    assert len(quiet_steps.calls) == 3


def test_an_input_after_the_deadline_comes_too_late_even_when_no_tick_came(deployed, at):
    deployed(main=TIMED)
    begin({"until": "2026-03-05"})
    at("2026-03-06 00:00")
    with pytest.raises(Conflict):
        engine.complete(only_task().id, {}, by="officer:1")


def test_tick_moves_what_is_due_each_in_its_own_transaction(committed, at):
    at("2026-03-02 09:00")
    engine.deploy_files({"main.bpmn": TIMED}, by="x")
    for number in range(3):
        begin({"until": "2026-03-05"}, key=f"K{number}")
    clock.db.session.commit()
    assert engine.tick() == 0
    at("2026-03-07 00:00")
    assert engine.tick() == 3
    assert engine.tick() == 0
    assert [engine.processes_of(f"K{n}")[0].state for n in range(3)] == ["done"] * 3


CATCHING = diagram(
    start(),
    node("intermediateCatchEvent", "answer", inside=message("m_answered")),
    end(),
    flow("begin", "answer", "done"),
    messages={"answered": "=string(round_id)"},
)


def test_a_message_finds_the_waiting_process(deployed):
    deployed(main=CATCHING)
    process = begin({"round_id": 7})
    assert engine.send("answered", "8", {"x": 1}, by="system").outcome == "kept"
    sent = engine.send("answered", "7", {"x": 2}, by="system")
    assert (sent.outcome, sent.process.id, sent.process.state) == ("delivered", process.id, "done")
    assert sent.process.outcome == {"round_id": 7, "x": 2}


def test_a_message_that_comes_early_is_kept_and_delivered_once(deployed):
    deployed(main=CATCHING)
    assert engine.send("answered", "7", {"x": 1}, by="system").outcome == "kept"
    assert begin({"round_id": 7}).state == "done"
    assert begin({"round_id": 7}, key="K2").state == "running"


def test_a_message_starts_a_process(deployed):
    deployed(
        main=diagram(
            start("overdue", inside=message("m_overdue")),
            user("urge", groups='="supervisor@" + district'),
            end(),
            flow("overdue", "urge", "done"),
            messages={"overdue": None},
        )
    )
    sent = engine.send("overdue", "", {"business_key": "ZH1", "district": "XZ"}, by="system")
    assert sent.outcome == "started"
    assert only_task("ZH1").organisation == "XZ"


def test_called_diagrams_get_their_inputs_and_give_their_outputs(deployed):
    inner = diagram(
        start(),
        user("look", groups='="r@" + level'),
        end(),
        flow("begin", "look", "done"),
        id="inner",
    )
    outer = diagram(
        start(),
        call(
            "review",
            "inner",
            'propagateAllParentVariables="false" propagateAllChildVariables="false"',
            inputs={"level": '="street"'},
            outputs={"found": "=opinion"},
        ),
        end(),
        flow("begin", "review", "done"),
    )
    deployed(main=outer, inner=inner)
    begin({"secret": 1})
    assert engine.variables(only_task().id) == {"level": "street"}
    done = engine.complete(only_task().id, {"opinion": "agree"}, by="officer:1")
    assert done.outcome == {"secret": 1, "found": "agree"}


DECISION = b"""<?xml version="1.0"?><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
<inputData id="in" name="amount"><variable name="amount" typeRef="number"/></inputData>
<decision id="fee" name="Fee"><variable name="Fee"/><informationRequirement id="q"><requiredInput href="#in"/></informationRequirement><decisionTable id="t" hitPolicy="UNIQUE"><input id="i"><inputExpression id="e" typeRef="number"><text>amount</text></inputExpression></input>
<output id="o" name="fee" typeRef="number"/><annotation name="article"/>
<rule id="r1"><inputEntry id="a"><text>&lt; 10</text></inputEntry><outputEntry id="b"><text>1</text></outputEntry><annotationEntry><text>Art. 1</text></annotationEntry></rule>
<rule id="r2"><inputEntry id="c"><text>&gt;= 10</text></inputEntry><outputEntry id="f"><text>2.5</text></outputEntry><annotationEntry><text>Art. 2</text></annotationEntry></rule>
</decisionTable></decision></definitions>"""


def test_a_decision_is_taken_and_journalled_with_its_trace(deployed):
    deployed(
        main=diagram(start(), rule("decide", "fee", "price"), user("a"), end(), flow("begin", "decide", "a", "done")),
        fees=DECISION,
    )
    process = begin({"amount": 12})
    assert engine.variables(only_task().id)["price"] == Decimal("2.5")
    (fact,) = engine.history(process.id)[0].facts
    assert fact["decision"] == "fee"
    assert fact["trace"][0]["rules"][0]["annotations"] == {"article": "Art. 2"}


def test_a_step_that_raises_stops_only_its_process_and_retry_goes_on(deployed, quiet_steps):
    quiet_steps.broken.add("fail")
    deployed(main=diagram(start(), user("a"), service("b", "engine.fail"), end(), flow("begin", "a", "b", "done")))
    begin({"text": "t"})
    task = only_task()
    process = engine.complete(task.id, {"answer": 1}, by="officer:1")
    assert process.state == "troubled"
    assert process.trouble["element"] == "b"
    assert "far end" in process.trouble["text"]
    assert process.due_at is not None
    with pytest.raises(Conflict):
        engine.complete(task.id, {"answer": 2}, by="officer:2")
    assert engine.retry(process.id, by="officer:9").trouble["attempts"] == 2
    quiet_steps.broken.clear()
    process = engine.retry(process.id, by="officer:9")
    assert process.state == "done"
    assert process.outcome == {"text": "t", "answer": 1, "mended": True}
    assert engine.task(task.id).completed_by == "officer:1"
    assert [e.kind for e in engine.history(process.id)] == [
        "started", "stopped", "stopped", "retried", "task_completed",
    ]  # fmt: skip
    assert [e.by for e in engine.history(process.id)][1:3] == ["system", "officer:9"]
    assert engine.first_break(process.id) is None


def test_a_null_that_nobody_meant_stops_the_token_and_names_the_place(deployed):
    deployed(main=TWO_TASKS)
    begin({"street": "s"})
    process = engine.complete(only_task().id, {"amonut": 1}, by="officer:1")
    assert process.state == "troubled"
    assert "amonut" in process.trouble["text"]
    assert process.due_at is None


def test_suspended_time_is_given_back_in_whole_days(deployed, at):
    deployed(main=TIMED)
    process = begin({"until": "2026-03-05"})
    at("2026-03-02 15:00")
    engine.suspend(process.id, reason="integrity", by="officer:1")
    assert engine.open_tasks(business_key="K1") == []
    at("2026-03-09 10:00")
    assert not engine.run_due(process.id)
    process = engine.resume(process.id, by="officer:1")
    assert process.state == "running"
    assert process.due_at == datetime(2026, 3, 10, 9, tzinfo=ZONE)
    assert only_task().state == "open"


def test_who_suspends_after_a_deadline_that_no_tick_saw_leaves_no_ghost_of_its_task(deployed, at):
    """The limit fires first, in the same visit: its task is gone, what it opened is hidden until it is resumed."""
    limit = boundary("limit", "a", timer("P1D"))
    deployed(main=diagram(start(), user("a"), limit, user("b"), end(), end("late"), flow("begin", "a", "done"), flow("limit", "b", "late")))  # fmt: skip
    process = begin()
    at("2026-03-04 09:00")
    engine.suspend(process.id, reason="r", by="officer:1")
    found = {task.element: (task.state, task.is_hidden) for task in engine.tasks_of(process.id)}
    assert found == {"a": ("cancelled", False), "b": ("open", True)}
    engine.resume(process.id, by="officer:1")
    assert only_task().element == "b"


def test_a_deployment_pins_what_it_calls_and_makes_versions_only_for_what_changed(deployed):
    inner = diagram(start(), user("a"), end(), flow("begin", "a", "done"), id="inner")
    outer = diagram(start(), call("c", "inner"), end(), flow("begin", "c", "done"))
    assert [(d.name, d.version) for d in deployed(main=outer, inner=inner)] == [("inner", 1), ("main", 1)]
    process = begin()
    assert not any(d.is_new for d in deployed(main=outer, inner=inner))
    changed = diagram(start(), user("b"), end(), flow("begin", "b", "done"), id="inner")
    assert [(d.name, d.version) for d in deployed(main=outer, inner=changed)] == [("inner", 2), ("main", 2)]
    assert engine.process(process.id).version == 1
    assert engine.complete(only_task().id, {}, by="x").state == "done"
    begin(key="K2")
    assert only_task("K2").element == "b"


def test_a_wrong_diagram_is_refused_with_every_problem_at_its_element(deployed):
    with pytest.raises(DesignError) as refusal:
        deployed(
            main=diagram(
                start(),
                service("a", "engine.ad"),
                node("exclusiveGateway", "g"),
                script("b", "=x == 1", "y"),
                end(),
                end("lost"),
                flow("begin", "a", "g"),
                flow("g", "b", when="=len(x) > 1"),
                flow("g", "done", when="=x > 1"),
                flow("b", "done"),
            )
        )
    found = {(p["element"], p["text"]) for p in refusal.value.problems}
    elements = {element for element, _ in found}
    assert elements == {"a", "g", "b", "g_to_b", "lost"}
    assert any("engine.add" in text for _, text in found)
