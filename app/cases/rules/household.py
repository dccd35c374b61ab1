"""Whether the members of an application make one household."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.cases.rules.problems import Problem
from app.people.rules import age_on, birth_date, check_id_number

SELF = "01"
SPOUSE = frozenset({"10", "11", "12"})
CHILDREN = frozenset(str(code) for code in range(20, 40)) - {"28", "38"}
ADOPTED = frozenset({"27", "37"})
PARENTS = frozenset({"50", "51", "52"})
ADULT = 18


def household_problems(members: list[Any], day: date | None) -> Iterator[Problem]:
    """Faults of numbers and kinship: checksum, twice the same person, who is first, spouses, ages that cannot be."""
    numbers: dict[int, str] = {}
    for i, member in enumerate(members):
        if isinstance(member, dict):
            yield from _number(i, member, numbers, day)
    yield from _relations(members)
    yield from _ages(members, numbers, day)


def _number(i: int, member: dict[str, Any], numbers: dict[int, str], day: date | None) -> Iterator[Problem]:
    field, value = f"members[{i}].id_number", member.get("id_number")
    if value is None or value == "":
        yield Problem(field, "required", {"name": "id_number"})
        return
    problem = check_id_number(value, on=day) if isinstance(value, str) else "身份证号码必须是文字。"
    if problem:
        yield Problem(field, "id_problem", {"value": problem})
        return
    number = value.strip().upper()
    twice = next((other for other, known in numbers.items() if known == number), None)
    if twice is not None:
        yield Problem(field, "id_twice", {"other": twice + 1})
    numbers[i] = number


def _relations(members: list[Any]) -> Iterator[Problem]:
    relations = [str(member.get("relation")) if isinstance(member, dict) else "" for member in members]
    if relations[0] != SELF:
        yield Problem("members[0].relation", "first_not_self")
    for i, relation in enumerate(relations[1:], 1):
        if relation == SELF:
            yield Problem(f"members[{i}].relation", "second_self")
    spouses = [i for i, relation in enumerate(relations) if relation in SPOUSE]
    if len(spouses) > 1:
        yield Problem(f"members[{spouses[1]}].relation", "two_spouses")


def _ages(members: list[Any], numbers: dict[int, str], day: date | None) -> Iterator[Problem]:
    """A child born before the applicant, or a parent after, is a slip of relation or number; adoption may be any age."""
    if 0 not in numbers:
        return
    if day and age_on(numbers[0], day) < ADULT:
        yield Problem("members[0].id_number", "applicant_minor")
    born = birth_date(numbers[0])
    for i, number in numbers.items():
        relation = str(members[i].get("relation"))
        if relation in CHILDREN - ADOPTED and birth_date(number) < born:
            yield Problem(f"members[{i}].relation", "minor_child_older")
        if relation in PARENTS and birth_date(number) > born:
            yield Problem(f"members[{i}].relation", "parent_younger")
