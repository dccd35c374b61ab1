"""Signals between processes: once to each who waits now, to every diagram that begins with one, to nobody later."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app import engine
from app.engine.live import MAX_HOPS
from app.errors import Conflict
from app.store import db
from tests.engine.drawing import diagram, end, flow, node, service, start, timer, user
from tests.engine.matrix_triggered import NEWS, SIGNAL, begun

GENERATIONS = 5
"""Of processes begun by signals, each counting ten hops (broadcasts.BIRTH): the fifth may throw no more."""
THROWS = diagram(
    start(), user("go"), node("intermediateThrowEvent", "say", inside=SIGNAL, inputs={"said": "=n"}), end(),
    flow("begin", "go", "say", "done"), id="throws", root=NEWS,
)  # fmt: skip
WAITS = diagram(
    start(), node("intermediateCatchEvent", "r", inside=SIGNAL), service("s", "engine.note", inputs={"text": "=string(said)"}),
    user("a"), end(), flow("begin", "r", "s", "a", "done"), id="waits", root=NEWS,
)  # fmt: skip
BEGINS = diagram(
    start("b", inside=SIGNAL), user("x"), end(), flow("b", "x", "done"), id="begins", root=NEWS
)  # fmt: skip
FAILS = WAITS.replace(b"engine.note", b"engine.fail").replace(b'"waits"', b'"fails"')


def begin(name: str, key: str = "K", **data: Any) -> int:
    """A process."""
    return engine.start(name, business_key=key, data=data, by="system").id


def go(process_id: int, **answers: Any) -> engine.Process:
    """Its only task is done."""
    (task,) = engine.open_tasks(process_id=process_id)
    return engine.complete(task.id, answers, by="officer:1")


def at_element(process_id: int) -> list[str]:
    """Where it stands."""
    return [place.element for place in engine.standing(process_id)]


def noted() -> int:
    """The deliveries that are still to be made."""
    return db.session.scalar(sa.text("SELECT count(*) FROM signal_delivery")) or 0


def ticked() -> None:
    """Until nothing is left to do."""
    while engine.tick():
        pass


def test_whoever_waits_now_has_it_once_and_whoever_comes_later_has_not(deployed, quiet_steps):
    deployed(throws=THROWS, waits=WAITS)
    early = [begin("waits") for _ in range(3)]
    assert go(begin("throws"), n=7).state == "done"
    late = begin("waits")
    ticked()
    assert [at_element(one) for one in early] == [["a"]] * 3 and at_element(late) == ["r"]
    assert quiet_steps.calls == [("note", {"text": "7"})] * 3
    entry = engine.history(early[0])[-1]
    assert (entry.kind, entry.element, entry.data["in"]["data"]) == ("signal", "r", {"said": 7})
    assert entry.by.startswith("process:") and noted() == 0
    assert [engine.prove(one) for one in (*early, late)] == [None] * 4


def test_whoever_throws_it_only_notes_who_is_to_have_it(deployed):
    deployed(throws=THROWS, waits=WAITS)
    counted = []
    for many in (1, 30):
        waiting, thrower = [begin("waits") for _ in range(many)], begin("throws")
        statements: list[str] = []

        def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any, said: list[str] = statements) -> None:
            said.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", listen)
        go(thrower, n=1)
        sa.event.remove(db.engine, "before_cursor_execute", listen)
        counted.append(len(statements))
        assert noted() == many and {tuple(at_element(one)) for one in waiting} == {("r",)}
        ticked()
    assert counted[0] == counted[1]


def test_every_newest_version_that_begins_with_it_is_started_once(deployed):
    deployed(begins=BEGINS, other=BEGINS.replace(b'"begins"', b'"other"').replace(b'"x"', b'"y"'))
    deployed(begins=BEGINS.replace(b'"x"', b'"z"'))
    assert engine.signal("news", {"business_key": "N1", "k": 1}, by="system") == 2
    ticked()
    assert [(one.diagram, one.version) for one in engine.processes_of("N1")] == [("begins", 2), ("other", 1)]
    assert sorted(task.element for task in engine.open_tasks(business_key="N1")) == ["y", "z"]
    deployed(begins=diagram(start(), user("x"), end(), flow("begin", "x", "done"), id="begins"))
    assert engine.signal("news", {}, by="system") == 1


def test_the_same_key_is_the_same_signal(deployed):
    deployed(waits=WAITS)
    begin("waits")
    assert [engine.signal("news", {"said": 1}, by="system", key="once") for _ in range(2)] == [1, 1]
    assert noted() == 1
    with pytest.raises(Conflict):
        engine.signal("news", {"said": 2}, by="system", key="once")


def test_what_is_taken_back_was_never_sent(deployed):
    deployed(throws=THROWS, waits=WAITS)
    waiting, thrower = begin("waits"), begin("throws")
    saved = db.session.begin_nested()
    go(thrower, n=1)
    assert noted() == 1
    saved.rollback()
    ticked()
    assert (noted(), at_element(waiting), at_element(thrower)) == (0, ["r"], ["go"])


def test_who_is_suspended_has_it_when_he_goes_on_and_who_has_ended_not_at_all(deployed):
    deployed(waits=WAITS)
    paused, over = begin("waits"), begin("waits")
    for one in (paused, over):
        engine.suspend(one, reason="r", by="officer:1")
    assert engine.signal("news", {"said": 1}, by="system") == 2
    engine.cancel(over, reason="r", by="officer:1")
    ticked()
    assert at_element(paused) == ["r"]
    engine.resume(paused, by="officer:1")
    ticked()
    assert at_element(paused) == ["a"] and engine.process(over).state == "cancelled" and noted() == 0
    assert [engine.prove(one) for one in (paused, over)] == [None, None]


def test_who_fails_at_it_is_in_trouble_with_it_and_the_others_have_it(deployed, quiet_steps):
    quiet_steps.broken.add("fail")
    deployed(fails=FAILS, waits=WAITS)
    failing, fine = begin("fails"), begin("waits")
    engine.signal("news", {"said": 1}, by="system")
    ticked()
    assert (engine.process(failing).state, at_element(fine), noted()) == ("troubled", ["a"], 0)
    quiet_steps.broken.clear()
    assert engine.retry(failing, by="officer:1").state == "running"
    assert at_element(failing) == ["a"] and engine.prove(failing) is None


def test_a_signal_comes_after_what_fell_due_before_it_and_before_what_fell_due_since(deployed, at):
    drawn = diagram(
        start(), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "t", inside=timer("PT2H")),
        node("intermediateCatchEvent", "r", inside=SIGNAL), user("a"), user("b"), end(), end("e"),
        flow("begin", "g", "t", "a", "done"), flow("g", "r", "b", "e"), root=NEWS,
    )  # fmt: skip
    deployed(main=drawn)
    before, since = begin("main"), None
    at("2026-03-02 10:30")
    since = begin("main")
    at("2026-03-02 11:30")
    engine.signal("news", {}, by="system")
    at("2026-03-02 13:00")
    ticked()
    assert (at_element(before), at_element(since)) == (["a"], ["b"])
    assert engine.prove(before) is None and engine.prove(since) is None


def test_two_signals_reach_a_process_in_their_order(deployed):
    drawn = diagram(
        start(), user("a"), end(), flow("begin", "a", "done"), begun(SIGNAL, user("w"), beside=True), root=NEWS
    )
    deployed(main=drawn)
    process = begin("main")
    for number in (1, 2, 3):
        engine.signal("news", {"said": number}, by="system")
    ticked()
    heard = [entry.data["in"]["data"]["said"] for entry in engine.history(process) if entry.kind == "signal"]
    assert heard == [1, 2, 3] and at_element(process).count("w") == 3


def test_a_message_of_the_same_name_is_something_else(deployed):
    deployed(waits=WAITS)
    process = begin("waits")
    assert engine.send("news", "", {}, by="system").outcome == "kept"
    ticked()
    assert at_element(process) == ["r"]


# loops

ECHO = diagram(
    start("b", inside=SIGNAL), node("intermediateThrowEvent", "say", inside=SIGNAL), end(), flow("b", "say", "done"),
    id="echo", root=NEWS,
)  # fmt: skip


def test_signals_that_start_what_throws_them_again_stop_at_the_element_and_delay_nobody(deployed):
    deployed(echo=ECHO)
    engine.signal("news", {}, by="system")
    for _turn in range(GENERATIONS - 1):
        assert engine.tick(1) == 1
    deployed(waits=WAITS.replace(b"news", b"calm"))
    other = begin("waits")
    engine.signal("calm", {"said": 1}, by="system")
    engine.tick(1)
    assert at_element(other) == ["a"], "a signal of nobody's making comes before the loop goes on"
    ticked()
    made = engine.processes_of("news")
    assert [one.state for one in made].count("troubled") == 1 and len(made) == GENERATIONS and noted() == 0
    (stuck,), _total = engine.troubled(engine.Sieve(diagram="echo"))
    assert stuck.trouble["element"] == "say" and "信号 news 循环" in stuck.trouble["text"]
    assert (stuck.trouble["attempts"], stuck.trouble["retry_at"]) == (1, None)
    assert [engine.prove(one.id) for one in (made[0], stuck)] == [None, None]


def test_signals_that_double_what_throws_them_end_after_a_few_generations(deployed):
    deployed(echo=ECHO, twin=ECHO.replace(b'"echo"', b'"twin"'))
    engine.signal("news", {}, by="system")
    while engine.tick(100):
        pass
    made = engine.processes_of("news")
    assert len(made) == sum(2**n for n in range(1, GENERATIONS + 1)) and noted() == 0
    assert [one.state for one in made].count("troubled") == 2**GENERATIONS


def test_two_that_wake_each_other_for_ever_stop_too(deployed):
    again = diagram(
        start(), node("exclusiveGateway", "g"), node("intermediateCatchEvent", "r", inside=SIGNAL),
        node("intermediateThrowEvent", "say", inside=SIGNAL), flow("begin", "g", "r", "say", "g"), id="again", root=NEWS,
    )  # fmt: skip
    deployed(again=again)
    pair = [begin("again") for _n in range(2)]
    engine.signal("news", {}, by="system")
    ticked()
    states = [engine.process(one).state for one in pair]
    assert "troubled" in states and noted() <= 1
    assert [engine.prove(one) for one in pair] == [None, None]


def test_messages_that_lead_to_each_other_stop_at_the_element_and_what_began_them_stands(deployed):
    name = '<bpmn:message id="m" name="ring"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>'
    event = '<bpmn:messageEventDefinition messageRef="m"/>'
    ring = diagram(
        start("b", inside=event), node("intermediateThrowEvent", "say", inside=event, inputs={"k": '="L"'}), end(),
        flow("b", "say", "done"), id="ring", root=name,
    )  # fmt: skip
    deployed(ring=ring)
    assert engine.send("ring", "L", {"k": "L"}, by="officer:1").outcome == "started"
    (stuck,), _total = engine.troubled(engine.Sieve(diagram="ring"))
    assert stuck.trouble["element"] == "say" and "消息 ring 循环" in stuck.trouble["text"]
    assert len(engine.processes_of("L")) == MAX_HOPS + 1
