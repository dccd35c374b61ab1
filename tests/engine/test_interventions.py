"""What administrators do to a process by hand: two of them, journalled, and replayed to the same states."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from app import engine
from app.errors import Conflict, DesignError, Invalid, NotAllowed
from app.store import db, outbox, transaction
from app.store.records import Outbox
from tests.engine.drawing import (
    boundary,
    call,
    diagram,
    end,
    flow,
    loop,
    message,
    node,
    script,
    service,
    start,
    timer,
    user,
)

ONE, OTHER = "officer:91", "officer:92"
LINE = diagram(
    start(),
    user("a"),
    service("b", "engine.fail"),
    user("c"),
    end(),
    flow("begin", "a", "b", "c", "done"),
)


def begin(data=None, name="main"):
    return engine.start(name, business_key="K1", data=data or {}, by="citizen:1")


def task(element):
    return next(t for t in engine.open_tasks(business_key="K1") if t.element == element)


def complete(element, **answers):
    return engine.complete(task(element).id, answers, by="officer:1")


def do(process, kind, reason="算错了", **what):
    """Proposed by one, approved by the other."""
    made = engine.propose(process.id, kind, what, reason=reason, by=ONE)
    return engine.approve(made.id, by=OTHER)


def agrees(process):
    """The journal's chain is whole and replays to the same states."""
    assert engine.prove(process.id) is None
    played = engine.replay(process.id)
    assert played.divergence is None
    return played


def last(process):
    return engine.history(process.id)[-1]


# four eyes


def test_nobody_approves_their_own_proposal_and_nothing_happens_before_another_does(deployed):
    deployed(main=LINE)
    process = begin({"amount": 1})
    made = engine.propose(process.id, "cancel", {}, reason="重复申请", by=ONE)
    with pytest.raises(NotAllowed):
        engine.approve(made.id, by=ONE)
    assert engine.process(process.id).state == "running"
    assert engine.approve(made.id, by=OTHER).state == "cancelled"
    with pytest.raises(Conflict):
        engine.approve(made.id, by=OTHER)
    given = last(process).data["in"]
    assert (last(process).by, given["proposed_by"], given["reason"]) == (OTHER, ONE, "重复申请")
    agrees(process)


def test_the_table_itself_keeps_four_eyes(deployed):
    deployed(main=LINE)
    made = engine.propose(begin().id, "cancel", {}, reason="r", by=ONE)
    with pytest.raises(Exception, match="four_eyes"):
        db.session.connection().exec_driver_sql(
            "UPDATE proposal SET state = 'done', decided_by = %(by)s WHERE id = %(id)s", {"by": ONE, "id": made.id}
        )


def test_a_reason_is_needed_and_the_same_is_not_proposed_twice(deployed):
    deployed(main=LINE)
    process = begin()
    with pytest.raises(Invalid):
        engine.propose(process.id, "cancel", {}, reason="  ", by=ONE)
    made = engine.propose(process.id, "cancel", {}, reason="r", by=ONE)
    with pytest.raises(Conflict):
        engine.propose(process.id, "cancel", {}, reason="again", by=OTHER)
    engine.refuse(made.id, reason="不必", by=OTHER)
    assert engine.proposal(made.id).state == "refused"
    assert engine.propose(process.id, "cancel", {}, reason="again", by=OTHER).state == "open"


# edit


def test_an_edited_variable_is_journalled_with_before_and_after_and_used_from_then_on(deployed):
    deployed(main=LINE)
    process = begin({"amount": 1, "other": [1]})
    token = task("a").token
    process = do(process, "edit", token=token, name="amount", after=Decimal("2.5"))
    assert engine.variables(task("a").id)["amount"] == Decimal("2.5")
    entry = last(process)
    given = entry.data["in"]
    assert (entry.kind, given["name"], given["before"], given["after"]) == ("edited", "amount", 1, Decimal("2.5"))
    assert agrees(process).variables == {"amount": Decimal("2.5"), "other": [1]}
    complete("a")
    assert complete("c").outcome == {"amount": Decimal("2.5"), "other": [1], "mended": True}
    agrees(process)


