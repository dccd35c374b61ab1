"""What is right for an unfinished application: its topics, what is done, and the application it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

DRAFT_DAYS = 30  # rules.md §4.1 step 1: a draft is kept 30 calendar days
HOUSEHOLD_TOPICS = ("category", "contact", "housing", "declaration")
MEMBER_TOPICS = ("member", "work", "assets")


@dataclass(frozen=True)
class Topic:
    """One line of the task list: its key, whether it is done, how many parts are done of how many."""

    key: str
    done: bool
    parts_done: int
    parts: int
    open: bool


def new_answers() -> dict[str, Any]:
    """An empty application: answers by topic, members in order, what was typed but not valid yet."""
    return {"topics": {}, "members": [], "raw": {}}


def topics(answers: dict[str, Any], missing_documents: int) -> list[Topic]:
    """The task list in the order a person should take it; the declaration opens when all else is done."""
    given, members = answers["topics"], answers["members"]
    lines = [
        _single("category", given),
        _single("contact", given),
        _per_member("members", "member", members),
        _per_member("work", "work", members),
        _single("housing", given),
        _per_member("assets", "assets", members),
    ]
    ready = all(line.done for line in lines)
    lines.append(Topic("documents", ready and missing_documents == 0, 0, missing_documents, ready))
    lines.append(Topic("declaration", "declaration" in given, 0, 0, all(line.done for line in lines)))
    return lines


def _single(key: str, given: dict[str, Any]) -> Topic:
    return Topic(key, key in given, int(key in given), 1, True)


def _per_member(key: str, part: str, members: list[dict[str, Any]]) -> Topic:
    done = sum(part in member for member in members)
    return Topic(key, bool(members) and done == len(members), done, len(members), key == "members" or bool(members))


def find_member(answers: dict[str, Any], key: str) -> dict[str, Any] | None:
    """The member of that key, or None."""
    return next((member for member in answers["members"] if member["key"] == key), None)


def without_member(answers: dict[str, Any], key: str) -> dict[str, Any]:
    """The answers less one member; the applicant, who comes first, stays."""
    kept = [m for i, m in enumerate(answers["members"]) if i == 0 or m["key"] != key]
    return {**answers, "members": kept}


def duplicate_numbers(answers: dict[str, Any], key: str, id_number: str) -> bool:
    """Whether another member of the draft has that ID number."""
    return any(m["key"] != key and m.get("member", {}).get("id_number") == id_number for m in answers["members"])


def application(answers: dict[str, Any], submitted_on: str) -> dict[str, Any]:
    """The application in the form that intake and the portal share (money in yuan, dates ISO)."""
    given = answers["topics"]
    category, contact, work = given["category"], given["contact"], _applicant_work(answers)
    return {
        "external_ref": None,
        "category": int(category["category"]),
        "mode": category["mode"],
        "town": contact["town"],
        "address": contact["address"],
        "contact_phone": contact["contact_phone"],
        "submitted_on": submitted_on,
        "graduated_on": work.get("graduated_on") or None,
        "education": work.get("education") or None,
        "labour_contract": bool(work.get("labour_contract")),
        "talent_certificate": bool(work.get("talent_certificate")),
        "members": [_member(m) for m in answers["members"]],
        "housing": given.get("housing", {}),
    }


def _applicant_work(answers: dict[str, Any]) -> dict[str, Any]:
    return answers["members"][0].get("work", {}) if answers["members"] else {}


def _member(member: dict[str, Any]) -> dict[str, Any]:
    person, work, assets = member.get("member", {}), member.get("work", {}), member.get("assets", {})
    return {
        "name": person.get("name", ""),
        "id_number": person.get("id_number", "").upper(),
        "relation": person.get("relation", ""),
        "student": bool(person.get("student")),
        "disabled": bool(person.get("disabled")),
        "employer": work.get("employer") or None,
        "declared_monthly_income": _yuan(work.get("declared_monthly_income")),
        "declared_deposits": _yuan(assets.get("declared_deposits")),
        "vehicles": assets.get("vehicles") or [],
    }


def _yuan(value: Any) -> Any:
    number = Decimal(str(value or 0))
    return int(number) if number == number.to_integral_value() else str(number)
