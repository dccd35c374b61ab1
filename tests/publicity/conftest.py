"""Households in front of a notice: real cases in the database, with numbers that must never be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.cases import commands as cases
from app.cases.records import Case
from app.publicity import commands
from app.publicity.records import Notice, NoticeEntry
from app.store import get

PHONE = "13942977557"
ADDRESS = "珠海市香洲区翠香街道264号9栋1956"
EMPLOYER = "珠海一宇有限公司"
INCOME = 7531
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int) -> str:
    """A valid ID number of somebody born on 1980-01-10."""
    body = f"44040219800110{serial:03d}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


def _application(serial: int, *, town: str = "440402001", category: int = 20) -> dict[str, Any]:
    """An application in its canonical form: two persons of 翠香街道."""
    person = {"student": False, "disabled": False, "employer": EMPLOYER, "declared_deposits": 24681}
    return {
        "external_ref": f"P{serial:05d}",
        "category": category,
        "mode": "实物配租",
        "town": town,
        "submitted_on": "2026-03-02",
        "contact_phone": PHONE,
        "address": ADDRESS,
        "graduated_on": None,
        "education": None,
        "labour_contract": False,
        "talent_certificate": False,
        "members": [
            {"name": "欧阳琪琪", "id_number": id_number(2 * serial), "relation": "01", **person}
            | {"declared_monthly_income": INCOME},
            {"name": "董熙宁", "id_number": id_number(2 * serial + 1), "relation": "10", **person}
            | {"declared_monthly_income": INCOME},
        ],
    }


@pytest.fixture
def application() -> Callable[..., dict[str, Any]]:
    """application(1) is the first household's application."""
    return _application


@pytest.fixture
def household(furnished: None, db_session: Any, at: Callable[[str], Any]) -> Callable[..., Case]:
    """household(1) opens a case; the clock stands at 2026-03-23 09:00."""
    at("2026-03-23 09:00")

    def open_one(serial: int = 1, **facts: Any) -> Case:
        return cases.open_case(_application(serial, **facts), account_id=None, channel="paper", by="system")

    return open_one


@pytest.fixture
def published(household: Callable[..., Case]) -> tuple[Case, Notice, NoticeEntry]:
    """A household on the second notice of 香洲区, open from 2026-03-23 to 2026-03-30."""
    case = household()
    entry = commands.open_notice(case.id, level=2, organisation="XZ", closes_on=date(2026, 3, 30))
    return case, get(Notice, entry.notice_id), entry
