"""Random walks: whatever people, messages and timers do in whatever order, a stored run does what an unstored one does."""

from __future__ import annotations

import random

import pytest

from app.engine.spiff import runner
from app.engine.trouble import Stopped
from tests.engine.drawing import boundary, call, diagram, end, flow, loop, message, node, script, start, timer, user
from tests.engine.test_elements import WITHDRAW, sub
from tests.engine.trial import Trial

INNER = diagram(
    start(),
    node("eventBasedGateway", "g"),
    node("intermediateCatchEvent", "m", inside=message("m_hello")),
    node("intermediateCatchEvent", "t", inside=timer("P2D")),
    user("late"),
    end(),
    flow("begin", "g", "m", "done"),
    flow("g", "t", "late", "done"),
    id="inner",
    messages={"hello": "=number"},
)
MIXED = diagram(
    start(),
    node("parallelGateway", "f"),
    user("a", inside=loop("=[1, 2, 3]", "i", "seen", "=i", until="=loopCounter = 3")),
    boundary("remind", "a", timer("R/P1D", "timeCycle"), interrupting=False),
    user("reminded"),
    call("c", "inner"),
    boundary("stop", "c", message("m_withdraw")),
    sub("s", start("s1"), user("x"), end("s2"), flow("s1", "x", "s2"), loop("=[1, 2]", sequential=True)),
    node("inclusiveGateway", "j"),
    end(),
    flow("begin", "f", "a", "j", "done"),
    flow("f", "c", "j"),
    flow("f", "s", "j"),
    flow("remind", "reminded"),
    flow("stop", "j"),
    messages={"withdraw": "=number"},
)
AGAIN = diagram(
    start(),
    node("exclusiveGateway", "m"),
    node("parallelGateway", "f"),
    user("a"),
    user("b"),
    node("parallelGateway", "j"),
    script("count", "=n + 1", "n"),
    node("exclusiveGateway", "g", default="g_to_done"),
    end(),
    flow("begin", "m", "f", "a", "j", "count", "g"),
    flow("f", "b", "j"),
    flow("g", "m", when="=n < 4"),
    flow("g", "done"),
)


def walk(files, seed, stored):
    """One random walk; everything it did, and how it ended."""
    dice, seen = random.Random(seed), []
    run = Trial(*files, stored=stored, number="Z", n=0)
    for day in range(1, 40):
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
    again = run.replayed().run  # a divergence raises
    assert again.counter == run.run.counter and again.completed == run.done
    return seen, run.path, run.outcome if run.done else None, run.run.counter


@pytest.mark.parametrize("files", [(WITHDRAW,), (MIXED, INNER), (AGAIN,)], ids=["withdraw", "mixed", "again"])
def test_stored_unstored_and_replayed_runs_are_the_same(files):
    ends = set()
    for seed in range(40):
        unstored = walk(files, seed, stored=False)
        assert walk(files, seed, stored=True) == unstored, seed
        ends.add(unstored[2] is not None)
    assert True in ends
