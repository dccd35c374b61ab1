"""Declared against registered, member by member: what an officer reads side by side.

A line differs when the registry says other than the application said or implied; it judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.review.rules.facts import ASSISTANCE_OF, HUKOU_CATEGORIES, Known, number

APPLICANT_ONLY = ("hukou", "permit", "insurance", "assistance")
KINDS = (
    "income_monthly",
    "tax_income_year",
    "vehicles",
    "enterprises",
    "fund",
    "houses",
    "houses_disposed",
    *APPLICANT_ONLY,
    "housing_guarantee",
    "ban_until",
    "dead",
)


@dataclass(frozen=True)
class Line:
    """One kind of fact of a member. `known`: a registry answered; `declared` None: the application was not asked."""

    kind: str
    declared: Any
    registered: Any
    known: bool
    differs: bool


def compare(application: Mapping[str, Any], registered: Sequence[Known]) -> list[list[Line]]:
    """The lines of each member, in the order of the application; a kind nobody said anything of is left out."""
    return [_lines(application, i, registered[i]) for i in range(len(application["members"]))]


def _lines(application: Mapping[str, Any], ordinal: int, registered: Known) -> list[Line]:
    found, answers = [], registered.answers
    for kind in KINDS:
        if kind in APPLICANT_ONLY and ordinal > 0:
            continue
        declared, known = _declared(application, ordinal, kind), kind in answers
        if declared is None and not known and kind not in registered.no_record:
            continue
        differs = known and _DIFFERS[kind](application, declared, answers[kind])
        found.append(Line(kind, declared, answers.get(kind), known, differs))
    return found


def _declared(application: Mapping[str, Any], ordinal: int, kind: str) -> Any:
    member, category = application["members"][ordinal], int(application["category"])
    housing = application.get("housing") or {}
    said: dict[str, Any] = {
        "income_monthly": number(member.get("declared_monthly_income")),
        "vehicles": member.get("vehicles"),
        "houses": housing.get("houses") if ordinal == 0 else None,
        "houses_disposed": housing.get("disposed") if ordinal == 0 else None,
        "hukou": {"local": True} if ordinal == 0 and category in HUKOU_CATEGORIES else None,
        "assistance": {"kind": ASSISTANCE_OF[category]} if ordinal == 0 and category in ASSISTANCE_OF else None,
    }
    return said.get(kind)


Test = Callable[[Mapping[str, Any], Any, Any], bool]


def _amount(_application: Mapping[str, Any], declared: Any, found: Any) -> bool:
    return number(found) != number(declared)


def _rows(_application: Mapping[str, Any], declared: Any, found: Any) -> bool:
    return len(found or []) != len(declared or [])


def _never(_application: Mapping[str, Any], _declared: Any, _found: Any) -> bool:
    return False


def _something(_application: Mapping[str, Any], _declared: Any, found: Any) -> bool:
    return bool(found)


def _ban(application: Mapping[str, Any], _declared: Any, found: Any) -> bool:
    return bool(found) and found >= application["submitted_on"]


def _hukou(_application: Mapping[str, Any], declared: Any, found: Any) -> bool:
    return bool(declared) and not (found or {}).get("local")


def _assistance(application: Mapping[str, Any], declared: Any, found: Any) -> bool:
    if not declared:
        return False
    certificate = found or {}
    return certificate.get("kind") != declared["kind"] or (certificate.get("until") or "") < application["submitted_on"]


_DIFFERS: dict[str, Test] = {
    "income_monthly": _amount,
    "tax_income_year": _never,
    "vehicles": _rows,
    "enterprises": _something,
    "fund": _never,
    "houses": _rows,
    "houses_disposed": _rows,
    "hukou": _hukou,
    "permit": _never,
    "insurance": _never,
    "assistance": _assistance,
    "housing_guarantee": _something,
    "ban_until": _ban,
    "dead": _something,
}
