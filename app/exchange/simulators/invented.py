"""A plausible record for somebody whom no registry knows: a newcomer to the demonstration.

The last character of the ID number decides what they will see, so that a newcomer can choose:

| ends in | the departments say | what follows |
|---|---|---|
| 0, 9, X | local hukou since 2005, 36 months insured, 2,500 yuan a month, owns nothing | passes |
| 1 | owns a flat of 92 ㎡ in the city | X-AREA or X-HOUSING |
| 2 | 12,000 yuan a month by tax | differs from the declaration, X-INCOME |
| 3 | the land registry does not know the person | no record → 协查 |
| 4 | the tax office answers too late, always | two retries, time-out → 协查 |
| 5 | the police answer without the vehicles | partial answer → 协查 |
| 6 | draws a housing subsidy already | X-GUARANTEE |
| 7 | no local hukou, a residence permit, 36 months insured | passes for 50, 60; X-HUKOU for 10–40 |
| 8 | holds a certificate of 低保 | passes for 20 |
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

UNKNOWN, SLOW, PARTIAL = "_unknown", "_slow", "_partial"
"""Keys of an invented record that tell the far end how to behave: departments, or items left out."""


def invent(id_number: str, name: str) -> dict[str, Any]:
    """The same made-up record every time for the same number."""
    record = _ordinary(id_number, name)
    _OUTCOMES.get(id_number[-1:], lambda record: None)(record)
    return record


def _ordinary(id_number: str, name: str) -> dict[str, Any]:
    return {
        "id_number": id_number,
        "name": name,
        "hukou": {"local": True, "since": "2005-06-01"},
        "permit": None,
        "dead": False,
        "insurance": {"total_months": 36, "continuous_months": 36},
        "fund": {"months": 36, "balance": 18000},
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


def _owner(record: dict[str, Any]) -> None:
    flat = {"address": "香洲区拱北街道126号3栋702", "area": 92, "share": 1, "use": "住宅", "signed_only": False}
    record["houses"] = [flat]


def _earner(record: dict[str, Any]) -> None:
    record["income_monthly"] = 12000
    record["tax_income_year"] = 144000


def _migrant(record: dict[str, Any]) -> None:
    record["hukou"] = {"local": False, "since": None}
    record["permit"] = {"valid_until": "2031-12-31"}


def _assisted(record: dict[str, Any]) -> None:
    record["assistance"] = {"kind": "低保", "since": "2024-01-01", "until": "2031-12-31"}


_OUTCOMES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "1": _owner,
    "2": _earner,
    "3": lambda record: record.update({UNKNOWN: ("land",)}),
    "4": lambda record: record.update({SLOW: ("tax",)}),
    "5": lambda record: record.update({PARTIAL: ("vehicles",)}),
    "6": lambda record: record.update(housing_guarantee="租赁补贴"),
    "7": _migrant,
    "8": _assisted,
}