def test_an_edit_works_out_the_waiting_tasks_anew_where_it_changes_them_and_nothing_else(deployed, at):
    main = diagram(
        start(), node("parallelGateway", "f"),
        user("a", form="f.a", groups='="review@" + street', due='=deadline(now(), days, "cd")', inputs={"shown": '=street + "!"', "since": "=today()"}),
        user("b", form="f.b", groups='="review@other"', due='=deadline(now(), 9, "cd")'),
        node("parallelGateway", "j"), end(), flow("begin", "f", "a", "j", "done"), flow("f", "b", "j"),
    )  # fmt: skip
    deployed(main=main)
    process = begin({"street": "north", "days": 3})
    a, b = task("a"), task("b")
    for one in (a, b):
        engine.claim(one.id, by="officer:5")
    at("2026-03-04 09:00")
    asked = {"token": a.token, "name": "street", "after": "south", "renews": True}
    made = engine.propose(process.id, "edit", asked, reason="写错了街道", by=ONE)
    assert made.what["tasks"] == [
        {"token": a.token, "element": "a", "at": a.started_at.isoformat(), "changes": {"organisation": ["north", "south"]}, "inputs": {"shown": ["north!", "south!"]}}
    ]  # fmt: skip
    engine.approve(made.id, by=OTHER)
    now = task("a")
    assert (now.role, now.organisation, now.assignee, now.due_at) == ("review", "south", None, a.due_at)
    assert (task("b").assignee, task("b").organisation) == ("officer:5", "other"), "what the edit does not change stays"
    assert engine.variables(now.id)["shown"] == "south!"
    assert engine.variables(now.id)["since"] == "2026-03-02", "worked out for the moment it opened"
    do(process, "edit", token=a.token, name="days", after=4, renews=True)
    assert (task("a").due_at - a.due_at).days == 1
    agrees(process)
    do(process, "edit", token=a.token, name="street", after="west")
    assert (task("a").organisation, engine.variables(a.id)["shown"]) == ("south", "south!"), (
        "where nobody asked, they stay"
    )
    complete("a", done=True)
    engine.complete(task("b").id, {}, by="officer:5")
    agrees(process)


def test_a_date_that_a_suspension_has_moved_keeps_its_days_when_it_is_worked_out_anew(deployed, at):
    deployed(main=diagram(start(), user("a", due='=deadline(now(), days, "cd")'), end(), flow("begin", "a", "done")))
    process = begin({"days": 10})
    opened = task("a")
    engine.suspend(process.id, reason="补件", by=ONE)
    at("2026-03-06 09:00")
    engine.resume(process.id, by=ONE)
    moved = task("a").due_at
    do(process, "edit", token=opened.token, name="days", after=17, renews=True)
    assert ((moved - opened.due_at).days, (task("a").due_at - moved).days) == (4, 7)
    agrees(process)


def test_an_edit_that_leaves_a_waiting_task_without_an_answer_is_refused_at_once(deployed):
    deployed(main=diagram(start(), user("a", groups='="r@" + place'), end(), flow("begin", "a", "done")))
    process = begin({"place": "x"})
    what = {"token": task("a").token, "name": "place", "after": 7, "renews": True}
    with pytest.raises(Invalid, match="a"):
        engine.propose(process.id, "edit", what, reason="r", by=ONE)
    assert engine.propose(process.id, "edit", {**what, "renews": False}, reason="r", by=ONE).what["after"] == 7


def test_whoever_is_barred_by_an_edit_holds_the_task_no_longer(deployed):
    barred = '<zeebe:properties><zeebe:property name="not_actors" value="=kin"/></zeebe:properties>'
    deployed(
        main=diagram(
            start(), node("userTask", "a", extension="<zeebe:userTask/>" + barred), end(), flow("begin", "a", "done")
        )
    )
    process = begin({"kin": []})
    engine.claim(task("a").id, by="officer:5")
    do(process, "edit", token=task("a").token, name="kin", after=["officer:5"], renews=True)
    assert task("a").assignee is None
    with pytest.raises(NotAllowed):
        engine.complete(task("a").id, {}, by="officer:5")
    agrees(process)


def test_an_edit_is_refused_when_the_value_has_changed_since_it_was_shown(deployed):
    deployed(main=diagram(start(), user("a"), boundary("ping", "a", timer("PT1H"), interrupting=False), script("s", "=1", "x"), end(), end("e2"), flow("begin", "a", "done"), flow("ping", "s", "e2")))  # fmt: skip
    process = begin({"amount": 1})
    token = task("a").token
    first = engine.propose(process.id, "edit", {"token": token, "name": "amount", "after": 2}, reason="r", by=ONE)
    second = engine.propose(process.id, "edit", {"token": token, "name": "amount", "after": 3}, reason="r", by=ONE)
    engine.approve(first.id, by=OTHER)
    with pytest.raises(Conflict):
        engine.approve(second.id, by=OTHER)


