"""The table of all journeys. `@journey` puts a function there; its name is the sentence that would become false.

A journey is run once in a test run, whoever asks first (a worker's own test or the test of coverage): what it passed, or
how it failed, is kept in a file that all workers share.
"""

from __future__ import annotations

import fcntl
import json
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import engine
from app.store import db, transaction
from tests.journeys import coverage
from tests.journeys.walk import all_processes

JOURNEYS: dict[str, Callable[[], object]] = {}


def journey(function: Callable[[], object]) -> Callable[[], object]:
    """Marks a journey."""
    assert function.__name__ not in JOURNEYS, function.__name__
    JOURNEYS[function.__name__] = function
    return function


def journeys(make: Callable[..., Callable[[], object]], *rows: tuple[object, ...]) -> None:
    """Marks one journey a row: `make(*row)` gives a function with a name of its own."""
    for row in rows:
        journey(make(*row))


@dataclass(frozen=True)
class Stage:
    """Where journeys are run: `place()` gives a world that is rolled back; `shared` is a folder all workers see."""

    place: Callable[[], AbstractContextManager[None]]
    shared: Path

    def passed(self, name: str) -> set[str]:
        """The flows that a journey passed; runs it when nobody has. Fails with its own traceback."""
        with (self.shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept = self.shared / f"{name}.json"
            if not kept.exists():
                kept.write_text(json.dumps(self._run(name)), encoding="utf-8")
        found = json.loads(kept.read_text(encoding="utf-8"))
        if found["failed"]:
            pytest.fail(found["failed"], pytrace=False)
        return set(found["flows"])

    def _run(self, name: str) -> dict[str, object]:
        try:
            with self.place():
                JOURNEYS[name]()
                return {"failed": "", "flows": sorted(_looked_over())}
        except BaseException:  # noqa: BLE001  whatever it is, it is the journey's answer
            return {"failed": traceback.format_exc(), "flows": []}


def _looked_over() -> set[str]:
    """The flows that were passed; at the end of a journey every process stands the test of `open_work`."""
    flows: set[str] = set()
    with transaction():
        for process_id in all_processes():
            open_work(process_id)
            flows |= coverage.passed(process_id)
        db.session.expire_all()
    return flows


def open_work(process_id: int) -> list[str]:
    """The elements of a process's open tasks, after looking at all that must hold at any moment.

    Its chain is unbroken, a replay of the journal gives the same state, it is in no trouble, and the open tasks are
    exactly the user tasks that have a token; none when it has ended.
    """
    process, replayed = engine.process(process_id), engine.replay(process_id)
    assert engine.prove(process_id) is None, f"the journal of {process.diagram} is broken"
    assert replayed.divergence is None, f"{process.diagram} is replayed differently: {replayed.divergence}"
    assert process.state != "troubled", process.trouble
    found = [task.element for task in engine.tasks_of(process_id) if task.state == "open"]
    assert process.state in ("running", "suspended") or not found, found
    assert set(found) == {element for element in replayed.live if element in coverage.user_tasks()}
    return found
