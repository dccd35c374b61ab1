"""When a yearly review is opened that nobody opened on its day."""

from __future__ import annotations

from typing import Any

import pytest

from app import engine
from app.leasing import commands
from app.leasing.queries import requests
from app.settings import TOP


@pytest.mark.parametrize(("day", "opened"), [("2027-05-14", 1), ("2027-05-15", 0)])
def test_a_missed_review_is_made_up_for_sixty_days(lease: Any, at: Any, day: str, opened: int) -> None:
    one = lease()
    names = ("annual_review.bpmn", "joint_check.bpmn", "review_limits.dmn", "eligibility.dmn", "deadlines.dmn")
    engine.deploy_files({name: (TOP / "bpmn" / name).read_bytes() for name in names}, by="system")
    at(f"{day} 08:00")
    assert commands.open_reviews() == opened == len(requests.requests_of(one.id))
    if opened:
        [task] = engine.open_tasks(business_key=one.number)
        assert str(task.due_on) == "2027-06-14"
