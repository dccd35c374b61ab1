"""Event subprocesses while the process lives: moved to a new version, rewound, shown, passed on."""

from __future__ import annotations

from typing import Any

import pytest

from app import engine
from app.errors import Conflict
from tests.engine.drawing import boundary, diagram, end, flow, message, node, start, timer, user
from tests.engine.matrix import ERROR, FAIL, HELLO, RISE, UP, around, line, sub
from tests.engine.matrix_triggered import NEWS, SIGNAL, apart, begun, inside
from tests.engine.test_interventions import agrees, begin, complete, do, task
from tests.engine.test_moving import approved
from tests.engine.trial import Trial


def waits(process: Any) -> list[tuple[str, str]]:
    """What is shown of where it stands."""
    return sorted((place.element, place.kind) for place in engine.standing(process.id))


def hello(**data: Any) -> str:
    """The message comes."""
    return engine.send("hello", "k", data, by="system").outcome


OLD = apart(user("a"), user("b"), event=begun(message("m_hello"), user("w"), beside=True), **HELLO)


def test_what_only_watches_is_not_shown_and_what_has_begun_is(deployed):
    deployed(main=OLD)
    process = begin({"key": "k"})
    assert waits(process) == [("a", "task")]
    assert engine.picture(process.id).live == {"a": 1}
    assert hello() == "delivered"
    assert waits(process) == [("a", "task"), ("e", "inside"), ("w", "task")]
    assert engine.picture(process.id).live == {"a": 1, "e": 1, "w": 1} and "e_s" in engine.picture(process.id).done
    agrees(process)


def test_it_goes_over_to_a_new_version_waiting_and_begun_and_a_new_one_watches_from_then_on(deployed):
    deployed(main=OLD)
    process = begin({"key": "k"})
    hello()
    more = begun(SIGNAL, user("v"), id="q") + begun(message("m_hello"), user("w"), user("w2"), beside=True)
    deployed(main=apart(user("a"), user("b"), event=more, root=NEWS, **HELLO))
    assert approved().state == "done"
    agrees(process)
    assert hello() == "delivered"
    assert [one.element for one in engine.open_tasks(process_id=process.id)].count("w") == 2
    assert engine.signal("news", {"s": 1}, by="system") == 1
    while engine.tick():
        pass
    assert waits(process) == [("q", "inside"), ("v", "task")]
    complete("v", x=1)
    assert engine.process(process.id).outcome == {"key": "k", "x": 1}
    agrees(process)


def test_one_that_is_drawn_no_more_is_no_longer_watched_for_and_one_that_has_begun_keeps_its_process_back(deployed):
    deployed(main=OLD)
    waiting = begin({"key": "k"})
    deployed(main=line(user("a"), user("b")))
    plan = engine.plan_move("main")
    assert {(one.element, one.fate) for one in plan.places} == {("a", "same"), ("e_s", "dropped")}
    assert approved().state == "done" and hello() == "kept"
    agrees(waiting)
    complete("a"), complete("b")
    deployed(main=OLD)
    begin({"key": "k"})  # has the kept message at once
    deployed(main=line(user("a"), user("b")))
    plan = engine.plan_move("main")
    assert plan.going == 0 and ("e", "blocked") in {(one.element, one.fate) for one in plan.places}


def test_a_move_back_takes_the_new_watch_away(deployed):
    deployed(main=line(user("a")))
    process = begin({"key": "k"})
    deployed(main=apart(user("a"), event=begun(message("m_hello"), user("w")), **HELLO))
    approved()
    do(process, "unmove")
    assert waits(process) == [("a", "task")] and hello() == "kept"
    agrees(process)


def test_a_rewind_before_the_event_watches_again(deployed):
    deployed(main=apart(user("a"), event=begun(message("m_hello"), user("w")), **HELLO))
    process = begin({"key": "k"})
    hello(x=1)
    assert waits(process) == [("e", "inside"), ("w", "task")]
    do(process, "rewind", to=1)
    assert waits(process) == [("a", "task")] and hello(x=2) == "delivered"
    assert waits(process) == [("e", "inside"), ("w", "task")]
    agrees(process)


def test_a_timer_counts_from_when_its_scope_is_entered_and_rests_while_it_is_suspended(deployed, at):
    deployed(main=line(user("a"), sub("p", *around(user("u")), begun(timer("P2D"), user("w")))))
    process = begin()
    at("2026-03-03 09:00")
    complete("a")
    assert engine.process(process.id).due_at.isoformat() == "2026-03-05T09:00:00+08:00"
    engine.suspend(process.id, reason="r", by="officer:1")
    at("2026-03-10 09:00")
    engine.resume(process.id, by="officer:1")
    assert engine.process(process.id).due_at.isoformat() == "2026-03-12T09:00:00+08:00"
    at("2026-03-12 09:01")
    engine.run_due(process.id)
    assert [one.element for one in engine.open_tasks(process_id=process.id)] == ["w"]
    agrees(process)


