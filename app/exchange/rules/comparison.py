"""Declared against registered: what an answer says about what the household said.

Registered facts are as in the registries: money in yuan, days as ISO text. A fact contradicts the application only when
it speaks against it: a lower registered income than declared, or a house within a category that may have one, is shown
but is no contradiction; the decision tables weigh it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.exchange.rules.departments import DEPARTMENTS

HUKOU_CATEGORIES = frozenset({10, 20, 30, 40})
HOMELESS_CATEGORIES = frozenset({50, 60, 70})
CONTRACT_CATEGORIES = frozenset({50, 60})
ASSISTANCE_OF = {10: "特困", 20: "低保"}


@dataclass(frozen=True)
class Declared:
    """What a member's application says or implies. None = the application was not asked for it.

    `category` is the household's (10 … 70), `day` the day of submission, `income_fen` a month, counts are of things owned.
    """

    applicant: bool
    category: int
    day: date
    income_fen: int = 0
    labour_contract: bool = False
    vehicles: int | None = None
    houses: int | None = None


@dataclass(frozen=True)
class Row:
    """One fact side by side: what was declared (None = nothing), what is registered, whether that contradicts."""

    key: str
    declared: Any
    registered: Any
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """A department's answer against the application: the rows and the items the answer left out."""

    rows: tuple[Row, ...]
    missing: tuple[str, ...]

    @property
    def differences(self) -> tuple[str, ...]:
        """The keys that contradict the application."""
        return tuple(row.key for row in self.rows if row.differs)

    @property
    def state(self) -> str:
        """`inconsistent`, `unsupported` (something was left out and the rest agrees) or `consistent`."""
        if self.differences:
            return "inconsistent"
        return "unsupported" if self.missing else "consistent"


def compare(department: str, declared: Declared, answer: dict[str, Any]) -> Comparison:
    """Sets the answer of `department` (facts by key) against what was declared."""
    items = DEPARTMENTS[department].items
    rows = tuple(Row(key, *_RULES[key](declared, answer[key])) for key in items if key in answer)
    return Comparison(rows, tuple(key for key in items if key not in answer))


def _hukou(declared: Declared, found: dict[str, Any]) -> tuple[Any, Any, bool]:
    claimed = True if declared.applicant and declared.category in HUKOU_CATEGORIES else None
    return claimed, found, bool(claimed) and not (found or {}).get("local")


def _permit(_declared: Declared, found: dict[str, Any] | None) -> tuple[Any, Any, bool]:
    # A permit is only needed without a local hukou, which is weighed with it by the rule X-RESIDENCE.
    return None, found, False


def _vehicles(declared: Declared, found: list[Any]) -> tuple[Any, Any, bool]:
    said = declared.vehicles
    return said, found, said is not None and len(found) > said


def _houses(declared: Declared, found: list[Any]) -> tuple[Any, Any, bool]:
    said = declared.houses
    if said is None and declared.category in HOMELESS_CATEGORIES:
        said = 0
    return said, found, said is not None and len(found) > said


def _assistance(declared: Declared, found: dict[str, Any] | None) -> tuple[Any, Any, bool]:
    claimed = ASSISTANCE_OF.get(declared.category) if declared.applicant else None
    if claimed is None:
        return None, found, False
    holds = found is not None and found["kind"] == claimed and _runs(found, declared.day)
    return claimed, found, not holds


def _runs(certificate: dict[str, Any], day: date) -> bool:
    since, until = certificate.get("since"), certificate.get("until")
    text = day.isoformat()
    return (not since or since <= text) and (not until or until >= text)


def _dead(_declared: Declared, found: bool) -> tuple[Any, Any, bool]:
    return False, found, bool(found)


def _insurance(declared: Declared, found: dict[str, Any]) -> tuple[Any, Any, bool]:
    employed = declared.applicant and declared.category in CONTRACT_CATEGORIES and declared.labour_contract
    return (True if employed else None), found, employed and not (found or {}).get("continuous_months")


def _income(declared: Declared, found: float) -> tuple[Any, Any, bool]:
    return declared.income_fen, found, round(found * 100) > declared.income_fen


def _shown(_declared: Declared, found: Any) -> tuple[Any, Any, bool]:
    return None, found, False


def _guarantee(_declared: Declared, found: str | None) -> tuple[Any, Any, bool]:
    return False, found, bool(found)


def _ban(declared: Declared, found: str | None) -> tuple[Any, Any, bool]:
    return False, found, found is not None and found >= declared.day.isoformat()


_RULES: dict[str, Callable[[Declared, Any], tuple[Any, Any, bool]]] = {
    "hukou": _hukou,
    "permit": _permit,
    "vehicles": _vehicles,
    "assistance": _assistance,
    "dead": _dead,
    "insurance": _insurance,
    "income_monthly": _income,
    "tax_income_year": _shown,
    "enterprises": _shown,
    "fund": _shown,
    "houses": _houses,
    "houses_disposed": _shown,
    "housing_guarantee": _guarantee,
    "ban_until": _ban,
}
