"""Running processes go over to a new version of their diagram: planned by one, approved by another, taken back by the journal."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app import engine
from app.engine.expressions import ZONE
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.store import db
from tests.engine import steps
from tests.engine.drawing import boundary, call, diagram, end, flow, message, node, service, start, timer, user
from tests.engine.test_interventions import agrees, begin, complete, task
from tests.engine.test_interventions import do as intervene
from tests.engine.test_proving import forged, sql

ONE, OTHER = "officer:91", "officer:92"


def line(*path, beside=(), **more):
    """begin → the drawn elements in their order → done."""
    names = [one.split('id="')[1].split('"')[0] for one in path]
    return diagram(start(), *path, end(), flow("begin", *names, "done"), *beside, **more)


NOTE = service("s", "engine.note", inputs={"text": '="seen"'})
OLD = line(user("a", form="f.old", groups='="r1@o1"', due='=deadline(now(), 10, "cd")'), user("b"))
NEW = line(
    user("a", form="f.new", groups='="r2@o2"', due='=deadline(now(), 20, "cd")'),
    NOTE,
    user("b", form="f.later", groups='="r2@o2"'),
)
RENAMED = line(user("first", form="f.new"), user("b"))


def approved(*, to=None, mapping=None, renews=False, name="main"):
    """Planned by one, approved by the other, carried out."""
    plan = engine.plan_move(name, to=to, mapping=mapping, renews=renews)
    made = engine.propose_move(plan, reason="新规定", by=ONE)
    engine.approve_move(made.id, by=OTHER)
    while engine.run_moves():
        pass
    return engine.move(made.id)


def last(process):
    return engine.history(process.id)[-1]


# planning


def test_a_plan_counts_what_stands_where_and_names_what_keeps_a_process_back(deployed):
    deployed(main=OLD)
    for _n in range(3):
        begin()
    complete("a")
    deployed(main=line(user("a"), user("z")))
    plan = engine.plan_move("main")
    assert [(one.element, one.fate, one.tokens) for one in plan.places] == [("a", "same", 2), ("b", "blocked", 1)]
    assert (plan.versions, plan.going, len(plan.left), plan.tasks) == ({1: 3}, 2, 1, 2)
    assert plan.left[0].why[0].startswith("b：")
    mapped = engine.plan_move("main", mapping={"b": "z"})
    assert (mapped.going, mapped.left) == (3, [])
    assert ("b", "mapped", "z") in [(one.element, one.fate, one.to) for one in mapped.places]


def test_a_mapping_that_names_what_is_not_drawn_is_refused_with_the_nearest_name(deployed):
    deployed(main=line(user("examine")))
    deployed(main=line(user("inspect")))
    with pytest.raises(Invalid, match="examine"):
        engine.plan_move("main", mapping={"examin": "inspect"})
    with pytest.raises(Invalid, match="inspect"):
        engine.plan_move("main", mapping={"examine": "inspct"})
    with pytest.raises(NotFound):
        engine.plan_move("main", to=7)


def test_a_plan_calls_nothing_and_writes_nothing(deployed):
    deployed(main=parallel_three())
    process = begin()
    complete("x")
    complete("y")
    deployed(main=parallel_three(joined=2))
    before = (engine.process(process.id), len(engine.history(process.id)))
    plan = engine.plan_move("main")
    assert plan.others[0].goes_on
    assert (steps.calls, before) == ([], (engine.process(process.id), len(engine.history(process.id))))
    approved()
    assert [name for name, *_more in steps.calls] == ["note"]
    agrees(process)


def parallel_three(joined=3):
    """Three branches, of which so many are waited for; then a step is called."""
    ends = "".join(flow(name, "join") for name in "xyz"[:joined])
    return diagram(
        start(),
        node("parallelGateway", "fork"),
        *[user(name) for name in "xyz"],
        node("parallelGateway", "join"),
        NOTE,
        user("after"),
        flow("begin", "fork"),
        *[flow("fork", name) for name in "xyz"],
        ends,
        flow("join", "s", "after"),
    )


# four eyes


def test_nobody_approves_their_own_move_and_nothing_moves_before_another_does(deployed):
    deployed(main=OLD)
    process = begin()
    deployed(main=NEW)
    made = engine.propose_move(engine.plan_move("main"), reason="新规定", by=ONE)
    with pytest.raises(NotAllowed):
        engine.approve_move(made.id, by=ONE)
    assert (engine.run_moves(), engine.process(process.id).version) == (0, 1)
    with pytest.raises(Conflict):
        engine.propose_move(engine.plan_move("main"), reason="again", by=OTHER)
    engine.approve_move(made.id, by=OTHER)
    engine.run_moves()
    given = last(process).data["in"]
    assert (last(process).kind, last(process).by, given["proposed_by"], given["reason"]) == (
        "moved",
        OTHER,
        ONE,
        "新规定",
    )
    assert (engine.move(made.id).state, engine.progress(made.id)["moved"]) == ("done", 1)
    with pytest.raises(Conflict):
        engine.approve_move(made.id, by=OTHER)


def test_the_table_itself_keeps_four_eyes_of_moves(deployed):
    deployed(main=OLD)
    begin()
    deployed(main=NEW)
    made = engine.propose_move(engine.plan_move("main"), reason="r", by=ONE)
    with pytest.raises(Exception, match="four_eyes"):
        db.session.connection().exec_driver_sql(
            "UPDATE diagram_move SET state = 'running', decided_by = %(by)s WHERE id = %(id)s",
            {"by": ONE, "id": made.id},
        )


def test_a_move_needs_a_reason_and_somebody_who_can_go(deployed):
    deployed(main=OLD)
    begin()
    deployed(main=line(user("z")))
    with pytest.raises(Invalid):
        engine.propose_move(engine.plan_move("main", mapping={"a": "z"}), reason=" ", by=ONE)
    with pytest.raises(Invalid):
        engine.propose_move(engine.plan_move("main"), reason="r", by=ONE)


def test_a_refused_move_moves_nothing_and_a_stopped_one_nothing_more(deployed):
    deployed(main=OLD)
    process = begin()
    begin()
    deployed(main=NEW)
    made = engine.propose_move(engine.plan_move("main"), reason="r", by=ONE)
    assert engine.refuse_move(made.id, reason="不必", by=OTHER).state == "refused"
    made = engine.propose_move(engine.plan_move("main"), reason="r", by=ONE)
    engine.approve_move(made.id, by=OTHER)
    engine.run_moves(1)
    engine.stop_move(made.id, reason="先看看", by=ONE)
    assert engine.run_moves() == 0
    assert (engine.progress(made.id)["moved"], engine.progress(made.id)["left"]) == (1, 1)
    assert engine.process(process.id).version == 2


# what is kept


def test_an_open_task_keeps_its_number_draft_claim_and_due_date_and_later_ones_are_of_the_new_version(deployed):
    deployed(main=OLD)
    process = begin()
    engine.claim(task("a").id, by="officer:1")
    engine.save_draft(task("a").id, {"half": "written"}, by="officer:1")
    before = task("a")
    deployed(main=NEW)
    approved()
    assert (task("a"), engine.process(process.id).version) == (before, 2)
    complete("a", x=1)
    assert [name for name, *_more in steps.calls] == ["note"]
    assert (task("b").form, task("b").role) == ("f.later", "r2")
    complete("b")
    assert agrees(process).variables["x"] == 1


def test_where_the_plan_says_so_open_tasks_get_form_group_and_due_date_counted_from_their_opening(deployed, at):
    deployed(main=OLD)
    process = begin()
    engine.save_draft(task("a").id, {"half": 1}, by="officer:1")
    before = task("a")
    at("2026-03-09 09:00")
    deployed_again(NEW)
    approved(renews=True)
    now = task("a")
    assert (now.id, now.draft, now.started_at) == (before.id, {"half": 1}, before.started_at)
    assert (now.form, now.role, now.organisation) == ("f.new", "r2", "o2")
    assert now.due_at == datetime(2026, 3, 24, tzinfo=ZONE)
    agrees(process)


def deployed_again(content, **more):
    """Without setting the clock back."""
    engine.deploy_files({"main.bpmn": content, **more}, by="officer:1")


def test_a_mapped_task_keeps_everything_but_the_name_of_its_element(deployed):
    deployed(main=OLD)
    process = begin()
    before = task("a")
    deployed(main=RENAMED)
    approved(mapping={"a": "first"})
    now = task("first")
    assert (now.id, now.form, now.due_at, now.role) == (before.id, "f.old", before.due_at, "r1")
    complete("first")
    complete("b")
    agrees(process)


def test_a_timer_keeps_its_moment_and_fires_into_the_new_version(deployed, at):
    wait = node("intermediateCatchEvent", "t", inside=timer("P5D"))
    deployed(main=line(wait, user("a")))
    process = begin()
    due = engine.process(process.id).due_at
    at("2026-03-04 09:00")
    deployed_again(line(wait.replace("P5D", "P50D"), user("n")))
    approved()
    assert engine.process(process.id).due_at == due
    at("2026-03-07 09:00")
    engine.tick()
    assert task("n")
    agrees(process)


def test_a_boundary_timer_added_to_the_present_task_runs_from_the_move_and_fires(deployed, at):
    deployed(main=line(user("a")))
    process = begin()
    at("2026-03-04 09:00")
    deployed_again(
        line(user("a"), beside=(boundary("late", "a", timer("P3D")), user("chase"), flow("late", "chase", "done")))
    )
    approved()
    assert engine.process(process.id).due_at == datetime(2026, 3, 7, 9, tzinfo=ZONE)
    at("2026-03-07 10:00")
    engine.tick()
    assert [one.element for one in engine.open_tasks(business_key="K1")] == ["chase"]
    agrees(process)


def test_a_subscription_goes_on_and_under_the_new_name_where_that_is_meant(deployed):
    def waiting(name):
        catch = node("intermediateCatchEvent", "m", inside=message(f"m_{name}"))
        return line(catch, user("a"), messages={name: "=number"})

    deployed(main=waiting("hello"))
    kept, renamed = begin({"number": "Z1"}), begin({"number": "Z2"})
    deployed(main=waiting("hello").replace(b'name="main"', b'name="main 2"'))
    approved()
    assert engine.send("hello", "Z1", {}, by="system").outcome == "delivered"
    deployed(main=waiting("other"))
    assert len(engine.plan_move("main").left) == 1
    approved(mapping={"m": "m"})
    assert engine.send("hello", "Z2", {}, by="system").outcome == "kept"
    assert engine.send("other", "Z2", {}, by="system").outcome == "delivered"
    agrees(kept)
    agrees(renamed)


def test_a_called_diagram_goes_over_with_its_caller_to_the_version_that_was_pinned(deployed):
    caller = line(call("c", "inner"), user("z"))
    inner = diagram(start(), user("a"), end(), flow("begin", "a", "done"), id="inner")
    newer = diagram(start(), user("a"), user("n"), end(), flow("begin", "a", "n", "done"), id="inner")
    deployed(main=caller, inner=inner)
    process = begin()
    deployed(main=caller, inner=newer)
    plan = engine.plan_move("main")
    assert [(one.diagram, one.element, one.fate) for one in plan.places] == [
        ("inner", "a", "same"),
        ("main", "c", "same"),
    ]
    approved()
    complete("a")
    complete("n")
    complete("z")
    assert engine.process(process.id).state == "done"
    agrees(process)


# processes that do not run


def test_a_process_in_trouble_goes_over_to_the_mended_version_and_is_tried_again_there(deployed):
    deployed(main=line(user("a"), service("s", "engine.fail"), user("b")))
    process = begin()
    steps.broken.add("fail")
    assert complete("a", x=1).state == "troubled"
    deployed(main=line(user("a"), NOTE, user("b")))
    approved()
    assert (engine.process(process.id).state, engine.process(process.id).version) == ("troubled", 2)
    assert engine.retry(process.id, by="officer:1").state == "running"
    assert task("b")
    assert agrees(process).variables["x"] == 1


def test_a_process_that_stopped_before_its_first_step_begins_in_the_new_version(deployed):
    deployed(main=line(service("s", "engine.fail"), user("b")))
    steps.broken.add("fail")
    process = begin({"x": 1})
    assert process.state == "troubled"
    deployed(main=line(user("n"), user("b")))
    approved()
    assert engine.retry(process.id, by="officer:1").state == "running"
    assert task("n")
    agrees(process)


def test_a_suspended_process_goes_over_and_its_time_stands_still_all_the_same(deployed, at):
    deployed(main=line(user("a")))
    process = begin()
    engine.suspend(process.id, reason="r", by="officer:1")
    at("2026-03-09 09:00")
    deployed_again(line(user("a"), beside=(boundary("late", "a", timer("P10D")), user("b"), flow("late", "b"))))
    approved()
    assert engine.process(process.id).state == "suspended"
    at("2026-03-16 09:00")
    engine.resume(process.id, by="officer:1")
    assert engine.process(process.id).due_at == datetime(2026, 3, 26, 9, tzinfo=ZONE)
    agrees(process)


def test_one_that_is_left_behind_is_as_it_was_and_goes_on_in_its_old_version(deployed):
    deployed(main=OLD)
    process = begin()
    begin()
    complete("a")  # of the first
    deployed(main=line(user("a"), user("z")))
    before = len(engine.history(process.id))
    made = approved()
    assert (engine.progress(made.id)["moved"], engine.progress(made.id)["left"]) == (1, 1)
    left = engine.members(made.id, "left")
    assert (left[0].process.id, left[0].why[0][:2]) == (process.id, "b：")
    assert (engine.process(process.id).version, len(engine.history(process.id))) == (1, before)
    complete("b")
    assert engine.process(process.id).state == "done"
    agrees(process)


# back


def test_a_move_is_taken_back_to_exactly_what_was(deployed):
    deployed(main=OLD)
    process = begin()
    engine.save_draft(task("a").id, {"half": 1}, by="officer:1")
    before, history = task("a"), len(engine.history(process.id))
    deployed(main=line(user("first"), beside=(boundary("late", "first", timer("P3D")), user("b"), flow("late", "b"))))
    made = approved(mapping={"a": "first"}, renews=True)
    assert task("first").form is None
    intervene(process, "unmove")
    assert (task("a"), engine.process(process.id).version, engine.process(process.id).due_at) == (before, 1, None)
    assert len(engine.history(process.id)) == history + 2
    assert engine.progress(made.id)["undone"] == 1
    agrees(process)
    complete("a")
    complete("b")
    agrees(process)
    with pytest.raises(Conflict):
        intervene(process, "unmove")


def test_a_moved_state_is_proven_before_and_after_and_one_that_was_tampered_with_is_found(deployed):
    deployed(main=OLD)
    process, other = begin(), engine.start("main", business_key="K2", data={"x": 2}, by="citizen:1")
    before = last(process).state
    deployed(main=NEW)
    approved()
    moved = last(process)
    assert moved.data["in"]["before"] == before != moved.state
    assert engine.prove(process.id) is None
    with db.session.begin_nested() as attempt:
        sql(
            "UPDATE process SET content = (SELECT content FROM process WHERE id = :other) WHERE id = :id",
            id=process.id,
            other=other.id,
        )
        fault = engine.prove(process.id)
        assert fault is not None and fault.what == "content"
        attempt.rollback()
    intervene(process, "unmove")
    assert last(process).state == before
    assert engine.prove(process.id) is None
    sql("ALTER TABLE journal DISABLE TRIGGER journal_append_only")
    for name, what in (("before", "replay"), ("seal", "version")):
        with db.session.begin_nested() as attempt:
            forged(process.id, lambda entry, name=name: _reversed(entry, moved.seq, name))
            fault = engine.prove(process.id)
            assert fault is not None and (fault.seq, fault.what) == (moved.seq, what)
            attempt.rollback()
    assert engine.prove(process.id) is None


def _reversed(entry, seq, name):
    if entry.seq == seq:
        entry.data["in"][name] = entry.data["in"][name][::-1]
    return entry.data, entry.state


def test_a_process_that_has_gone_on_since_is_set_back_by_a_rewind_instead(deployed):
    deployed(main=OLD)
    process = begin()
    deployed(main=NEW)
    approved()
    moved = last(process).seq
    complete("a")
    with pytest.raises(Conflict, match=str(moved)):
        intervene(process, "unmove")
    intervene(process, "rewind", to=moved - 1)
    assert (engine.process(process.id).version, task("a").form) == (1, "f.old")
    agrees(process)
    complete("a")
    complete("b")
    agrees(process)


def test_a_move_a_rewind_within_the_new_version_and_another_move_replay(deployed):
    deployed(main=OLD)
    process = begin()
    deployed(main=NEW)
    approved()
    moved = last(process).seq
    complete("a", x=1)
    intervene(process, "rewind", to=moved)
    assert (engine.process(process.id).version, task("a").form) == (2, "f.new")
    deployed(main=RENAMED)
    approved(mapping={"a": "first"})
    complete("first", x=2)
    played = agrees(process)
    assert (played.live, played.variables["x"]) == (["b"], 2)
    assert engine.replay(process.id, until=1).live == ["a"]
    assert engine.picture(process.id).version == 3


def test_a_version_between_may_be_the_target_and_later_ones_stay_the_newest(deployed):
    deployed(main=OLD)
    process = begin()
    deployed(main=NEW)
    deployed(main=RENAMED)
    approved(to=2)
    assert engine.process(process.id).version == 2
    assert engine.live_diagrams() == [("main", "main", 3, 1, 1)]
    agrees(process)


def test_what_is_due_before_the_move_fires_after_it_at_its_own_moment(deployed, at):
    wait = node("intermediateCatchEvent", "t", inside=timer("P5D"))
    deployed(main=line(wait, user("a")))
    process = begin()
    at("2026-03-10 09:00")
    deployed_again(line(wait, user("n")))
    approved()
    engine.tick()
    fired = next(one for one in engine.history(process.id) if one.kind == "timer_fired")
    assert datetime.fromisoformat(fired.data["now"]) == process.started_at + timedelta(days=5)
    agrees(process)
