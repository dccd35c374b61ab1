"""Where the requests about a lease stand, in one line each: for the tenant's page and for the officer's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import engine
from app.leasing.queries import requests
from app.leasing.records import Lease, LeaseRequest
from app.leasing.words import requests as words

SHOWN = ("renewal", "change")
"""The kinds that have a line here; others have pages of their own."""


@dataclass(frozen=True)
class Standing:
    """A request, what it is in words, its state (words, tone), and its stage while it is open."""

    request: LeaseRequest
    name: Any
    state: tuple[Any, str]
    stage: Any


def standings(lease: Lease) -> list[Standing]:
    """The requests of a lease that are open, and the latest one of each kind that was decided; newest first."""
    found: dict[str, LeaseRequest] = {}
    for one in requests.requests_of(lease.id):
        if one.kind in SHOWN:
            found.setdefault(one.kind, one)
    asked = {str(task.form) for task in engine.open_tasks(business_key=lease.number)} if found else set()
    return [
        Standing(one, words.REQUESTS[one.kind], words.REQUEST_STATES[one.state], _stage(one, asked))
        for one in found.values()
    ]


def _stage(one: LeaseRequest, asked: set[str]) -> Any:
    if one.state != "open":
        return ""
    prefix = {"renewal": "leasing.renew_", "change": "leasing.change_"}[one.kind]
    form = next((form for form in sorted(asked) if form.startswith(prefix) and form in words.STAGES), None)
    return words.STAGES[form] if form else words.BETWEEN[one.kind]
