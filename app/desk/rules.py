"""What is right at the desk: filters as they come from a form, when a task is yellow, who is to be told that one is late."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from app.calendar import is_working_day

DUE = ("overdue", "today", "soon")
HOLDER = ("mine", "free", "others")
SORTS = {
    "due": "due_at",
    "-due": "-due_at",
    "started": "started_at",
    "-started": "-started_at",
    "name": "name",
    "number": "business_key",
}
"""How a list may be sorted: the word in the address and the engine's."""
LONGEST = 120
"""Working days a task may take at most for the yellow marks: no period of the trade is longer."""
_DAY = timedelta(days=1)


def clean_filter(given: Mapping[str, Any]) -> dict[str, str]:
    """The known filter keys of a query with known values; anything else falls away."""
    chosen = {
        "q": str(given.get("q", "")).strip()[:40],
        "name": str(given.get("name", "")).strip()[:60],
        "place": str(given.get("place", "")).strip()[:12],
        "person": str(given.get("person", "")).strip()[:40],
        "due": given.get("due") if given.get("due") in DUE else "",
        "holder": given.get("holder") if given.get("holder") in HOLDER else "",
        "sort": given.get("sort") if given.get("sort") in SORTS and given.get("sort") != "due" else "",
    }
    return {key: str(value) for key, value in chosen.items() if value}


def without_sort(chosen: Mapping[str, str]) -> dict[str, str]:
    """The filter alone: two views that differ in sort only hold the same tasks."""
    return {key: value for key, value in chosen.items() if key != "sort"}


def is_number(text: str) -> bool:
    """Whether a search means the number of a matter (ZH2026-000123, or a part of it) and not a name."""
    return re.fullmatch(r"[A-Za-z0-9-]+", text) is not None


def yellow(today: date, zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """(due, since) marks: yellow is a task due by `due` that waits since before `since`.

    That is when 80 % of its working days are over: with e days gone and k left, e >= 0.8 (e + k), so e >= 4k. One pair a k.
    """
    dues, sinces = _ahead(today, LONGEST // 5), _behind(today, LONGEST)
    return [(_midnight(dues[k] + _DAY, zone), _midnight(sinces[4 * k] + _DAY, zone)) for k in range(LONGEST // 5)]


def _ahead(today: date, most: int) -> list[date]:
    """For each k the last day until which k working days are left."""
    found, day = [], today
    for _left in range(most):
        while not is_working_day(day + _DAY):
            day += _DAY
        found.append(day)
        day += _DAY
    return found


def _behind(today: date, most: int) -> list[date]:
    """For each e the last day on which a task may have begun so that e working days are gone."""
    found, day = [], today
    for _gone in range(most):
        found.append(day)
        while not is_working_day(day):
            day -= _DAY
        day -= _DAY
    return found


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def told_when_late(organisation: str | None, district: str, city: str) -> str:
    """Whose supervisor is told of a late task: the city's for the city's own, else the case's district's."""
    return city if organisation == city else district
