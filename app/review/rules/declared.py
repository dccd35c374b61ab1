"""The answers of the self-assessment's form (forms/review/assess.form) as an application: what is asked is said, no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CERTIFICATE = {"10": "特困", "20": "低保"}


def application_from(answers: Mapping[str, Any], day: str) -> dict[str, Any]:
    """The application in its canonical form, submitted on `day`; members have an age instead of a number."""
    members = [dict(member) for member in answers["members"]]
    members[0] |= _applicant(answers)
    return {
        "category": int(answers["category"]),
        "submitted_on": day,
        "labour_contract": bool(answers.get("labour_contract")),
        "education": answers.get("education"),
        "graduated_on": answers.get("graduated_on"),
        "talent_certificate": bool(answers.get("talent_certificate")),
        "members": members,
    }


def _applicant(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the registries would be asked, as the household says it; it stands with the applicant, the sums are the same."""
    since, until = answers.get("hukou_since"), answers.get("permit_until")
    certificate = {"kind": CERTIFICATE.get(answers["category"]), "until": answers.get("assistance_until")}
    return {
        "hukou": {"local": bool(since), "since": since},
        "permit": {"valid_until": until} if until else None,
        "assistance": certificate if certificate["until"] else None,
        "insurance": {"continuous_months": int(answers.get("insurance_months") or 0)},
        "houses": _houses(answers),
        "vehicles": _vehicles(answers),
        "housing_guarantee": "其他住房保障" if answers.get("other_guarantee") else None,
    }


def _houses(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    home = {"area": answers.get("home_area") or 0, "share": 1, "use": "住宅"}
    shop = {"area": 0, "share": 1, "use": "非住宅"}
    return [home] + ([shop] if answers.get("commercial") else [])


def _vehicles(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The dearest vehicle with its value; the value of the others was not asked and counts nothing."""
    count = int(answers.get("vehicles") or 0)
    return [{"value": (answers.get("vehicle_value") or 0) if i == 0 else 0} for i in range(count)]
