"""Made-up households. No real person: serial numbers give valid ID numbers of Zhuhai's area code."""

from __future__ import annotations

from typing import Any

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PHONE = "13912345678"
ADDRESS = "珠海市香洲区翠香街道康宁路7号2栋301"


def id_number(serial: int, born: str = "19850110") -> str:
    """A valid ID number of somebody born on that day."""
    body = f"440402{born}{serial % 1000:03d}"
    return body + "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


def member(serial: int, relation: str = "01", *, born: str = "19850110", **said: Any) -> dict[str, Any]:
    """A member with an income of 2,500 yuan and deposits of 10,000 yuan, with `said` on top."""
    return {
        "name": "欧阳琪琪",
        "id_number": id_number(serial, born),
        "relation": relation,
        "employer": None,
        "student": False,
        "disabled": False,
        "declared_monthly_income": 2500,
        "declared_deposits": 10000,
    } | said


def application(serial: int = 1, **said: Any) -> dict[str, Any]:
    """A couple of category 30 from 翠香街道, submitted on 2026-03-02, with `said` on top."""
    return {
        "external_ref": f"T{serial:05d}",
        "category": 30,
        "mode": "实物配租",
        "town": "440402001",
        "submitted_on": "2026-03-02",
        "contact_phone": PHONE,
        "address": ADDRESS,
        "graduated_on": None,
        "education": None,
        "labour_contract": False,
        "talent_certificate": False,
        "members": [member(2 * serial), member(2 * serial + 1, "10", name="董熙宁")],
    } | said
