"""Every journey of the table, and that together they pass every way of every diagram."""

from __future__ import annotations

import pytest

from tests.journeys import acceptance, checks, coverage, endings, levels, notices
from tests.journeys.table import JOURNEYS, Stage

ROOMS = (acceptance, levels, notices, checks, endings)


@pytest.mark.parametrize("name", JOURNEYS)
def test_journey(name: str, stage: Stage) -> None:
    stage.passed(name)


def test_every_way_of_every_diagram_is_passed(stage: Stage) -> None:
    passed: set[str] = set()
    for name in JOURNEYS:
        passed |= stage.passed(name)
    never = sorted(coverage.all_flows() - passed)
    assert not never, "never passed:\n" + "\n".join(never)
