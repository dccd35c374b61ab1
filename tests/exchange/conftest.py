"""Departments over real HTTP on an ephemeral port, and a made-up household's registry records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.exchange.simulators.doors import Departments, running
from app.exchange.simulators.registries import Registries

NUMBER = "440402198503070014"
TOKEN = "a-token-for-tests"


def record(id_number: str = NUMBER, name: str = "林海", **facts: Any) -> dict[str, Any]:
    """A registry record of somebody who owns nothing, with `facts` on top."""
    return {
        "id_number": id_number,
        "name": name,
        "hukou": {"local": True, "since": "2001-05-06"},
        "permit": None,
        "dead": False,
        "insurance": {"total_months": 20, "continuous_months": 12},
        "fund": {"months": 12, "balance": 3456},
        "income_monthly": 2400,
        "tax_income_year": 28800,
        "vehicles": [],
        "enterprises": [],
        "houses": [],
        "houses_disposed": [],
        "housing_guarantee": None,
        "assistance": None,
        "ban_until": None,
    } | facts


@pytest.fixture
def departments() -> Departments:
    """The far ends' state: records, switches, how late “too late” is."""
    return Departments(Registries({NUMBER: record()}), {"anju": TOKEN}, late_seconds=0.6)


@pytest.fixture
def doors(departments: Departments) -> Iterator[str]:
    """The departments' base address, served on an ephemeral port."""
    with running(departments) as base:
        yield base
