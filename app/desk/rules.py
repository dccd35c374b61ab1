"""What is right at the desk: filters as they come from a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DUE = ("overdue", "today", "soon")
HOLDER = ("mine", "free", "others")
SORTS = ("due", "-due", "started", "-started", "number")


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
