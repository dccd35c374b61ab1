"""The long run of random diagrams: new seeds, deeper ones too, until the time is up; and more of them by the verbs, proven."""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import Any

import pytest

from tests.engine import test_roaming as short
from tests.engine.conftest import deployed  # noqa: F401  the fixture, here too
from tests.engine.roaming import agrees

pytestmark = pytest.mark.soak
MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))


def test_random_diagrams_do_the_same_in_every_mode_for_long() -> None:
    """A seed that fails is in the message: `agrees(seed, depth)` plays it again."""
    until, first = time.monotonic() + 60 * MINUTES, int(time.time())
    seed, ends = first, Counter[str]()
    while time.monotonic() < until:
        walk = agrees(seed, depth=2 + seed % 4)
        ends["stopped" if walk.stopped else "open" if walk.outcome is None else "ended"] += 1
        seed += 1
    print(f"{dict(ends)} from seed {first}")
    assert ends["ended"] > 0


@pytest.mark.parametrize("seed", range(10_000, 10_200))
def test_many_more_are_run_by_the_verbs_and_proven(seed: int, deployed: Any, at: Any) -> None:  # noqa: F811
    short.test_by_the_verbs_it_does_the_same_and_is_proven(seed, deployed, at)
