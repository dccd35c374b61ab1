"""Where the requests about a lease stand: which stage, why, and until when; for the tenant's page and for the officer's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app import engine
from app.leasing.commands.requests import DIAGRAMS
from app.leasing.queries import requests
from app.leasing.records import Lease, LeaseRequest
from app.leasing.words import requests as words

SHOWN = ("renewal", "change")
"""The kinds that have a line here; others have pages of their own."""


@dataclass(frozen=True)
class Stage:
    """A stage of an open request: its name, what happens in it, and the last day for it where there is one."""

    name: Any
    why: Any
    until: date | None


@dataclass(frozen=True)
class Standing:
    """A request, what it is in words, its state (words, tone), and its stage while it is open."""

    request: LeaseRequest
    name: Any
    state: tuple[Any, str]
    stage: Stage | None


def standings(lease: Lease) -> list[Standing]:
    """The requests of a lease that are open, and the latest one of each kind that was decided; newest first."""
    found: dict[str, LeaseRequest] = {}
    for one in requests.requests_of(lease.id):
        if one.kind in SHOWN:
            found.setdefault(one.kind, one)
    return [
        Standing(one, words.REQUESTS[one.kind], words.REQUEST_STATES[one.state], _stage(one, lease.number))
        for one in found.values()
    ]


def _stage(one: LeaseRequest, key: str) -> Stage | None:
    """Somebody is asked: their task's stage; nobody is: the place where the process waits, until its next deadline."""
    if one.state != "open":
        return None
    newest = [process for process in engine.processes_of(key) if process.diagram == DIAGRAMS[one.kind]][-1:]
    if not newest:
        return Stage(*words.GOING_ON, None)
    running = newest[0]
    for task in engine.open_tasks(process_id=running.id):
        if task.form in words.STAGES:
            return Stage(*words.STAGES[task.form], task.due_on)
    places = [words.BETWEEN[at.element] for at in engine.standing(running.id) if at.element in words.BETWEEN]
    until = (running.due_at - timedelta(microseconds=1)).date() if running.due_at else None
    return Stage(*(places[0] if places else words.GOING_ON), until)
