"""A run in memory goes over to another version: whatever it waits for on whatever element, it goes on as if drawn so from the start."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from app.engine import source
from app.engine.spiff import codec, runner
from app.engine.spiff.parser import parse
from app.engine.spiff.transplant import Transplant
from app.engine.trouble import Stopped
from tests.engine.drawing import boundary, call, diagram, end, flow, loop, message, node, script, start, timer, user
from tests.engine.test_elements import WITHDRAW, parallel, sub
from tests.engine.test_walks import AGAIN, INNER, MIXED
from tests.engine.trial import START, Trial


def move(run, *files, **mapping):
    """Moves the trial to these files (the first is the main one); the transplant that did it, or that was refused."""
    found, names = [], {}
    for number, file in enumerate(files):
        root = source.read(file, "drawn")
        name = next(one.get("id") for one in root if one.tag.endswith("}process"))
        one = parse(root, name, id=max(run.definitions) + 1 + number)
        one.called = names.__getitem__
        names[name] = one
        found.append(one)
    run.definitions.update({one.id: one for one in found})
    transplant = Transplant(run.run, found[0], mapping)
    if not transplant.blocked:
        transplant.carry_out()
        run._after("moved", {"to": found[0].id, "mapping": mapping})
    return transplant


def fates(transplant):
    return {(stand.element, stand.fate, stand.to) for stand in transplant.stands}


def refused(transplant):
    return {stand.element for stand in transplant.blocked}


@pytest.fixture(params=[False, True], ids=["memory", "stored"])
def trial(request):
    return lambda *files, **more: Trial(*files, stored=request.param, **more)


def line(*elements, **more):
    """begin → the elements in their order → done; (name, drawn), drawn alone is beside them."""
    path = [one[0] for one in elements if isinstance(one, tuple)]
    drawn = [one[1] if isinstance(one, tuple) else one for one in elements]
    return diagram(start(), *drawn, end(), flow("begin", *path, "done"), **more)


def waits(name, drawn):
    return name, node("intermediateCatchEvent", name, inside=drawn)


# every element a token can stand on


LIVE = {
    "user task": (("a", user("a")),),
    "timer": (waits("a", timer("P3D")),),
    "message": (waits("a", message("m_hello")),),
    "receive task": (("a", node("receiveTask", "a", messageRef="m_hello")),),
    "subprocess": (("s", sub("s", start("s1"), user("a"), end("s2"), flow("s1", "a", "s2"))),),
    "subprocess in a subprocess": (
        (
            "s",
            sub(
                "s",
                start("s1"),
                sub("t", start("t1"), user("a"), end("t2"), flow("t1", "a", "t2")),
                end("s2"),
                flow("s1", "t", "s2"),
            ),
        ),
    ),
    "parallel multi-instance": (("a", user("a", inside=loop("=[1, 2, 3]", "i", "seen", "=i"))),),
    "sequential multi-instance": (("a", user("a", inside=loop("=[1, 2, 3]", "i", "seen", "=i", sequential=True))),),
    "multi-instance of a subprocess": (
        ("s", sub("s", start("s1"), user("a"), end("s2"), flow("s1", "a", "s2"), loop("=[1, 2]", "i", "seen", "=i"))),
    ),
    "standard loop": (
        (
            "a",
            user("a", inside='<bpmn:standardLoopCharacteristics loopMaximum="3"/>'),
        ),
    ),
    "boundary timer": (("a", user("a")), boundary("late", "a", timer("P5D")), user("b"), flow("late", "b")),
    "boundary message": (("a", user("a")), boundary("stop", "a", message("m_hello")), user("b"), flow("stop", "b")),
    "boundary that does not interrupt": (
        ("a", user("a")),
        boundary("remind", "a", timer("R3/P1D", "timeCycle"), interrupting=False),
        user("b"),
        flow("remind", "b"),
    ),
}
MORE = ("more", script("more", "=1 + 1", "added"))


def finish(run):
    """Everything that waits is done, in the order of its tokens; what happened."""
    seen = []
    for _turn in range(40):
        found = sorted(runner.waiting(run.run), key=lambda w: w.token)
        if not found:
            return seen
        first = next((w for w in found if w.kind != "timer"), found[0])
        seen.append((first.token, first.kind, first.element, first.key, first.due))
        if first.kind == "task":
            run.finish(run.run.find(first.token), {"x": len(seen)})
        elif first.kind == "message":
            run.message(first.name, first.key, k=1)
        else:
            run.after(days=30)
    raise AssertionError(seen)


@pytest.mark.parametrize("kind", LIVE)
def test_whatever_a_token_stands_on_goes_over_and_ends_as_if_it_had_begun_there(trial, kind):
    old = line(*LIVE[kind], messages={"hello": "=number"})
    new = line(*LIVE[kind], MORE, messages={"hello": "=number"})
    run, other = trial(old, number="Z"), trial(new, number="Z")
    before = list(runner.waiting(run.run))
    transplant = move(run, new)
    assert {fate for _element, fate, _to in fates(transplant)} == {"same"}
    assert list(runner.waiting(run.run)) == before
    assert finish(run) == finish(other)
    assert run.outcome == other.outcome
    assert run.outcome["added"] == 2


@pytest.mark.parametrize("kind", LIVE)
def test_the_same_in_the_middle_of_it(trial, kind):
    old = line(*LIVE[kind], messages={"hello": "=number"})
    new = line(*LIVE[kind], MORE, messages={"hello": "=number"})
    run, other = trial(old, number="Z"), trial(new, number="Z")
    for one in (run, other):
        first = next((w for w in runner.waiting(one.run) if w.kind == "task"), None)
        if first is not None:
            one.finish(one.run.find(first.token), {"y": 1})
    if other.done:
        return
    move(run, new)
    assert finish(run) == finish(other)
    assert run.outcome == other.outcome


@pytest.mark.parametrize("kind", LIVE)
def test_what_is_not_drawn_any_more_is_refused_by_its_name_until_it_is_mapped(trial, kind):
    run = trial(line(*LIVE[kind], messages={"hello": "=number"}), number="Z")
    outer = next(name for name, _drawn in [one for one in LIVE[kind] if isinstance(one, tuple)])
    before = codec.fingerprint(codec.structure(run.run))
    transplant = move(run, line(("other", user("other"))))
    assert refused(transplant) == {outer}
    assert codec.fingerprint(codec.structure(run.run)) == before


def test_a_mapping_moves_a_task_with_its_number_and_who_did_what(trial):
    run = trial(line(("a", user("a")), ("b", user("b"))))
    run.complete("a", by="officer:7")
    token = run.token("b").id
    new = line(("first", user("first")), ("second", user("second", not_by="first")))
    transplant = move(run, new, a="first", b="second")
    assert fates(transplant) == {("b", "mapped", "second")}
    assert (run.token("second").id, run.barred("second")) == (token, ["officer:7"])


def test_a_task_is_not_mapped_to_something_that_is_none(trial):
    run = trial(line(("a", user("a"))))
    new = line(waits("t", timer("P1D")), ("m", user("m", inside=loop("=[1]"))))
    assert refused(move(run, new, a="t")) == refused(move(run, new, a="m")) == {"a"}


# events beside it


def test_a_boundary_event_that_is_added_to_the_present_task_works(trial):
    run = trial(line(("a", user("a"))), number="Z")
    run.outside.now = START + timedelta(days=2)
    new = line(
        ("a", user("a")),
        boundary("late", "a", timer("P5D")),
        boundary("stop", "a", message("m_hello")),
        user("b"),
        user("c"),
        flow("late", "b", "done"),
        flow("stop", "c", "done"),
        messages={"hello": "=number"},
    )
    assert fates(move(run, new)) == {("a", "same", "a"), ("late", "added", "late"), ("stop", "added", "stop")}
    assert run.token("late").internal_data["due"] == (START + timedelta(days=7)).isoformat()
    assert run.message("hello", "Z")
    assert run.waiting == ["c"]


def test_a_boundary_timer_that_is_added_fires(trial):
    run = trial(line(("a", user("a"))))
    move(run, line(("a", user("a")), boundary("late", "a", timer("P5D")), user("b"), flow("late", "b", "done")))
    assert run.after(days=6).waiting == ["b"]


def test_a_boundary_event_added_to_a_subprocess_and_to_a_multi_instance_works(trial):
    inside = (start("s1"), user("a"), end("s2"), flow("s1", "a", "s2"))
    for drawn in (sub("s", *inside), user("s", inside=loop("=[1, 2]"))):
        run = trial(line(("s", drawn)))
        move(run, line(("s", drawn), boundary("late", "s", timer("P5D")), user("b"), flow("late", "b", "done")))
        assert run.after(days=6).waiting == ["b"]


def test_a_boundary_event_that_is_taken_away_is_dropped_and_the_task_stays(trial):
    old = line(("a", user("a")), boundary("late", "a", timer("P5D")), user("b"), flow("late", "b", "done"))
    run = trial(old)
    assert ("late", "dropped", "") in fates(move(run, line(("a", user("a")))))
    assert run.waiting == ["a"]
    assert run.complete("a").done


def test_a_deadline_keeps_its_day_though_the_new_version_gives_more_time(trial):
    old, new = (
        line(("a", user("a")), boundary("late", "a", timer(days)), user("b"), flow("late", "b", "done"))
        for days in ("P5D", "P50D")
    )
    run = trial(old)
    move(run, new)
    assert run.after(days=6).waiting == ["b"]


def race(*names):
    drawn = {"m": message("m_hello"), "t": timer("P2D"), "n": message("m_more")}
    events = [waits(name, drawn[name])[1] for name in names]
    flows = [flow("g", name, f"after_{name}") for name in names]
    tasks = [user(f"after_{name}") for name in names]
    known = {"hello": "=number", "more": "=number"}
    return diagram(start(), node("eventBasedGateway", "g"), *events, *tasks, flow("begin", "g"), *flows, messages=known)


def test_an_event_that_is_added_to_a_race_takes_part_in_it(trial):
    run = trial(race("m", "t"), number="Z")
    assert ("n", "added", "n") in fates(move(run, race("m", "t", "n")))
    assert run.message("more", "Z")
    assert run.waiting == ["after_n"]


def test_an_event_that_is_taken_from_a_race_is_refused_by_name(trial):
    run = trial(race("m", "t"), number="Z")
    assert refused(move(run, race("m", "n"))) == {"t"}


def test_a_message_of_another_name_is_asked_about_and_then_waited_for(trial):
    old = line(waits("a", message("m_hello")), messages={"hello": "=number"})
    new = line(waits("a", message("m_more")), messages={"more": "=number"})
    run = trial(old, number="Z")
    assert refused(move(run, new)) == {"a"}
    move(run, new, a="a")
    assert not run.message("hello", "Z")
    assert run.message("more", "Z")
    assert run.done


# branches


def test_branches_on_their_way_and_at_the_join_meet_in_the_new_version(trial):
    old, new = (parallel(("a", user("a")), ("b", user("b")), ("c", user("c"))) for _twice in range(2))
    run = trial(old, x=1)
    run.complete("a", x=2)
    move(run, new)
    run.complete("b", y=1)
    move(run, old)
    assert run.complete("c", z=1).outcome == {"x": 2, "y": 1, "z": 1}


def test_a_join_that_would_wait_for_a_branch_nobody_takes_is_refused_by_name(trial):
    two, three = (parallel(*[(name, user(name)) for name in names]) for names in ("ab", "abc"))
    run = trial(two)
    assert refused(move(run, three)) == {"join"}
    run.complete("a")
    assert refused(move(run, three)) == {"join"}


def test_a_join_that_waits_for_fewer_goes_on_at_once(trial):
    run = trial(parallel(("a", user("a")), ("b", user("b")), ("c", user("c"))))
    run.complete("a")
    run.complete("b")
    new = diagram(
        start(),
        node("parallelGateway", "fork"),
        user("a"),
        user("b"),
        user("c"),
        node("parallelGateway", "join"),
        user("next"),
        flow("begin", "fork"),
        flow("fork", "a", "join", "next"),
        flow("fork", "b", "join"),
        flow("fork", "c"),
    )
    move(run, new)
    assert run.waiting == ["c", "next"]


def test_a_branch_that_came_by_another_element_is_asked_about(trial):
    old = parallel(("a", user("a")), ("b", user("b")))
    new = parallel(("z", user("z")), ("b", user("b")))
    run = trial(old)
    run.complete("a")
    assert refused(move(run, new)) == {"a"}
    move(run, new, a="z")
    assert run.complete("b").done


def test_an_inclusive_join_goes_over(trial):
    branches = (("a", user("a")), ("b", user("b")))
    old, new = parallel(*branches, join="inclusiveGateway"), parallel(*branches, join="inclusiveGateway")
    run = trial(old)
    run.complete("a")
    move(run, new)
    assert run.complete("b").done


# called diagrams


def test_a_called_diagram_goes_over_to_the_version_that_the_new_caller_pinned(trial):
    main = line(("c", call("c", "inner")), ("z", user("z")))
    old = diagram(start(), user("a"), end(), flow("begin", "a", "done"), id="inner")
    new = diagram(start(), user("b"), user("n"), end(), flow("begin", "b", "n", "done"), id="inner")
    run = trial(main, old)
    assert [(one.diagram, one.element) for one in move(run, main, new).blocked] == [("inner", "a")]
    move(run, main, new, **{"inner/a": "b"})
    run.complete("b")
    assert run.waiting == ["n"]
    assert run.complete("n").complete("z").done


def test_what_is_changed_inside_a_loop_or_a_call_is_refused_with_words(trial):
    def many(sequential=False, element="i"):
        return line(("a", user("a", inside=loop("=[1, 2]", element, sequential=sequential))))

    run = trial(many())
    assert refused(move(run, many(sequential=True))) == refused(move(run, many(element="j"))) == {"a"}
    one, other = (diagram(start(), user("a"), flow("begin", "a"), id=name) for name in ("one", "other"))
    run = trial(line(("c", call("c", "one"))), one)
    assert refused(move(run, line(("c", call("c", "other"))), other)) == {"c"}


# random walks


def walk(files, seed, moved, stored=True):
    """One random walk; when `moved`, at a random moment it goes over to an identical version."""
    dice, seen = random.Random(seed), []
    when = dice.randrange(1, 8)
    run = Trial(*files, stored=stored, number="Z", n=0)
    for day in range(1, 30):
        if moved and day == when and not run.done:
            assert {stand.fate for stand in move(run, *files).stands} == {"same"}
        waiting = sorted(runner.waiting(run.run), key=lambda w: w.token)
        seen.append([(w.token, w.kind, w.element, w.key, w.due) for w in waiting])
        if run.done:
            break
        choice = dice.choice([w for w in waiting if w.kind != "timer"] or waiting)
        try:
            if choice.kind == "task" and dice.random() < 0.8:
                run.finish(run.run.find(choice.token), {f"v{dice.randrange(9)}": 1})
            elif choice.kind == "message" and dice.random() < 0.5:
                run.message(choice.name, choice.key, k=1)
            else:
                run.after(days=day)
        except Stopped as error:
            seen.append(str(error))
            break
    return seen, run.path, run.outcome if run.done else None, run.run.counter


@pytest.mark.parametrize("files", [(WITHDRAW,), (MIXED, INNER), (AGAIN,)], ids=["withdraw", "mixed", "again"])
def test_a_move_to_the_same_drawing_at_any_moment_changes_nothing(files):
    for seed in range(100):
        assert walk(files, seed, moved=True) == walk(files, seed, moved=False), seed
