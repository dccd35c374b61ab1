"""Trouble stops one process at its element, tells why and how often, tries again by itself, and delays nobody else."""

from __future__ import annotations

import pytest

from app import engine
from app.engine import definitions
from app.store import clock, db, outbox, transaction
from tests.engine.drawing import diagram, end, flow, rule, script, service, start, user
from tests.engine.test_verbs import DECISION

CALLS = diagram(start(), user("a"), service("b", "engine.fail"), end(), flow("begin", "a", "b", "done"))


def begin(key="K1", **data):
    return engine.start("main", business_key=key, data=data, by="citizen:1")


def complete(key="K1", **answers):
    return engine.complete(engine.open_tasks(business_key=key)[0].id, answers, by="officer:1")


def test_a_step_that_raises_is_tried_again_five_times_with_growing_waits_then_waits_for_a_person(
    deployed, at, quiet_steps
):
    quiet_steps.broken.add("fail")
    deployed(main=CALLS)
    begin()
    process = complete()
    waits = []
    while process.due_at is not None:
        waits.append(process.due_at - clock.now())
        at(process.due_at.isoformat()[:19])
        engine.run_due(process.id)
        process = engine.process(process.id)
    assert len(waits) == 5 and waits == sorted(set(waits))
    assert process.trouble["attempts"] == 6 and process.state == "troubled"
    assert [entry.data["attempts"] for entry in engine.history(process.id) if entry.kind == "stopped"] == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    quiet_steps.broken.clear()
    assert engine.retry(process.id, by="officer:9").state == "done"


def test_trouble_ends_by_itself_when_the_cause_does(deployed, at, quiet_steps):
    quiet_steps.broken.add("fail")
    deployed(main=CALLS)
    begin()
    process = complete()
    quiet_steps.broken.clear()
    at(process.due_at.isoformat()[:19])
    assert engine.run_due(process.id)
    assert engine.process(process.id).state == "done"


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (script("b", "=amonut + 1", "x"), "amonut"),
        (service("b", "engine.add"), "缺少变量"),
        (service("b", "engine.post", inputs={"number": "=1"}), "没有人投递主题"),
    ],
    ids=["FEEL", "variable", "department"],
)
def test_what_no_retry_can_mend_is_not_tried_again(deployed, monkeypatch, element, words):
    """A department whose line is gone, a variable that is missing, an expression that gives nothing."""
    monkeypatch.setattr(outbox, "_deliverers", {})
    deployed(main=diagram(start(), user("a"), element, end(), flow("begin", "a", "b", "done")))
    begin()
    process = complete()
    assert (process.state, process.trouble["element"], process.due_at) == ("troubled", "b", None)
    assert words in process.trouble["text"]


def test_a_decision_that_is_gone_stops_the_process_at_its_element(deployed):
    deployed(
        main=diagram(start(), user("a"), rule("b", "fee", "fee"), end(), flow("begin", "a", "b", "done")),
        fees=DECISION,
    )
    begin()
    db.session.connection().exec_driver_sql("DELETE FROM decision_version")
    definitions._kept.clear()
    process = complete(amount=1)
    assert (process.state, process.trouble["element"], process.due_at) == ("troubled", "b", None)
    assert "没有决策 fee" in process.trouble["text"]


def test_a_poisoned_process_never_delays_another(committed, at, quiet_steps):
    """One whose step raises at every try, one whose state cannot even be read: the third moves at its time."""
    at("2026-03-02 09:00")
    quiet_steps.broken.add("fail")
    timed = '<bpmn:intermediateCatchEvent id="wait" name="wait"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1M</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>'  # fmt: skip
    with transaction():
        engine.deploy_files(
            {
                "main.bpmn": diagram(start(), timed, service("b", "engine.fail"), end(), flow("begin", "wait", "b", "done")),
                "good.bpmn": diagram(start(), timed, user("c"), end(), flow("begin", "wait", "c", "done"), id="good"),
            },
            by="officer:1",
        )  # fmt: skip
        raising, unreadable = begin("K1"), begin("K2")
        good = engine.start("good", business_key="K3", data={}, by="citizen:1")
        db.session.connection().exec_driver_sql(
            "UPDATE process SET content = 'rubbish'::bytea WHERE id = %(id)s", {"id": unreadable.id}
        )
    at("2026-03-02 09:01")
    engine.tick()
    with transaction():
        assert engine.process(raising.id).state == "troubled"
        assert [task.element for task in engine.open_tasks(process_id=good.id)] == ["c"]
        assert engine.process(unreadable.id).due_at > clock.now()
    at("2026-03-02 09:02")
    engine.tick()
    with transaction():
        assert engine.process(raising.id).trouble["attempts"] == 2
