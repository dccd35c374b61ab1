"""What a correction changes in a declaration: two applications in their canonical form, what stood and what stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

Application = dict[str, Any]
OF_MEMBER = (
    "name",
    "relation",
    "student",
    "disabled",
    "employer",
    "declared_monthly_income",
    "declared_deposits",
    "vehicles",
)
OF_APPLICATION = ("labour_contract", "education", "graduated_on", "talent_certificate", "claims")
MEMBER = "member"
"""The change of a person who joins (before is None) or leaves (after is None); its value is the relation."""
OF_INCOME = (MEMBER, "declared_monthly_income")
"""What civil affairs confirms, by the head: an income, or who lives off it."""


@dataclass(frozen=True)
class Change:
    """One thing that stands otherwise: of whom (a member's name, "" the household), what, before and after; None is nothing."""

    whose: str
    what: str
    before: Any
    after: Any

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def changes(before: Application, after: Application) -> list[Change]:
    """Everything that differs, member by member, then the household's. Members are known again by their ID numbers."""
    stood = {_number(member): member for member in before["members"]}
    stands = {_number(member): member for member in after["members"]}
    found: list[Change] = []
    for number, member in stands.items():
        found += _of_member(stood.get(number), member)
    for number, member in stood.items():
        if number not in stands:
            found.append(Change(member["name"], MEMBER, member["relation"], None))
    found += _differing("", OF_APPLICATION, before, after)
    return found + list(_differing("", ("houses", "disposed"), before.get("housing") or {}, after.get("housing") or {}))


def _number(member: dict[str, Any]) -> str:
    return str(member["id_number"]).strip().upper()


def _of_member(stood: dict[str, Any] | None, stands: dict[str, Any]) -> Iterator[Change]:
    name = stands["name"]
    if stood is None:
        yield Change(name, MEMBER, None, stands["relation"])
        yield from _differing(name, OF_MEMBER[2:], {}, stands)
    else:
        yield from _differing(name, OF_MEMBER, stood, stands)


def _differing(whose: str, keys: tuple[str, ...], before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for key in keys:
        stood, stands = before.get(key) or None, after.get(key) or None
        if (_comparable(stood) or None) != (_comparable(stands) or None):
            yield Change(whose, key, stood, stands)


def _comparable(value: Any) -> Any:
    """Amounts alike whether they are numbers or text, "2400.50" and 2400.5; rows without what was left open."""
    if isinstance(value, list):
        return [_comparable(one) for one in value]
    if isinstance(value, dict):
        return {key: _comparable(one) for key, one in value.items() if one not in (None, "", False)}
    try:
        number = float(value)
    except (TypeError, ValueError):
        return value
    return number if isfinite(number) else value
