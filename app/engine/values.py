"""What the engine hands out: frozen values, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """A user task. state: open, done, cancelled. due_at: the end of the legal day. barred: actors who may not do it."""

    id: int
    process_id: int
    token: int
    business_key: str
    diagram: str
    element: str
    name: str
    form: str | None
    role: str | None
    organisation: str | None
    assignee: str | None
    barred: tuple[str, ...]
    draft: dict[str, Any] | None
    due_at: datetime | None
    started_at: datetime
    state: str
    is_hidden: bool
    completed_by: str | None
    completed_at: datetime | None

    @property
    def due_on(self) -> date | None:
        """The last permitted day: a task due at 24:00 is due on the day that ends then."""
        return (self.due_at - timedelta(microseconds=1)).date() if self.due_at else None


@dataclass(frozen=True, slots=True)
class Process:
    """A run of a diagram. state: running, suspended, troubled, done, cancelled.

    trouble: {element, text, attempts, is_technical, at, retry_at, input}. outcome: the variables at its end, else None.
    """

    id: int
    diagram: str
    version: int
    business_key: str
    state: str
    due_at: datetime | None
    trouble: dict[str, Any] | None
    outcome: dict[str, Any] | None
    started_at: datetime
    ended_at: datetime | None
    started_by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry. data: {in, facts, path, now, …}; state: fingerprint of the state after it; hash: of the chain."""

    process_id: int
    seq: int
    at: datetime
    by: str
    kind: str
    element: str
    data: dict[str, Any]
    state: str
    hash: str

    @property
    def facts(self) -> list[dict[str, Any]]:
        """Steps called and decisions decided while the process moved on from this input."""
        return self.data.get("facts", [])


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message. outcome: delivered, started, kept (buffered) or dropped (for nobody later); the last two without process."""

    outcome: str
    process: Process | None = None


@dataclass(frozen=True, slots=True)
class Deployed:
    """A diagram or file of decisions that a deployment looked at; is_new: it got a new version."""

    kind: str
    name: str
    version: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A diagram with what happened on it. live: element → tokens on it; done: elements passed. called: the same inside.

    `call` is the call activity through which a called diagram was reached ("" for the process itself).
    """

    diagram: str
    version: int
    xml: str
    live: dict[str, int]
    done: list[str]
    troubled: str | None
    call: str = ""
    called: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an inbox: its tasks, how many there are in all, which page it is."""

    items: list[Task]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))
