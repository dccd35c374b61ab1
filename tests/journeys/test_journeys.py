"""Every journey of the table, and that together they pass every way of every diagram."""

from __future__ import annotations

import pytest

from tests.journeys import (
    acceptance,
    checks,
    coverage,
    endings,
    hardship,
    homes,
    leases,
    leaving,
    levels,
    notices,
    renewals,
    repairs,
    returns,
    reviews,
    rewinds,
    subsidies,
    suspension,
    violations,
)
from tests.journeys.table import JOURNEYS, Stage

ROOMS = (
    acceptance,
    levels,
    notices,
    checks,
    endings,
    rewinds,
    suspension,
    leases,
    leaving,
    homes,
    hardship,
    repairs,
    renewals,
    subsidies,
    violations,
    returns,
    reviews,
)


@pytest.mark.parametrize("name", JOURNEYS)
def test_journey(name: str, stage: Stage) -> None:
    stage.passed(name)


def test_the_ways_of_a_refusal_are_exactly_these(stage: Stage) -> None:
    assert stage.passed("an_application_may_be_refused_at_once") == {
        "application/submitted_to_decide_limits",
        "application/decide_limits_to_three_reviews_call",
        "three_reviews/begin_to_look_up_bars",
        "three_reviews/look_up_bars_to_accept",
        "three_reviews/accept_to_acceptance_is",
        "three_reviews/acceptance_is_to_refused_end",
        "application/three_reviews_call_to_ending_is",
        "application/ending_is_to_refuse_case",
        "application/refuse_case_to_refused_end",
    }


def test_every_way_of_every_diagram_is_passed(stage: Stage) -> None:
    passed: set[str] = set()
    for name in JOURNEYS:
        passed |= stage.passed(name)
    never = sorted(coverage.all_flows() - passed)
    assert not never, "never passed:\n" + "\n".join(never)
