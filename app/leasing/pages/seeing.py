"""Who may see which lease: a citizen their own, an officer those of their district, the city all."""

from __future__ import annotations

from app.errors import NotFound
from app.leasing import queries
from app.leasing.records import Lease
from app.people import Person, current_person
from app.people.queries import CITY

READERS = (
    "district_reviewer", "district_approver", "city_reviewer", "city_approver", "supervisor", "auditor",
)  # fmt: skip
CLERKS = ("district_reviewer", "city_reviewer")
"""Who prepares: takes down what a household asks for at the counter, writes letters; another decides."""


def own_lease(number: str) -> Lease:
    """The signed-in citizen's own lease of that number; anything else is NotFound in the same words."""
    lease = queries.by_number(number)
    if lease.account_id is None or lease.account_id != current_person().id:
        raise NotFound()
    return lease


def visible_lease(number: str) -> Lease:
    """The lease, when the officer works in its district or the city; else NotFound in the same words."""
    lease = queries.by_number(number)
    if not current_person().covers_any(lease.district, CITY):
        raise NotFound()
    return lease


def districts_of(person: Person) -> list[str] | None:
    """The districts whose leases the officer may see; None: all."""
    if person.covers(CITY):
        return None
    return sorted({code for _role, code in person.grants} | set(person.under))
