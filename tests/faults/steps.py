"""Steps for drawn diagrams: one that cannot be done twice unseen, one whose message leaves the house."""

from __future__ import annotations

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from app.registry import step
from app.store import outbox, strikes

together: list[Barrier] = []
"""Where `meet` waits for another thread that holds a process of its own."""


@step
def meet():  # type: ignore[no-untyped-def]
    """Goes on when another has come as far, or half a second later."""
    for barrier in together:
        with suppress(BrokenBarrierError):
            barrier.wait(0.5)


@step
def count(name):  # type: ignore[no-untyped-def]
    """Counts how often it was done."""
    strikes.note(name, seconds=0, failed=False)


@step
def post(name):  # type: ignore[no-untyped-def]
    """Has something leave the house."""
    outbox.put("faults", name, {"name": name})