def test_passed_on_it_tells_what_was_changed_so_far_and_nobody_is_set_into_it(deployed):
    deployed(main=apart(user("a"), event=begun(message("m_hello"), user("w"), user("w2"), beside=True), **HELLO))
    process = begin({"key": "k"})
    hello()
    complete("w", x=1)
    (place,) = [one for one in engine.standing(process.id) if one.element == "e"]
    assert "e" not in {name for name, _text in engine.destinations(process.id, task("a").token)}
    with pytest.raises(Conflict):
        do(process, "move", token=task("a").token, to="e")
    do(process, "skip", token=place.token)
    assert waits(process) == [("a", "task")]
    complete("a")
    assert engine.process(process.id).outcome == {"key": "k", "x": 1}
    agrees(process)


def test_what_waits_inside_is_gone_when_the_scope_is_left(deployed):
    deployed(main=inside(begun(message("m_hello"), user("w"), beside=True), user("u"), **HELLO))
    process = begin({"key": "k"})
    complete("u")
    assert waits(process) == [("b", "task")] and hello() == "kept"
    agrees(process)


@pytest.mark.parametrize("stored", [False, True], ids=["memory", "stored"])
def test_an_error_is_taken_where_it_is_nearest_and_one_that_names_it_comes_first(stored):
    fails = (start("i"), user("u"), end("bad", inside=FAIL), flow("i", "u", "bad"))
    any_error = "<bpmn:errorEventDefinition/>"
    both = begun(any_error, user("any"), id="q") + begun(FAIL, user("one"))
    run = Trial(apart(sub("p", *fails), event=both, root=ERROR), stored=stored)
    assert run.complete("u").waiting == ["one"]
    nearer = sub("p", *fails, begun(any_error, user("near"), id="n"))
    run = Trial(apart(nearer, user("z"), event=both, root=ERROR), stored=stored)
    assert run.complete("u", y=1).waiting == ["near"]
    assert run.complete("near").complete("z").outcome == {"y": 1}


@pytest.mark.parametrize("stored", [False, True], ids=["memory", "stored"])
def test_a_name_of_an_inner_scope_stays_its_own_when_the_outer_one_is_told(stored):
    drawn = apart(
        sub("p", *around(user("u")), inputs={"x": "=10"}), user("z"),
        event=begun(message("m_hello"), user("w"), beside=True), **HELLO,
    )  # fmt: skip
    run = Trial(drawn, stored=stored, key="k", x=1)
    assert run.message("hello", "k")
    run.complete("w", x=2, y=3)
    assert (run.token("u").data["x"], run.token("u").data["y"]) == (10, 3)
    run.complete("u").complete("z")
    assert run.outcome == {"key": "k", "x": 2, "y": 3}


def test_two_branches_that_end_unchanged_leave_their_variables_to_the_scope():
    drawn = diagram(
        start(), node("parallelGateway", "f"), user("a"), user("b"), end("e1"), end("e2"), flow("begin", "f", "a", "e1"),
        flow("f", "b", "e2"), begun(message("m_hello"), user("w"), beside=True), **HELLO,
    )  # fmt: skip
    run = Trial(drawn, key="k")
    assert run.message("hello", "k")
    assert run.complete("a").complete("b").complete("w", v=1).outcome == {"key": "k", "v": 1}


AGAIN = begun(RISE, node("intermediateThrowEvent", "again", inside=RISE), beside=True)
ROSE = node("intermediateThrowEvent", "up", inside=RISE)


@pytest.mark.parametrize("stored", [False, True])
def test_an_event_subprocess_that_throws_what_it_takes_begins_once_and_lets_it_go_outward(stored):
    top = Trial(apart(ROSE, user("a"), event=AGAIN, root=UP), stored=stored)
    assert top.waiting == ["a"] and sum("again" in step for step in top.path) == 1
    within = line(sub("p", *around(ROSE, user("a")), AGAIN), user("b"), root=UP)
    more = boundary("x", "p", RISE, interrupting=False) + user("w") + end("gone") + flow("x", "w", "gone")
    outer = Trial(within.replace(b"</bpmn:process>", more.encode() + b"</bpmn:process>"), stored=stored)
    assert sorted(outer.waiting) == ["a", "w"]
