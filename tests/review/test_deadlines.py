"""The decision `limits` gives every step's time, for every category."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.calendar import deadline
from app.feel import dmn, to_plain

MODEL = dmn.load(Path(__file__).resolve().parents[2] / "bpmn" / "deadlines.dmn")
STEPS = {
    "accept": 5, "supplement": 15, "first_review": 10, "notice_1": 7, "joint_check": 5, "civil_affairs": 5, "second_review": 10,
    "notice_2": 7, "final_review": 10, "notice_3": 7, "register": 5, "objection_receive": 2, "objection_investigate": 10,
}  # fmt: skip


@pytest.mark.parametrize("category", [10, 20, 30, 40, 50, 60, 70])
def test_every_category_has_every_step(category: int) -> None:
    result = MODEL.decide("limits", {"category": category})
    assert MODEL.problems == [] and result.diagnostics == []
    assert to_plain(result.value) == {
        step: {"days": days, "unit": "cd" if step.startswith("notice") else "wd"} for step, days in STEPS.items()
    }


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        ("2026-03-02", ["03-09", "03-23", "03-30", "04-14", "04-21", "05-08", "05-15", "05-22"]),
        ("2026-01-26", ["02-02", "02-14", "02-24", "03-09", "03-16", "03-30", "04-07", "04-14"]),
    ],
)
def test_the_worked_examples_of_the_policy(submitted: str, days: list[str]) -> None:
    limits = to_plain(MODEL.decide("limits", {"category": 30}).value)
    at, found = date.fromisoformat(submitted), []
    for step in (
        "accept",
        "first_review",
        "notice_1",
        "second_review",
        "notice_2",
        "final_review",
        "notice_3",
        "register",
    ):
        at = deadline(at, limits[step]["days"], limits[step]["unit"])
        found.append(at.isoformat()[5:])
    assert found == days
