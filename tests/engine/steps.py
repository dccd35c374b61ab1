"""Steps for the engine's tests; registered as `engine.<name>` by the folder they stand in."""

from __future__ import annotations

from app.registry import step
from app.store import outbox

calls: list[tuple[str, dict]] = []
broken: set[str] = set()


@step
def add(a, b=1):
    """a + b → total."""
    calls.append(("add", {"a": a, "b": b}))
    return {"total": a + b}


@step
def note(text):
    """Notes a text."""
    calls.append(("note", {"text": text}))


@step
def fail(text="x"):
    """Raises while it is in `broken`."""
    calls.append(("fail", {"text": text}))
    if "fail" in broken:
        raise RuntimeError("the far end is away")
    return {"mended": True}


@step
def post(number):
    """Has something leave the house."""
    calls.append(("post", {"number": number}))
    outbox.put("post", str(number), {"number": number})
