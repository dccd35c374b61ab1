"""A household under review: a case in the database, and what the registries say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.cases import commands as cases
from app.cases import queries
from app.cases.records import Case
from tests.cases.households import application

NOTHING: dict[str, Any] = {
    "hukou": {"local": True, "since": "2001-05-06"},
    "permit": None,
    "dead": False,
    "insurance": {"total_months": 20, "continuous_months": 12},
    "fund": {"months": 12, "balance": 3456},
    "income_monthly": 2500,
    "tax_income_year": 30000,
    "vehicles": [],
    "enterprises": [],
    "houses": [],
    "houses_disposed": [],
    "housing_guarantee": None,
    "assistance": None,
    "ban_until": None,
}


@pytest.fixture(autouse=True)
def policy(furnished: None, db_session: Any) -> None:
    """The decision table, deployed: advice and assessments ask it."""


@pytest.fixture
def household(db_session: Any, at: Callable[[str], Any]) -> Callable[..., Case]:
    """household(serial=1, **said) opens a case; the clock stands at 2026-03-02 09:00."""
    at("2026-03-02 09:00")

    def made(serial: int = 1, **said: Any) -> Case:
        return cases.open_case(application(serial, **said), account_id=None, channel="paper", by="system")

    return made


@pytest.fixture
def registered() -> Callable[..., None]:
    """registered(case, houses=[…]) lets the registries say that of the applicant, and nothing of note of the others."""

    def say(case: Case, **facts: Any) -> None:
        for i, member in enumerate(queries.members(case)):
            for kind, answer in {**NOTHING, **(facts if i == 0 else {})}.items():
                cases.keep_registry_fact(case.id, member.id, "test", kind, answer, "consistent")

    return say
