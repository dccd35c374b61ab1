"""From an application and the registries' answers to the facts that the decision `eligibility` reads.

A registry's answer counts; the application's word only where no registry knows. Facts hold figures, codes and days, no
name and no number of a person, so they may stand in process data. Money in yuan, areas in ㎡, shares 0–1, days as ISO text:

{category, day, persons, labour_contract, education, graduated_on, talent_certificate,
 applicant: {age, hukou_local, hukou_since, permit_until, insurance_months, assistance_kind, assistance_until},
 members: [{age, student, disabled, income_declared, income_registered, deposits, vehicle_values, enterprise_capital,
            fund_balance, houses: [{area, share, use}], houses_disposed: [{area, share, date}], housing_guarantee, ban_until}],
 household_income: what a household that is assessed anew declares for all of it; null otherwise}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Answers = Mapping[str, Any]
LONG_SINCE = "1949-10-01"
NEVER_ENDS = "9999-12-31"
LONG_INSURED = 999
HUKOU_CATEGORIES = frozenset({10, 20, 30, 40})
ASSISTANCE_OF = {10: "特困", 20: "低保"}
NOTHING: dict[str, Any] = {
    "hukou": None,
    "permit": None,
    "insurance": None,
    "assistance": None,
    "fund": None,
    "income_monthly": 0,
    "vehicles": [],
    "enterprises": [],
    "houses": [],
    "houses_disposed": [],
    "housing_guarantee": None,
    "ban_until": None,
}


@dataclass(frozen=True)
class Known:
    """What a registry's answers say of one member, by the keys of the registries; a key that is absent is not known.

    `no_record`: the keys under which somebody looked and the person was not found.
    """

    answers: Answers = field(default_factory=dict)
    no_record: frozenset[str] = frozenset()


def verified_facts(application: Answers, ages: Sequence[int], registered: Sequence[Known]) -> dict[str, Any]:
    """The facts for the decision. `ages` and `registered` follow the order of `application["members"]`."""
    said = [_said(application, i) for i in range(len(application["members"]))]
    known = [{**NOTHING, **said[i], **registered[i].answers} for i in range(len(said))]
    return _facts(application, ages, known)


def declared_facts(application: Answers, ages: Sequence[int]) -> tuple[dict[str, Any], list[str]]:
    """The same facts from the application alone, for self-assessment, and the keys that nobody has said yet.

    What was not asked is taken in the applicant's favour: advice must not frighten anybody off on a guess.
    """
    said = [_said(application, i) for i in range(len(application["members"]))]
    favour = _favour(int(application["category"]))
    unsaid = [key for key in (*favour, "housing_guarantee", "ban_until") if key not in said[0]]
    known = [{**NOTHING, **(favour if i == 0 else {}), **said[i]} for i in range(len(said))]
    return _facts(application, ages, known), unsaid


def _favour(category: int) -> dict[str, Any]:
    local = {"local": True, "since": LONG_SINCE} if category in HUKOU_CATEGORIES else None
    certificate = {"kind": ASSISTANCE_OF.get(category), "until": NEVER_ENDS} if category in ASSISTANCE_OF else None
    found: dict[str, Any] = {"hukou": local} if local else {"permit": {"valid_until": NEVER_ENDS}}
    if certificate:
        found["assistance"] = certificate
    if category in (50, 60):
        found["insurance"] = {"continuous_months": LONG_INSURED}
    return found


def _said(application: Answers, ordinal: int) -> dict[str, Any]:
    """What the application itself says under the keys of the registries; housing is declared for the household once."""
    member = application["members"][ordinal]
    said = {key: member[key] for key in NOTHING if key in member}
    housing = application.get("housing") or {}
    if ordinal == 0 and "houses" in housing:
        said["houses"] = [_house(house) for house in housing["houses"]]
    if ordinal == 0 and "disposed" in housing:
        said["houses_disposed"] = [{**house, "share": 1} for house in housing["disposed"]]
    return said


def _house(house: Answers) -> dict[str, Any]:
    """A declared home: its share comes in percent."""
    return {**house, "share": number(house.get("share", 100)) / 100}


def _facts(application: Answers, ages: Sequence[int], known: Sequence[Answers]) -> dict[str, Any]:
    return {
        "category": int(application["category"]),
        "day": application["submitted_on"],
        "persons": len(known),
        "labour_contract": bool(application.get("labour_contract")),
        "education": application.get("education") or "",
        "graduated_on": application.get("graduated_on") or None,
        "talent_certificate": bool(application.get("talent_certificate")),
        "household_income": None,
        "applicant": _applicant(known[0], ages[0]),
        "members": [_member(*each) for each in zip(application["members"], ages, known, strict=True)],
    }


def _applicant(known: Answers, age: int) -> dict[str, Any]:
    hukou, permit = known["hukou"] or {}, known["permit"] or {}
    insurance, assistance = known["insurance"] or {}, known["assistance"] or {}
    return {
        "age": age,
        "hukou_local": bool(hukou.get("local")),
        "hukou_since": hukou.get("since"),
        "permit_until": permit.get("valid_until"),
        "insurance_months": insurance.get("continuous_months") or 0,
        "assistance_kind": assistance.get("kind"),
        "assistance_until": assistance.get("until"),
    }


def _member(member: Answers, age: int, known: Answers) -> dict[str, Any]:
    return {
        "age": age,
        "student": bool(member.get("student")),
        "disabled": bool(member.get("disabled")),
        "income_declared": number(member.get("declared_monthly_income")),
        "income_registered": number(known["income_monthly"]),
        "deposits": number(member.get("declared_deposits")),
        "vehicle_values": [number(vehicle.get("value")) for vehicle in known["vehicles"] or []],
        "enterprise_capital": number(round(sum(number(firm.get("capital")) for firm in known["enterprises"] or []), 2)),
        "fund_balance": number((known["fund"] or {}).get("balance")),
        "houses": [_part(house, "use") for house in known["houses"] or []],
        "houses_disposed": [_part(house, "date") for house in known["houses_disposed"] or []],
        "housing_guarantee": known["housing_guarantee"],
        "ban_until": known["ban_until"],
    }


def _part(house: Answers, key: str) -> dict[str, Any]:
    return {"area": number(house.get("area")), "share": number(house.get("share", 1)), key: house.get(key)}


def number(value: Any) -> int | float:
    """A figure as JSON has it, from a number or its text; nothing is 0. Raises ValueError for other text."""
    if value is None or value == "":
        return 0
    exact = float(value)
    return int(exact) if exact.is_integer() else exact
