"""Random diagrams, random walks: in memory, stored, replayed, and by the verbs on the database. The long form is in scripts/soak."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app import engine
from app.engine import check, rows, source
from app.engine.check import Known
from app.engine.check.events import BEGINS
from app.engine.queries import looked_at
from app.engine.source import tag
from app.engine.triggers import drawn_trigger, is_event_subprocess
from app.registry import step_names
from tests.engine.growing import grown
from tests.engine.roaming import Walk, agrees, standing, walked
from tests.engine.trial import START

SEEDS = 120


def test_random_diagrams_do_the_same_in_memory_stored_and_replayed() -> None:
    walks = [agrees(seed) for seed in range(SEEDS)]
    assert sum(walk.outcome is not None for walk in walks) > SEEDS // 10
    assert sum(bool(walk.stopped) for walk in walks) < SEEDS // 4
    assert sum(len(walk.acts) for walk in walks) > SEEDS * 5


def test_random_diagrams_hold_what_the_profile_holds() -> None:
    kinds = {tag(node) for seed in range(SEEDS) for file in grown(seed) for node in source.read(file, "x").iter()}
    assert kinds >= {
        "userTask", "scriptTask", "serviceTask", "callActivity", "subProcess", "boundaryEvent", "intermediateCatchEvent",
        "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics", "errorEventDefinition", "escalationEventDefinition", "terminateEventDefinition",
        "timerEventDefinition", "messageEventDefinition", "signalEventDefinition",
    }  # fmt: skip


def test_random_diagrams_hold_event_subprocesses_of_every_kind_which_are_begun_in_the_walks() -> None:
    begun, kinds = 0, set()
    for seed in range(SEEDS):
        walk, _run = walked(seed, stored=False)
        drawn = [node for file in walk.files for node in source.read(file, "x").iter() if is_event_subprocess(node)]
        for node in drawn:
            first = next(one for one in node if tag(one) == "startEvent")
            kinds.add((drawn_trigger(first).kind, first.get("isInterrupting")))
            begun += any(step.rpartition("/")[2] == first.get("id") for step in walk.path)
    assert {kind for kind, _beside in kinds} == set(BEGINS) and ("signal", "false") in kinds
    assert begun > 20


def test_every_random_diagram_passes_the_check() -> None:
    for seed in range(SEEDS, 2 * SEEDS):
        for file in grown(seed):
            known = Known(step_names(), ["main", "inner"], [])
            assert check.check_file(source.read(file, "x"), "x", known) == [], seed


@pytest.mark.parametrize("seed", range(0, SEEDS, 6))
def test_by_the_verbs_it_does_the_same_and_is_proven(seed: int, deployed: Any, at: Any) -> None:
    walk, _run = walked(seed, stored=False)
    deployed(main=walk.files[0], inner=walk.files[1])
    process = engine.start("main", business_key="K", data=walk.data, by="citizen:1")
    seen = [stands(process.id)]
    for act in walk.acts:
        done(process.id, act, at)
        seen.append(stands(process.id))
    row = rows.read_process(process.id)
    assert (row.trouble or {}).get("element", "") == walk.stopped
    assert seen[: len(walk.seen)] == walk.seen
    assert row.outcome == walk.outcome
    path = [step for entry in engine.history(process.id) for step in entry.data.get("path", [])]
    assert walk.stopped or path == walk.path
    assert engine.prove(process.id) is None


def stands(process_id: int) -> Any:
    """What waits in the database."""
    run = looked_at(rows.read_process(process_id))
    return standing(run) if run is not None else []


def done(process_id: int, act: tuple[Any, ...], at: Any) -> None:
    """One act by its verb."""
    kind, *rest = act
    if kind == "do":
        task = next(task for task in engine.open_tasks(process_id=process_id) if task.token == rest[0])
        engine.complete(task.id, rest[1], by="officer:1")
    elif kind == "say":
        assert engine.send(rest[0], rest[1], rest[2], by="system").outcome == "delivered"
    elif kind == "hear":
        engine.signal(rest[0], rest[1], by="system")
        engine.tick()
    else:
        at((START + timedelta(days=rest[0])).isoformat(sep=" ").partition("+")[0])
        engine.run_due(process_id)


def test_a_walk_is_the_same_whenever_it_is_walked() -> None:
    first, again = walked(7, stored=False)[0], walked(7, stored=False)[0]
    assert isinstance(first, Walk) and first.told() == again.told()
