"""Wherever a worker dies or its line breaks, the work is done whole or not at all, and done again it is done once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask

from app import registry
from app.store import clock
from tests.faults import scenes, steps  # noqa: F401  steps are registered
from tests.faults.crowd import all_whole
from tests.faults.cutting import broken, killed, places
from tests.faults.scenes import ENGINE, MONEY, START, Scene
from tests.faults.signal_scenes import SIGNALS, heard, prepare_sent

SOME, SEED = 3, 20261125
"""In the short form: at how many places of a scene, beside those round COMMIT; in the soak at all of them."""


@pytest.fixture
def stage(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The drawn diagrams on a database of the test's own, at 2026-03-02 9:00."""
    monkeypatch.setitem(registry._receivers, "faults", scenes.answered)
    with clock.fixed(START):
        scenes.deploy()
        yield committed


@pytest.mark.parametrize("name", ENGINE | SIGNALS)
def test_a_verb_is_done_once_wherever_its_worker_dies_or_its_line_breaks(stage: Flask, name: str) -> None:
    disturb_everywhere((ENGINE | SIGNALS)[name], some=SOME, seed=SEED)
    all_whole()


def test_a_signal_to_several_reaches_each_of_them_once_wherever_the_ticker_dies(stage: Flask) -> None:
    tick = SIGNALS["tick: signal"].act
    prepare_sent("0", 3)
    count = places(lambda: tick("0"))
    whole, _notes = heard("0")
    for name, at in enumerate(random.Random(SEED).sample(range(count), 2 * SOME), 1):
        prepare_sent(str(name), 3)
        killed(partial(tick, str(name)), at)
        (processes, *_more), notes = heard(str(name))
        assert sum(len(entries) == 1 for _diagram, _state, entries, _tasks in processes) == notes, f"killed at {at}"
        tick(str(name))
        assert heard(str(name)) == (whole, 0), f"killed at {at}"
    all_whole()


@pytest.mark.parametrize("name", MONEY)
def test_money_is_booked_once_wherever_its_worker_dies_or_its_line_breaks(stage: Flask, name: str) -> None:
    scenes.furnish()
    disturb_everywhere(MONEY[name], some=SOME, seed=SEED)
    all_whole()


def disturb_everywhere(scene: Scene, *, some: int | None, seed: int) -> int:
    """Breaks the line and kills the worker at some places and round COMMIT (None: everywhere); how many places there are."""
    names = map(str, range(10_000))
    untouched, whole, count = undisturbed(scene, next(names))
    for at in chosen_places(count, some, seed):
        name = next(names)
        scene.prepare(name)
        broken(partial(scene.act, name), at)
        assert once(scene, name) == whole, f"broken at place {at} of {count}"
    for at in chosen_places(count, some, seed + 1):
        name = next(names)
        scene.prepare(name)
        told = killed(partial(scene.act, name), at)
        assert scene.seen(name) in ([whole] if told else [untouched, whole]), f"half done: killed at {at} of {count}"
        assert once(scene, name) == whole, f"killed at place {at} of {count}"
    return count


def undisturbed(scene: Scene, name: str) -> tuple[object, object, int]:
    """What is seen before and after, and how many places there are."""
    scene.prepare(name)
    before = scene.seen(name)
    count = places(lambda: scene.act(name))
    return before, once(scene, name), count


def chosen_places(count: int, some: int | None, seed: int) -> list[int]:
    """All, or some and the last four: before and behind the last statement, before and behind its COMMIT."""
    if some is None or count <= some + 4:
        return list(range(count))
    return sorted([*random.Random(seed).sample(range(count - 4), some), *range(count - 4, count)])


def once(scene: Scene, name: str) -> object:
    """What is seen of the matter when the work is done again, which changes nothing more however often."""
    scene.act(name)
    first = scene.seen(name)
    scene.act(name)
    assert scene.seen(name) == first, "doing it again did something"
    return first
