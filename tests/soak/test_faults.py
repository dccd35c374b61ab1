"""Faults, the long form: every place of every scene, more threads, more operations, other seeds."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.faults import scenes
from tests.faults.crowd import all_whole
from tests.faults.scenes import ENGINE, MONEY
from tests.faults.test_cut import disturb_everywhere, stage

pytestmark = pytest.mark.soak
__all__ = ["stage"]


@pytest.mark.parametrize("name", [*ENGINE, *MONEY])
def test_every_place_of_every_scene(stage: Flask, name: str) -> None:
    if name in MONEY:
        scenes.furnish()
    count = disturb_everywhere((ENGINE | MONEY)[name], some=None, seed=0)
    print(f"{name}: {count} places, each broken and killed")
    all_whole()