def test_an_edit_reaches_every_branch_that_had_not_changed_the_value_and_the_join_sees_no_clash(deployed):
    deployed(
        main=diagram(
            start(),
            node("parallelGateway", "f"),
            user("a"),
            user("b"),
            node("parallelGateway", "j"),
            end(),
            flow("begin", "f", "a", "j", "done"),
            flow("f", "b", "j"),
        )
    )
    process = begin({"amount": 1})
    do(process, "edit", token=task("a").token, name="amount", after=2)
    do(process, "edit", token=task("b").token, name="fresh", after="x")
    assert engine.variables(task("b").id) == {"amount": 2, "fresh": "x"}
    complete("a", one=1)
    assert complete("b", two=2).outcome == {"amount": 2, "fresh": "x", "one": 1, "two": 2}
    agrees(process)


def test_an_edit_inside_a_subprocess_stays_when_it_ends_and_one_in_an_instance_is_its_own(deployed):
    inner = start("in") + user("x", inside=loop("=people", "person", "seen", "=person")) + end("out") + flow("in", "x", "out")  # fmt: skip
    deployed(main=diagram(start(), node("subProcess", "s", inside=inner), end(), flow("begin", "s", "done")))
    process = begin({"people": ["p", "q"], "amount": 1})
    do(process, "edit", token=task("x").token, name="amount", after=7)
    do(process, "edit", token=task("x").token, name="person", after="z")
    complete("x")
    done = complete("x")
    assert done.outcome["amount"] == 7
    assert sorted(done.outcome["seen"]) == ["q", "z"]
    agrees(process)


# trouble


def test_a_null_that_stopped_a_process_is_mended_in_the_kept_input(deployed):
    deployed(main=diagram(start(), user("a"), script("s", "=amount + 1", "more"), user("c"), end(), flow("begin", "a", "s", "c", "done")))  # fmt: skip
    begin()
    process = complete("a", amount=None)
    assert (process.state, process.trouble["element"], process.due_at) == ("troubled", "s", None)
    process = do(process, "edit", token=None, name="amount", after=4)
    assert process.state == "troubled"
    process = engine.retry(process.id, by=ONE)
    assert process.state == "running" and engine.variables(task("c").id)["more"] == 5
    agrees(process)


def test_trouble_that_waits_for_its_retry_still_does_after_an_edit(deployed, quiet_steps):
    quiet_steps.broken.add("fail")
    deployed(main=LINE)
    begin({"amount": 1})
    process = complete("a")
    due = process.due_at
    assert due is not None
    assert do(process, "edit", token=task("a").token, name="amount", after=2).due_at == due


def test_the_start_that_failed_is_mended_in_its_data(deployed):
    deployed(main=diagram(start(), script("s", "=amount + 1", "more"), user("c"), end(), flow("begin", "s", "c", "done")))  # fmt: skip
    process = begin({"amount": None})
    assert process.state == "troubled"
    do(process, "edit", token=None, name="amount", after=1)
    assert engine.retry(process.id, by=ONE).state == "running"
    assert engine.variables(task("c").id)["more"] == 2
    agrees(process)


def test_a_step_that_fails_is_skipped_and_the_kept_answers_are_used(deployed, quiet_steps):
    quiet_steps.broken.add("fail")
    deployed(main=LINE)
    begin()
    process = complete("a", answer=1)
    process = do(process, "skip", token=None, element="b")
    assert process.state == "running" and engine.variables(task("c").id) == {"answer": 1}
    kinds = [entry.kind for entry in engine.history(process.id)]
    assert kinds == ["started", "stopped", "skipped", "retried", "task_completed"]
    agrees(process)


def test_a_gateway_that_fails_is_not_skipped_but_the_token_is_set_behind_it(deployed):
    deployed(
        main=diagram(
            start(),
            user("a"),
            node("exclusiveGateway", "g"),
            user("c"),
            end(),
            flow("begin", "a", "g"),
            flow("g", "c", "done", when="=amonut > 1"),
        )
    )
    begin()
    process = complete("a", amount=1)
    assert process.trouble["element"] == "g"
    with pytest.raises(Conflict, match="网关不能跳过"):
        do(process, "skip", token=None, element="g")
    assert do(process, "move", token=None, element="g", to="c").state == "running"
    assert task("c")
    agrees(process)


# skip and move


def test_a_waiting_task_is_skipped_and_its_row_is_cancelled(deployed):
    deployed(main=LINE)
    process = begin()
    old = task("a")
    process = do(process, "skip", token=old.token)
    assert engine.task(old.id).state == "cancelled"
    assert task("c") and last(process).kind == "skipped"
    agrees(process)


