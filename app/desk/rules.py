"""What is right at the desk: filters as they come from a form, who may open what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

DUE = ("overdue", "today", "soon")
HOLDER = ("mine", "free", "others")
SORTS = ("due", "-due", "started", "-started", "number")
REVIEW_ROLES = (
    "street_reviewer", "street_approver", "district_reviewer", "civil_affairs", "district_approver",
    "city_reviewer", "city_approver", "supervisor", "auditor",
)  # fmt: skip


def clean_filter(given: Mapping[str, Any]) -> dict[str, str]:
    """The known filter keys of a query with known values; anything else falls away."""
    chosen = {
        "q": str(given.get("q", "")).strip()[:40],
        "name": str(given.get("name", "")).strip()[:60],
        "due": given.get("due") if given.get("due") in DUE else "",
        "holder": given.get("holder") if given.get("holder") in HOLDER else "",
        "sort": given.get("sort") if given.get("sort") in SORTS else "",
    }
    return {key: str(value) for key, value in chosen.items() if value}


def may_see_case(grants: Iterable[tuple[str, str]], places: Iterable[str]) -> bool:
    """Whether one of the grants (role, organisation) reviews at one of the case's own organisations.

    `places` are the case's street, district and city: an officer of a street sees its cases, of a district all of the
    district's, of the city all.
    """
    own = set(places)
    return any(role in REVIEW_ROLES and organisation in own for role, organisation in grants)
