"""The eight departments and what each is asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Department:
    """A department: its code, the facts it is asked for, and the kind of fact under which its answer is kept."""

    code: str
    items: tuple[str, ...]


DEPARTMENTS: dict[str, Department] = {
    department.code: department
    for department in (
        Department("police", ("hukou", "permit", "vehicles")),
        Department("civil", ("assistance", "dead")),
        Department("social", ("insurance",)),
        Department("tax", ("income_monthly", "tax_income_year")),
        Department("market", ("enterprises",)),
        Department("fund", ("fund",)),
        Department("land", ("houses", "houses_disposed")),
        Department("housing", ("housing_guarantee", "ban_until")),
    )
}

FACT_KEYS: tuple[str, ...] = tuple(item for department in DEPARTMENTS.values() for item in department.items)