def test_a_token_is_set_back_and_forth_within_its_scope_and_what_waited_beside_it_is_gone(deployed, at):
    deployed(main=TIMED_LINE)
    process = begin()
    process = do(process, "move", token=task("a").token, to="c")
    assert process.due_at is None and last(process).kind == "token_moved"
    process = do(process, "move", token=task("c").token, to="a")
    assert process.due_at is not None
    agrees(process)


TIMED_LINE = diagram(
    start(),
    user("a"),
    boundary("late", "a", timer("PT1H")),
    user("c"),
    end(),
    flow("begin", "a", "c", "done"),
    flow("late", "done"),
)


def test_one_instance_is_skipped_and_the_others_go_on(deployed):
    deployed(main=diagram(start(), user("x", inside=loop("=people", "person", "seen", "=person")), user("c"), end(), flow("begin", "x", "c", "done")))  # fmt: skip
    process = begin({"people": ["p", "q"]})
    with pytest.raises(Conflict, match="多实例"):
        do(process, "move", token=task("x").token, to="c")
    do(process, "skip", token=task("x").token)
    complete("x")
    assert engine.variables(task("c").id)["seen"] == ["p", "q"]
    agrees(process)


def test_a_move_that_makes_no_sense_is_refused_in_words(deployed):
    inner = start("in") + user("x") + end("out") + flow("in", "x", "out")
    deployed(
        main=diagram(
            start(),
            user("a"),
            boundary("late", "a", timer("PT1H")),
            node("parallelGateway", "f"),
            user("p"),
            user("q"),
            node("parallelGateway", "j"),
            node("subProcess", "s", inside=inner),
            end(),
            flow("begin", "a", "f", "p", "j", "s", "done"),
            flow("f", "q", "j"),
            flow("late", "done"),
        )
    )
    process = begin()
    token = task("a").token
    for to, words in (("x", "同一层"), ("j", "汇合网关"), ("late", "附在活动"), ("nowhere", "同一层"), ("a", "已经在")):
        with pytest.raises((Conflict, Invalid), match=words):
            engine.propose(process.id, "move", {"token": token, "to": to}, reason="r", by=ONE)
    do(process, "move", token=token, to="s")
    with pytest.raises(Conflict, match="同一层"):
        do(process, "move", token=task("x").token, to="a")
    assert complete("x").state == "done"
    agrees(process)


def test_a_moved_token_that_runs_into_trouble_keeps_the_move_for_the_retry(deployed, quiet_steps):
    quiet_steps.broken.add("fail")
    deployed(main=LINE)
    process = do(begin(), "move", token=task("a").token, to="b")
    assert process.state == "troubled" and last(process).data["proposal"]
    quiet_steps.broken.clear()
    assert engine.retry(process.id, by=ONE).state == "running"
    assert task("c")
    agrees(process)


# rewind


def test_a_rewind_sets_a_process_back_erases_nothing_and_goes_on_from_there(deployed, at):
    deployed(main=TIMED_LINE)
    process = begin({"amount": 1})
    first = task("a")
    complete("a", amount=2)
    at("2026-03-05 09:30")
    undone = engine.rewind_preview(process.id, 1)
    assert [entry.kind for entry in undone.entries] == ["task_completed"]
    process = do(process, "rewind", to=1)
    again = task("a")
    assert engine.task(first.id).state == "done" and again.token != first.token
    assert engine.variables(again.id) == {"amount": 1}
    assert process.due_at is not None and process.due_at.day == 5
    assert [entry.kind for entry in engine.history(process.id)] == ["started", "task_completed", "rewound"]
    assert engine.picture(process.id).done == ["begin"]
    complete("a", amount=3)
    assert complete("c").outcome == {"amount": 3}
    agrees(process)
    process = do(process, "rewind", to=1, reason="又错了")
    assert process.state == "running" and task("a").token > again.token
    agrees(process)


def test_an_ended_and_a_cancelled_process_are_taken_up_again(deployed):
    deployed(main=LINE)
    process = begin()
    complete("a")
    assert complete("c").state == "done"
    process = do(process, "rewind", to=2)
    assert process.state == "running" and process.outcome is None and process.ended_at is None
    process = do(process, "cancel")
    process = do(process, "rewind", to=engine.rewind_targets(process.id)[0].seq)
    assert process.state == "running" and task("c")
    agrees(process)


