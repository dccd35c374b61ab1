"""Accepted households in the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.cases import commands as cases
from app.cases.records import Case

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(serial: int) -> str:
    """A valid ID number of somebody born on 1981-01-10."""
    body = f"44040219810110{serial:03d}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


def application(serial: int, town: str) -> dict[str, Any]:
    """A single person of that town."""
    return {
        "external_ref": f"W{serial:05d}",
        "category": 60,
        "mode": "实物配租",
        "town": town,
        "submitted_on": "2026-03-02",
        "contact_phone": "13942977557",
        "address": "珠海市264号9栋1956",
        "graduated_on": None,
        "education": None,
        "labour_contract": True,
        "talent_certificate": False,
        "members": [
            {
                "name": "诸葛思远",
                "id_number": id_number(serial),
                "relation": "01",
                "student": False,
                "disabled": False,
                "employer": None,
                "declared_monthly_income": 5432,
                "declared_deposits": 24681,
            }
        ],
    }


@pytest.fixture
def accepted(furnished: None, db_session: Any, at: Callable[[str], Any]) -> Callable[..., Case]:
    """accepted(1, "2026-03-09 10:00") opens a case and accepts it then; afterwards it is 2026-05-22 09:00."""
    at("2026-03-02 09:00")

    def accept(serial: int, moment: str = "2026-03-09 10:00", town: str = "440402001") -> Case:
        at(moment)
        case = cases.open_case(application(serial, town), account_id=None, channel="paper", by="system")
        cases.accept(case)
        at("2026-05-22 09:00")
        return case

    return accept
