"""Whole lives of applications through the real diagrams, forms and steps: outcomes, reasons, dates."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import engine
from app.cases import queries as cases
from app.rehearsal import crew, demo, life, officers, results
from app.rehearsal.departments import answerer
from app.settings import TOP
from app.store import transaction
from app.store.database import ZONE

HOUSEHOLDS = TOP.parent / "shared" / "data" / "households"
REGISTERED, REJECTED = "000008", "000002"
MORNING = datetime(2026, 3, 2, 9, tzinfo=ZONE)
LAST_DAYS = {
    "submitted": "2026-03-02", "accepted": "2026-03-09", "first_review": "2026-03-23", "notice_1_closes": "2026-03-30",
    "second_review": "2026-04-14", "notice_2_closes": "2026-04-21", "final_review": "2026-05-08",
    "notice_3_closes": "2026-05-15", "registered": "2026-05-22",
}  # fmt: skip
"""Worked out by hand from the default policy: everybody acts on the last permitted day."""


@pytest.fixture
def departments(staffed: None, committed: Flask) -> Iterator[Any]:
    """An installation with places, officers and diagrams; gives the departments, who answer at once."""
    officers._actors.cache_clear()
    yield answerer(demo.REGISTRIES)
    officers._actors.cache_clear()


def application(ref: str) -> dict[str, Any]:
    """The demonstration's application of that reference."""
    with demo.APPLICATIONS.open(encoding="utf-8") as lines:
        return next(one for one in map(json.loads, lines) if one["external_ref"] == ref)


def test_an_application_handled_on_the_last_days_is_registered_on_the_day_of_the_policy(departments: Any) -> None:
    found = crew._one(application(REGISTERED), "deadline", departments)
    assert (found["outcome"], found["reasons"], found["rejected_at"]) == ("registered", [], None)
    assert found["dates"] == LAST_DAYS


def test_the_spring_festival_moves_the_days(departments: Any) -> None:
    found = crew._one(application(REGISTERED) | {"submitted_on": "2026-01-26"}, "deadline", departments)
    days = list(found["dates"].values())
    assert days[1:9] == [
        "2026-02-02", "2026-02-14", "2026-02-24", "2026-03-09", "2026-03-16", "2026-03-30", "2026-04-07", "2026-04-14",
    ]  # fmt: skip


def test_an_application_that_breaks_the_policy_is_rejected_by_the_district_with_its_codes(departments: Any) -> None:
    found = crew._one(application(REJECTED), "deadline", departments)
    assert (found["outcome"], found["rejected_at"], found["reasons"]) == ("rejected", "second_review", ["X-COMMERCIAL"])
    assert found["dates"]["second_review"] == "2026-04-14"
    assert found["dates"]["notice_2_closes"] is None
    assert found["figures"] == {"income_per_head": 5684, "assets": 532275, "area_per_head": 0, "persons": 5}


def test_prompt_officers_leave_only_the_notices_to_wait_for(departments: Any) -> None:
    found = crew._one(application(REGISTERED), "prompt", departments)
    assert found["dates"]["first_review"] == "2026-03-02"
    assert found["dates"]["notice_1_closes"] == "2026-03-09"
    assert found["outcome"] == "registered"


def test_who_withdraws_is_neither_registered_nor_rejected(departments: Any) -> None:
    started = life.begin(application(REGISTERED), MORNING)
    assert results.line(started, REGISTERED)["outcome"] == "pending"
    with transaction():
        engine.send("withdraw", started.number, {}, by="citizen:5")
    found = results.line(started, REGISTERED)
    assert (found["outcome"], found["rejected_at"], found["dates"]["registered"]) == ("withdrawn", None, None)


def test_every_expected_outcome_of_the_sample(tmp_path: Path, departments: Any) -> None:
    if not HOUSEHOLDS.is_dir():
        pytest.skip("NOT RUN: the made-up households of ../shared/data are not on this machine")
    with (HOUSEHOLDS / "expected_sample.jsonl").open(encoding="utf-8") as lines:
        expected = [json.loads(text) for text in lines][:20]
    for wanted in expected:
        found = crew._one(application(wanted["external_ref"]), "prompt", departments)
        assert (found["outcome"] == "registered") == wanted["eligible"], wanted["external_ref"]
        assert found["reasons"] == wanted["reasons"]
        assert {key: float(value) for key, value in found["figures"].items()} == {
            key: float(wanted[key]) for key in ("income_per_head", "assets", "area_per_head", "persons")
        }


def test_the_timeline_says_which_officer_decided_and_what_the_house_did_by_itself(departments: Any) -> None:
    crew._one(application(REGISTERED), "prompt", departments)
    with transaction():
        case = cases.case_by_external_ref(REGISTERED)
        assert case is not None
        lines = cases.timeline(case, "officer")
    assert {line.by.split(":")[0] for line in lines if line.kind in ("review_concluded", "home_visited")} == {"officer"}
    assert {line.by for line in lines if line.kind == "notice_closed"} == {"system"}
