"""Every fault of an application in its canonical form: one plain dict, as a line of `applications.jsonl`.

Money in yuan (a number, or its text), days as ISO text, the first member is the applicant. Beside the fields of the paper
form a member may have `vehicles` [{plate, value}], and the application `housing` {houses: [{address, area, share, use,
signed_only}], disposed: [{area, date, kind}]} (share in percent) and `claims` (codes of `required_documents`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.cases import codes
from app.cases.rules.household import household_problems
from app.cases.rules.problems import Problem
from app.cases.rules.towns import town_problem

MOST_MEMBERS = 20
MOST_YUAN = Decimal(1_000_000_000)
EARLIEST_DAY = "1900-01-01"
Found = Iterator[Problem]


def check_application(application: Any, *, today: date | None = None) -> list[Problem]:
    """Everything that is wrong with an application, each fault at its field; [] when it can become a case.

    `today`: the day no submission may lie after; without it the future is not looked at.
    """
    if not isinstance(application, dict):
        return [Problem("", "not_object", {"name": "application"})]
    found = [problem for field, check in _FIELDS.items() for problem in check(field, application.get(field))]
    found += [Problem(str(key), "unknown_field", {"value": str(key)[:40]}) for key in application if key not in _FIELDS]
    found += _days(application, today)
    found += _for_category(application)
    members = application.get("members")
    if isinstance(members, list) and members:
        found += _members(members)
        found += household_problems(members, _day(application.get("submitted_on")))
    return found


def fen(yuan_amount: Any) -> int:
    """Yuan (number or text) → integer fen. Raises ValueError for anything else, or below 0, or finer than a fen."""
    if isinstance(yuan_amount, bool) or not isinstance(yuan_amount, int | float | Decimal | str):
        raise ValueError("not an amount")
    try:
        amount = Decimal(str(yuan_amount)) * 100
    except InvalidOperation as error:
        raise ValueError("not an amount") from error
    if not amount.is_finite() or amount < 0 or amount != amount.to_integral_value():
        raise ValueError("not an amount")
    return int(amount)


def yuan(amount_fen: int) -> int | float:
    """Integer fen → yuan as JSON has it: an int where whole, else a float whose shortest text is exact."""
    whole, rest = divmod(amount_fen, 100)
    return amount_fen / 100 if rest else whole


def _text(most: int, *, needed: bool = True) -> Callable[[str, Any], Found]:
    def check(field: str, value: Any) -> Found:
        name = _name(field)
        if value is None or value == "":
            if needed:
                yield Problem(field, "required", {"name": name})
        elif not isinstance(value, str):
            yield Problem(field, "not_text", {"name": name})
        elif not value.strip() and needed:
            yield Problem(field, "required", {"name": name})
        elif len(value) > most:
            yield Problem(field, "too_long", {"name": name, "most": most})

    return check


def _coded(table: str, *, by_name: bool = False, needed: bool = True) -> Callable[[str, Any], Found]:
    def check(field: str, value: Any) -> Found:
        allowed = [code.name if by_name else code.code for code in codes.table(table)]
        if value is None or value == "":
            if needed:
                yield Problem(field, "required", {"name": _name(field)})
        elif isinstance(value, bool) or str(value) not in allowed:
            shown = "、".join(allowed[:12]) + ("…" if len(allowed) > 12 else "")
            yield Problem(field, "not_code", {"name": _name(field), "value": str(value)[:20], "allowed": shown})

    return check


def _flag(field: str, value: Any) -> Found:
    if not isinstance(value, bool):
        yield Problem(field, "not_flag", {"name": _name(field)})


def _money(field: str, value: Any) -> Found:
    try:
        if Decimal(fen(value)) > MOST_YUAN * 100:
            yield Problem(field, "money_large", {"name": _name(field)})
    except ValueError:
        yield Problem(field, "not_money", {"name": _name(field)})


def _date(*, needed: bool) -> Callable[[str, Any], Found]:
    def check(field: str, value: Any) -> Found:
        if value is None or value == "":
            if needed:
                yield Problem(field, "required", {"name": _name(field)})
        elif _day(value) is None:
            yield Problem(field, "not_date", {"name": _name(field)})

    return check


def _phone(field: str, value: Any) -> Found:
    if not isinstance(value, str) or not value.strip():
        yield Problem(field, "required", {"name": _name(field)})
    elif not re.fullmatch(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", value.strip()):
        yield Problem(field, "bad_phone")


def _town(field: str, value: Any) -> Found:
    if value is None or value == "":
        yield Problem(field, "required", {"name": _name(field)})
    else:
        yield from town_problem(field, str(value))


def _member_list(field: str, value: Any) -> Found:
    if not isinstance(value, list) or not value:
        yield Problem(field, "no_members")
    elif len(value) > MOST_MEMBERS:
        yield Problem(field, "too_many", {"most": MOST_MEMBERS})


def _shape(kind: type) -> Callable[[str, Any], Found]:
    def check(field: str, value: Any) -> Found:
        if value is not None and not isinstance(value, kind):
            yield Problem(field, "not_object", {"name": _name(field)})

    return check


_FIELDS: dict[str, Callable[[str, Any], Found]] = {
    "external_ref": _text(40, needed=False),
    "category": _coded("household_category"),
    "mode": _coded("guarantee_mode", by_name=True),
    "town": _town,
    "submitted_on": _date(needed=True),
    "contact_phone": _phone,
    "address": _text(200),
    "graduated_on": _date(needed=False),
    "education": _coded("education_level", needed=False),
    "labour_contract": _flag,
    "talent_certificate": _flag,
    "members": _member_list,
    "housing": _shape(dict),
    "claims": _shape(list),
}
_MEMBER_FIELDS: dict[str, Callable[[str, Any], Found]] = {
    "name": _text(50),
    "relation": _coded("relation"),
    "employer": _text(100, needed=False),
    "student": _flag,
    "disabled": _flag,
    "declared_monthly_income": _money,
    "declared_deposits": _money,
    "vehicles": _shape(list),
}


def _members(members: list[Any]) -> Found:
    for i, member in enumerate(members):
        place = f"members[{i}]"
        if not isinstance(member, dict):
            yield Problem(place, "not_object", {"name": "member"})
            continue
        for field, check in _MEMBER_FIELDS.items():
            yield from check(f"{place}.{field}", member.get(field))
        for key in member:
            if key not in _MEMBER_FIELDS and key != "id_number":
                yield Problem(f"{place}.{key}", "unknown_field", {"value": str(key)[:40]})


def _days(application: dict[str, Any], today: date | None) -> Found:
    submitted = _day(application.get("submitted_on"))
    if submitted and today and submitted > today:
        yield Problem("submitted_on", "date_future", {"name": "submitted_on", "latest": today.isoformat()})
    for field, latest in (("graduated_on", submitted), ("submitted_on", None)):
        day = _day(application.get(field))
        if day and latest and day > latest:
            yield Problem(field, "date_future", {"name": field, "latest": latest.isoformat()})
        if day and day.isoformat() < EARLIEST_DAY:
            yield Problem(field, "date_early", {"name": field, "earliest": EARLIEST_DAY})


def _for_category(application: dict[str, Any]) -> Found:
    if str(application.get("category")) == "50":
        if not application.get("graduated_on"):
            yield Problem("graduated_on", "graduation_needed")
        if not application.get("education"):
            yield Problem("education", "education_needed")


def _day(value: Any) -> date | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _name(field: str) -> str:
    """The key of the field in data/fields.csv."""
    return field.rpartition(".")[2]
