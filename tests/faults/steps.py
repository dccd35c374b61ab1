"""Steps for drawn diagrams: one that cannot be done twice unseen, one whose message leaves the house."""

from __future__ import annotations

from app.registry import step
from app.store import outbox, strikes


@step
def count(name):  # type: ignore[no-untyped-def]
    """Counts how often it was done."""
    strikes.note(name, seconds=0, failed=False)


@step
def post(name):  # type: ignore[no-untyped-def]
    """Has something leave the house."""
    outbox.put("faults", name, {"name": name})
