"""A crowd at random: nothing acknowledged is lost, nothing happens twice."""

from __future__ import annotations

from flask import Flask

from tests.faults.storm import storm
from tests.faults.test_races import town

__all__ = ["town"]


def test_a_crowd_at_the_same_matters_loses_and_doubles_nothing(town: Flask) -> None:
    counts = storm(town, threads=16, operations=800, matters=8, seed=1)
    assert min(counts[name] for name in ("complete", "claim", "send", "tick", "suspend", "Conflict")) > 0, counts
