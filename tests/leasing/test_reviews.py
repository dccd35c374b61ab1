"""When a yearly review is opened, for whom, and what its conclusion makes of the rent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app import engine
from app.cases import queries as cases
from app.leasing import commands, queries
from app.leasing.commands import reviews
from app.leasing.queries import requests
from app.leasing.records import Lease
from app.settings import TOP

NAMES = ("annual_review.bpmn", "joint_check.bpmn", "review_limits.dmn", "eligibility.dmn", "deadlines.dmn")


@pytest.fixture
def home(lease: Any) -> Lease:
    """The lease A1 since 2026-03-16; the diagram of the review is deployed."""
    engine.deploy_files({name: (TOP / "bpmn" / name).read_bytes() for name in NAMES}, by="system")
    one: Lease = lease()
    return one


@pytest.mark.parametrize(
    ("day", "opened", "declared_by"),
    [
        ("2027-03-15", 0, ""), ("2027-03-16", 1, "2027-04-15"), ("2027-05-14", 1, "2027-06-14"), ("2027-05-15", 0, ""),
        ("2028-03-16", 1, "2028-04-17"),
    ],
)  # fmt: skip
def test_a_review_opens_on_the_anniversary_and_is_made_up_for_sixty_days(
    home: Lease, at: Any, day: str, opened: int, declared_by: str
) -> None:
    at(f"{day} 08:00")
    assert commands.open_reviews() == opened
    assert commands.open_reviews() == 0, "asked again, it opens nothing twice"
    assert [one.kind for one in requests.requests_of(home.id)] == ["review"] * opened
    tasks = engine.open_tasks(business_key=home.number)
    assert [(task.form, str(task.due_on)) for task in tasks] == [("leasing.declare", declared_by)] * opened


@pytest.mark.parametrize(
    "change", [{"state": "leaving"}, {"state": "draft"}, {"state": "ended"}, {"end_on": date(2027, 3, 15)}]
)
def test_who_is_leaving_or_has_left_is_not_reviewed(home: Lease, at: Any, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(home, name, value)
    at("2027-03-16 08:00")
    assert commands.open_reviews() == 0
    assert requests.requests_of(home.id) == []


def test_a_review_that_is_open_still_is_not_opened_again_a_year_later(home: Lease, at: Any) -> None:
    for day, opened in (("2027-03-16", 1), ("2028-03-16", 0)):
        at(f"{day} 08:00")
        assert commands.open_reviews() == opened, day
    assert len(requests.requests_of(home.id)) == 1


def test_another_tier_counts_from_the_next_month_and_approved_twice_the_first_stays(home: Lease, at: Any) -> None:
    at("2027-03-20 10:00")
    assert reviews.change_tier(home.id, 80, "收入提高") == date(2027, 4, 1)
    assert reviews.change_tier(home.id, 100, "再次") == date(2027, 4, 1)
    rents = [queries.rent_on(home.id, day) for day in (date(2027, 3, 31), date(2027, 4, 1))]
    assert [(one.tier, one.monthly_fen) for one in rents] == [(60, 60000), (80, 80000)]


@pytest.mark.parametrize(
    ("outcome", "state", "said"),
    [("keep", "granted", (60000, False)), ("tier", "granted", (80000, False)), ("cancel", "refused", (0, True))],
)
def test_the_conclusion_is_written_with_the_rent_that_follows(
    home: Lease, at: Any, outcome: str, state: str, said: tuple[int, bool]
) -> None:
    at("2027-03-16 08:00")
    commands.open_reviews()
    [request] = requests.requests_of(home.id)
    tier_from = reviews.change_tier(home.id, 80, "收入提高").isoformat() if outcome == "tier" else None
    reviews.close(request.id, outcome, "核对收入", {"tier_from": tier_from})
    assert (request.state, request.decided["outcome"]) == (state, outcome)
    [letter] = cases.letters_about(home.number)
    assert (letter.kind, letter.data["monthly_fen"], letter.data["is_cancelled"]) == ("annual_review_result", *said)
    assert (letter.data["year"], letter.data["tier_from"]) == ("2027", tier_from or "")
