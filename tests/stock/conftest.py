"""A small stock: one project in 翠香街道 with a building of two homes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.stock import commands
from app.stock.records import Project, Unit


@pytest.fixture
def places(staffed: None, db_session: Any, at: Callable[[str], Any]) -> None:
    """Places and the demonstration's officers, on 2026-03-02 at 9:00."""
    at("2026-03-02 09:00")


@pytest.fixture
def project(places: None) -> Project:
    """安居苑, government-invested, 25 yuan per ㎡ from 2026-01-01."""
    made = commands.add_project(
        "XZ01", "安居苑", town="440402001", kind="1", ownership=1, address="翠香街道1号", place=[113.55, 22.27]
    )
    commands.set_price(made, date(2026, 1, 1), 2500, basis="评估报告 1 号")
    return made


@pytest.fixture
def unit(project: Project) -> Unit:
    """1栋 101, available."""
    building = commands.add_building(project, "1栋", floors=18, has_lift=True)
    facts = {"floor": 1, "area": Decimal("40.00"), "layout": "一室一厅", "state": "2"}
    commands.add_unit(building, by="officer:1", code="XZ01-1-102", number="102", **facts)
    return commands.add_unit(building, by="officer:1", code="XZ01-1-101", number="101", **facts)
