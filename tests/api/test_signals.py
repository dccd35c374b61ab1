"""Signals from programs: to all who wait, where the diagrams say so; once for each key; an unknown name is refused."""

from __future__ import annotations

import pytest

from app import engine
from tests.engine.drawing import diagram, end, flow, node, start, user
from tests.engine.matrix_triggered import NEWS, SIGNAL

from .conftest import Program, Works

TAKES = '<zeebe:properties><zeebe:property name="api_signals" value="other news"/></zeebe:properties>'


def waits(name: str, extension: str = TAKES) -> bytes:
    """A diagram that waits for the signal `news`."""
    caught = node("intermediateCatchEvent", "r", inside=SIGNAL)
    drawn = diagram(start(), caught, user("a"), end(), flow("begin", "r", "a", "done"), id=name, root=NEWS)
    inside = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>".encode() if extension else b""
    head, tag, rest = drawn.partition(b'isExecutable="true">')
    return head + tag + inside + rest


@pytest.fixture
def program(works: Works) -> Program:
    """One that may broadcast, where two processes wait that its officer has never seen."""
    engine.deploy_files({"waits.bpmn": waits("waits")}, by="system")
    for key in ("S1", "S2"):
        engine.start("waits", business_key=key, data={}, by="system")
    return works.program("reviewer", "signals:send")


def standing(key: str) -> list[str]:
    """Where the process of that key stands."""
    return [one.element for one in engine.standing(engine.processes_of(key)[0].id)]


def test_a_signal_reaches_all_who_wait_once_for_its_key(program: Program) -> None:
    body, key = {"name": "news", "data": {"said": 1}}, {"Idempotency-Key": "once"}
    first = program.ask("POST", "/signals", 202, headers=key, json=body)
    assert first.json == {"name": "news", "waiting": 2}
    again = program.ask("POST", "/signals", 202, headers=key, json=body)
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    while engine.tick():
        pass
    assert [standing(key) for key in ("S1", "S2")] == [["a"], ["a"]]
    entry = engine.history(engine.processes_of("S1")[0].id)[-1]
    assert entry.by.startswith("officer:") and entry.data["in"]["data"] == {"said": 1}
    assert program.post("/signals", {"name": "news"}, 202)["waiting"] == 0


def test_a_name_that_no_diagram_knows_and_one_that_a_diagram_keeps_for_itself_are_refused(program: Program) -> None:
    refused = program.post("/signals", {"name": "other"}, 422)
    assert refused["errors"][0]["pointer"] == "#/name"
    engine.deploy_files({"shy.bpmn": waits("shy", "")}, by="system")
    assert "shy" in program.post("/signals", {"name": "news"}, 403)["detail"]
    assert [standing(key) for key in ("S1", "S2")] == [["r"], ["r"]]


def test_the_scope_is_its_own(works: Works) -> None:
    works.program("reviewer", "messages:send").post("/signals", {"name": "news"}, 403)
