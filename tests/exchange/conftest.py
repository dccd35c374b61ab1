"""Departments over real HTTP on an ephemeral port, and a made-up household's registry records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app import settings
from app.cases import commands as case_commands
from app.cases.records import Case
from app.exchange.rules import DEPARTMENTS
from app.exchange.simulators.doors import Departments, running
from app.exchange.simulators.registries import Registries

NUMBER = "440402198503070012"
SPOUSE = "440402198609100021"
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
    return Departments(
        Registries({NUMBER: record(), SPOUSE: record(SPOUSE, "周溪", income_monthly=2500)}),
        {"anju": TOKEN},
        late_seconds=1.6,
    )


@pytest.fixture
def doors(departments: Departments) -> Iterator[str]:
    """The departments' base address, served on an ephemeral port."""
    with running(departments) as base:
        yield base


def application(**said: Any) -> dict[str, Any]:
    """A checked application of a couple of category 40, with `said` on top."""
    person = {"employer": None, "student": False, "disabled": False, "declared_deposits": 1000}
    return {
        "external_ref": None,
        "category": 40,
        "mode": "实物配租",
        "town": "440402006",
        "submitted_on": "2026-03-02",
        "contact_phone": "13900000001",
        "address": "珠海市香洲区香湾街道94号",
        "graduated_on": None,
        "education": None,
        "labour_contract": False,
        "talent_certificate": False,
        "members": [
            {"name": "林海", "id_number": NUMBER, "relation": "01", "declared_monthly_income": 2400, **person},
            {"name": "周溪", "id_number": SPOUSE, "relation": "10", "declared_monthly_income": 2500, **person},
        ],
    } | said


@pytest.fixture
def open_household(furnished: None, session: Any, at: Any) -> Callable[..., Case]:
    """`open_household(category=60)` opens the couple's case, on 2026-03-02 at nine."""
    at("2026-03-02 09:00")

    def household(**said: Any) -> Case:
        return case_commands.open_case(application(**said), account_id=None, channel="paper", by="system")

    return household


@pytest.fixture
def case(open_household: Callable[..., Case]) -> Case:
    """The couple's case."""
    return open_household()


@pytest.fixture
def lines(app: Any, doors: str, departments: Departments) -> Iterator[Departments]:
    """The app's settings lead to the doors; waits are short and retries come at once. Yields the far ends' state."""
    kept = settings.current()
    departments.tokens = {kept.exchange.app_id: kept.secrets.gateway_token}
    urls = {code: f"{doors}/{code}" for code in DEPARTMENTS}
    exchange = replace(kept.exchange, url="http://127.0.0.1:9", urls=urls, timeout_seconds=1)
    outbox = replace(kept.outbox, first_wait_seconds=0)
    settings.use(replace(kept, exchange=exchange, outbox=outbox))
    yield departments
    settings.use(kept)