def test_a_rewind_inside_called_diagrams_and_instances_gives_every_token_a_new_number(deployed):
    inner = diagram(start(), user("x", inside=loop("=people", "person")), end(), flow("begin", "x", "done"), id="inner")
    deployed(inner=inner, main=diagram(start(), call("k", "inner"), user("c"), end(), flow("begin", "k", "c", "done")))
    process = begin({"people": ["p", "q"]})
    complete("x")
    complete("x")
    process = do(process, "rewind", to=2)
    assert [t.element for t in engine.open_tasks(business_key="K1")] == ["x"]
    complete("x")
    assert complete("c").state == "done"
    agrees(process)


def test_in_trouble_a_rewind_to_where_it_stands_drops_the_kept_input(deployed, quiet_steps):
    quiet_steps.broken.add("fail")
    deployed(main=LINE)
    begin()
    process = complete("a", answer=1)
    process = do(process, "rewind", to=1)
    assert process.state == "running" and engine.variables(task("a").id) == {}
    quiet_steps.broken.clear()
    complete("a", answer=2)
    assert engine.variables(task("c").id)["answer"] == 2
    agrees(process)


def test_a_rewind_to_where_it_stands_or_to_what_was_set_aside_is_refused(deployed):
    deployed(main=LINE)
    process = begin()
    with pytest.raises(Conflict):
        engine.propose(process.id, "rewind", {"to": 1}, reason="r", by=ONE)
    complete("a")
    process = do(process, "rewind", to=1)
    with pytest.raises(Conflict):
        engine.propose(process.id, "rewind", {"to": 2}, reason="r", by=ONE)


def test_a_rewind_tells_what_has_left_the_house_first_and_sends_the_messages_the_diagram_names(deployed, monkeypatch):
    monkeypatch.setitem(outbox._deliverers, "post", lambda payload: {"got": True})
    undo = '<zeebe:properties><zeebe:property name="on_rewind" value="recall"/><zeebe:property name="on_rewind_key" value="=number"/></zeebe:properties>'  # fmt: skip
    deployed(
        main=diagram(
            start(),
            user("a"),
            node("serviceTask", "b", extension=f'<zeebe:taskDefinition type="engine.post"/>{undo}'),
            user("c"),
            end(),
            flow("begin", "a", "b", "c", "done"),
        ),
        recall=diagram(
            start("told", inside=message("m_recall")),
            user("withdraw"),
            end(),
            flow("told", "withdraw", "done"),
            id="recall",
            messages={"recall": None},
        ),  # fmt: skip
    )
    process = begin({"number": "Z9"})
    complete("a")
    sent = db.session.query(Outbox).one()
    assert (sent.process_id, sent.entry) == (process.id, 2)
    outbox.run(10)
    undone = engine.rewind_preview(process.id, 1)
    assert [(one.topic, one.state) for one in undone.gone] == [("post", "done")] and undone.waiting == []
    assert [(one.name, one.key) for one in undone.compensations] == [("recall", "Z9")]
    do(process, "rewind", to=1)
    told = engine.open_tasks(business_key="K1")
    assert sorted(t.element for t in told) == ["a", "withdraw"]
    agrees(process)


def recalling(key):
    undo = f'<zeebe:properties><zeebe:property name="on_rewind" value="recall"/><zeebe:property name="on_rewind_key" value="{key}"/></zeebe:properties>'  # fmt: skip
    return diagram(start(), user("a"), node("task", "b", extension=undo), user("c"), end(), flow("begin", "a", "b", "c", "done"))  # fmt: skip


def test_a_compensation_whose_key_comes_to_nothing_refuses_the_rewind_in_words(deployed):
    deployed(main=recalling("=nowhere"))
    process = begin()
    complete("a")
    with pytest.raises(Conflict, match="nowhere"):
        engine.rewind_preview(process.id, 1)


def test_a_compensation_key_that_is_no_feel_is_refused_when_it_is_deployed(deployed):
    with pytest.raises(DesignError, match="on_rewind_key"):
        deployed(main=recalling("=1 +"))


def test_two_who_approve_at_once_do_it_once(committed, at):
    at("2026-03-02 09:00")
    with transaction():
        engine.deploy_files({"main.bpmn": LINE}, by="officer:1")
        process = begin()
        made = engine.propose(process.id, "skip", {"token": task("a").token}, reason="r", by=ONE)
    said: list[str] = []

    def approve(by):
        with committed.app_context():
            try:
                with transaction():
                    engine.approve(made.id, by=by)
                said.append("done")
            except Conflict as late:
                said.append(late.facts["who"])

    threads = [threading.Thread(target=approve, args=(by,)) for by in (OTHER, "officer:93")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with transaction():
        assert sorted(said) == sorted(["done", engine.proposal(made.id).decided_by])
        assert [entry.kind for entry in engine.history(process.id)] == ["started", "skipped"]
        agrees(process)
