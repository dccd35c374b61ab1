"""Messages that wait for somebody, and keys that make a call twice the same call: how long both are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import engine
from app.engine import messages
from app.errors import Conflict
from app.store import db, transaction
from tests.engine.drawing import diagram, end, flow, message, node, service, start, user
from tests.engine.test_apart import in_threads

CATCHING = diagram(
    start(),
    node("intermediateCatchEvent", "one", inside=message("m_hello")),
    node("intermediateCatchEvent", "two", inside=message("m_hello")),
    end(),
    flow("begin", "one", "two", "done"),
    messages={"hello": "=key"},
)
TASK = diagram(start(), user("a"), end(), flow("begin", "a", "done"))
FAILING = diagram(start(), user("a"), service("s", "engine.fail"), end(), flow("begin", "a", "s", "done"))
STARTED = diagram(
    node("startEvent", "begin", inside=message("m_move_in")),
    user("a"),
    end(),
    flow("begin", "a", "done"),
    messages={"move_in": None},
)


def begin(key="k"):
    """A process of `main`."""
    return engine.start("main", business_key="Z", data={"key": key}, by="system")


def kept():
    """How many messages are kept."""
    return db.session.execute(sa.text("SELECT count(*) FROM buffered_message")).scalar_one()


def test_kept_messages_are_delivered_in_their_order_each_once(deployed):
    deployed(main=CATCHING)
    for text in ("first", "second", "third"):
        assert engine.send("hello", "k", {"text": text}, by="x").outcome == "kept"
    process = begin()
    assert process.state == "done"
    heard = [entry.data["in"]["data"]["text"] for entry in engine.history(process.id) if entry.kind == "message"]
    assert heard == ["first", "second"]
    assert kept() == 1


@pytest.mark.parametrize(("later", "state"), [("2026-03-02 09:59", "done"), ("2026-03-02 10:00", "running")])
def test_a_message_is_kept_for_the_time_its_sender_says(deployed, at, later, state):
    deployed(main=CATCHING)
    for _ in range(2):
        engine.send("hello", "k", {}, by="x", keep_for=timedelta(hours=1))
    at(later)
    assert begin().state == state
    engine.discard_old()
    at("2026-03-02 10:01")
    engine.discard_old()
    assert kept() == 0


def test_without_such_a_time_it_is_kept_thirty_days(deployed, at):
    deployed(main=CATCHING)
    for _ in range(2):
        engine.send("hello", "k", {}, by="x")
    at("2026-04-01 09:00")
    assert begin().state == "running"
    assert engine.discard_old() == 0
    at("2026-04-01 09:01")
    assert engine.discard_old() == 2


def test_a_message_for_nobody_later_is_dropped_but_found_by_who_waits(deployed):
    deployed(main=CATCHING)
    assert engine.send("hello", "k", {}, by="x", keep_for=timedelta(0)).outcome == "dropped"
    process = begin()
    assert engine.send("hello", "k", {}, by="x", keep_for=timedelta(0)).process.id == process.id


def test_a_delivery_that_fails_does_not_lengthen_the_time(deployed, at):
    deployed(main=CATCHING)
    engine.send("hello", "k", {}, by="x", keep_for=timedelta(hours=1))
    expires = db.session.execute(sa.text("SELECT id, expires_at FROM buffered_message")).one()
    at("2026-03-02 09:30")
    assert not messages.redeliver(expires.id)
    assert db.session.execute(sa.text("SELECT expires_at FROM buffered_message")).scalar_one() == expires.expires_at


def test_the_same_key_is_the_same_call_for_ninety_days(deployed, at):
    deployed(main=TASK, other=STARTED.replace(b'id="main"', b'id="other"').replace(b'name="main"', b'name="other"'))
    first = engine.start("main", business_key="Z", data={}, by="x", key="s")
    sent = engine.send("move_in", "Z", {}, by="x", key="m")
    task = engine.open_tasks(process_id=first.id)[0]
    done = engine.complete(task.id, {"a": 1}, by="officer:1", key="c")
    at("2026-05-31 09:00")
    assert engine.discard_old() == 0
    assert engine.start("main", business_key="Z", data={}, by="x", key="s").id == first.id
    assert engine.send("move_in", "Z", {}, by="x", key="m").process.id == sent.process.id
    assert engine.complete(task.id, {"a": 1}, by="officer:1", key="c").id == done.id
    with pytest.raises(Conflict):
        engine.send("move_in", "Z", {"other": 1}, by="x", key="m")
    at("2026-05-31 09:01")
    assert engine.discard_old() == 3
    assert engine.start("main", business_key="Z", data={}, by="x", key="s").id != first.id


def test_a_call_that_was_refused_leaves_its_key_free(deployed):
    deployed(main=TASK)
    first = engine.start("main", business_key="Z", data={}, by="x")
    task = engine.open_tasks(process_id=first.id)[0]
    engine.claim(task.id, by="officer:1")
    with pytest.raises(Conflict):
        engine.complete(task.id, {}, by="officer:2", key="c")
    engine.release(task.id, by="officer:1")
    assert engine.complete(task.id, {}, by="officer:2", key="c").state == "done"


def test_the_same_call_from_many_at_once_is_one_call_and_all_get_its_result(committed):
    with transaction():
        engine.deploy_files({"main.bpmn": TASK}, by="x")
    started = in_threads(
        committed, *[lambda: engine.start("main", business_key="Z", data={}, by="x", key="s") for _ in range(6)]
    )
    assert len({process.id for process in started}) == 1
    with transaction():
        task = engine.open_tasks(business_key="Z")[0]
    done = in_threads(committed, *[lambda: engine.complete(task.id, {}, by="officer:1", key="c") for _ in range(6)])
    assert {process.state for process in done} == {"done"}
    sent = in_threads(committed, *[lambda: engine.send("hello", "k", {}, by="x", key="m") for _ in range(6)])
    assert {one.outcome for one in sent} == {"kept"}
    assert kept() == 1


def test_a_call_that_ended_in_trouble_is_known_too_and_its_key_is_good_for_no_other(committed, quiet_steps):
    with transaction():
        engine.deploy_files({"main.bpmn": FAILING}, by="x")
        first, second = (engine.start("main", business_key=key, data={}, by="x") for key in ("Y", "Z"))
        task, other = (engine.open_tasks(process_id=one.id)[0].id for one in (first, second))
    quiet_steps.broken.add("fail")
    done = in_threads(committed, *[lambda: engine.complete(task, {}, by="officer:1", key="c") for _ in range(4)])
    assert {(process.id, process.state) for process in done} == {(first.id, "troubled")}
    with transaction(), pytest.raises(Conflict):
        engine.complete(other, {}, by="officer:1", key="c")
    together = in_threads(
        committed,
        lambda: engine.complete(other, {}, by="officer:1", key="d"),
        lambda: engine.complete(other, {"a": 1}, by="officer:1", key="d"),
    )
    assert sorted(isinstance(one, Conflict) for one in together) == [False, True]
    assert sum(call[0] == "fail" for call in quiet_steps.calls) == 2
