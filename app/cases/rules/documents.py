"""Which documents an application needs, from whom and why: the table data/required_documents.csv.

Its column `when` names a condition, `who` the members concerned, `exempt_by` who gives the evidence instead of the
applicant (免提交): a department by data sharing, or the system itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.cases.codes import rows
from app.cases.rules.household import ADOPTED, CHILDREN, SELF, SPOUSE

WORKING_AGES = range(18, 60)
ADULT = 18
HUKOU, ASSISTED, EMPLOYED, EDUCATED, TALENT = {10, 20, 30, 40}, {10, 20}, {50, 60}, {50, 70}, {70}
RESIDENCE = {50, 60, 70}


@dataclass(frozen=True)
class Required:
    """A document that is needed: D code, names, the ordinals of the members it is needed from (() = the household once).

    `exempt`: evidence the office fetches itself; the applicant may hand it in but need not.
    """

    code: str
    name: str
    name_en: str
    per_member: bool
    members: tuple[int, ...]
    reason: str
    reason_en: str
    exempt: bool
    exempt_by: str


def required_documents(category: int, household: Mapping[str, Any]) -> list[Required]:
    """The documents for a category and a household {members: [{relation, age, student, disabled}], claims: [codes]}.

    `age` None (not known yet) counts as adult. `claims` are conditions that only the applicant knows, by their name in
    the table: claims_support, claims_military, claims_away, claims_bereaved, not_in_book, employer_route, agent.
    """
    found = []
    for row in _table():
        members = _WHO[row["who"]](household["members"])
        if _needed(row["when"], category, household) and (row["who"] == "household" or members):
            found.append(_required(row, members))
    return found


def document_kinds() -> dict[str, tuple[str, str]]:
    """All kinds of documents: code → (Chinese name, English name)."""
    return {row["code"]: (row["name"], row["name_en"]) for row in _table()}


@cache
def _table() -> list[dict[str, str]]:
    return rows("required_documents.csv")


def _required(row: Mapping[str, str], members: tuple[int, ...]) -> Required:
    return Required(
        row["code"],
        row["name"],
        row["name_en"],
        row["who"] != "household",
        members,
        row["reason"],
        row["reason_en"],
        bool(row["exempt_by"]),
        row["exempt_by"],
    )


def _needed(when: str, category: int, household: Mapping[str, Any]) -> bool:
    if when in _CATEGORIES:
        return category in _CATEGORIES[when]
    if when in _MEMBERS_DECIDE or when == "always":
        return True
    return when in (household.get("claims") or ())


_CATEGORIES: dict[str, set[int]] = {
    "hukou_route": HUKOU,
    "residence_route": RESIDENCE,
    "assisted": ASSISTED,
    "employed_route": EMPLOYED,
    "educated_route": EDUCATED,
    "talent": TALENT,
}
_MEMBERS_DECIDE = frozenset({"working_age", "outside_nuclear", "disabled", "adopted"})

Members = list[Mapping[str, Any]]


def _those(test: Callable[[Mapping[str, Any]], bool]) -> Callable[[Members], tuple[int, ...]]:
    return lambda members: tuple(i for i, member in enumerate(members) if test(member))


def _age(member: Mapping[str, Any]) -> int:
    age = member.get("age")
    return ADULT if age is None else int(age)


def _works(member: Mapping[str, Any]) -> bool:
    return _age(member) in WORKING_AGES and not member.get("student") and not member.get("disabled")


def _is_outside(member: Mapping[str, Any]) -> bool:
    relation = str(member.get("relation"))
    return relation != SELF and relation not in SPOUSE and relation not in CHILDREN


_WHO: dict[str, Callable[[Members], tuple[int, ...]]] = {
    "household": lambda members: (),
    "applicant": lambda members: (0,) if members else (),
    "each": _those(lambda member: True),
    "adults": _those(lambda member: _age(member) >= ADULT),
    "working_age": _those(_works),
    "disabled": _those(lambda member: bool(member.get("disabled"))),
    "adopted": _those(lambda member: str(member.get("relation")) in ADOPTED),
    "outside_nuclear": _those(_is_outside),
}
