"""Which sequence flows of the diagrams were passed, read from the journal's paths.

A path names elements in the order they were done. From an element with one way out that way was taken; after a gateway
it is the way to whichever of its targets is done next (a target that was never done counts as not reached).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

from app import engine
from app.settings import TOP

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
Ways = dict[str, dict[str, str]]
"""Of a diagram: element → {target: id of the flow to it}."""


@cache
def drawn() -> dict[str, Ways]:
    """The ways of every diagram in bpmn/, by its process id."""
    return {name: ways for path in sorted((TOP / "bpmn").glob("*.bpmn")) for name, ways in _ways(path).items()}


def _ways(path: Path) -> dict[str, Ways]:
    found: dict[str, Ways] = {}
    for process in etree.parse(path).iter(f"{BPMN}process"):
        ways = found.setdefault(process.get("id"), {})
        for flow in process.iter(f"{BPMN}sequenceFlow"):
            ways.setdefault(flow.get("sourceRef"), {})[flow.get("targetRef")] = flow.get("id")
    return found


@cache
def user_tasks() -> frozenset[str]:
    """The ids of all user tasks (no other element of any diagram has such an id)."""
    found = [etree.parse(path).iter(f"{BPMN}userTask") for path in sorted((TOP / "bpmn").glob("*.bpmn"))]
    return frozenset(task.get("id") for tasks in found for task in tasks)


@cache
def forks() -> frozenset[tuple[str, str]]:
    """(diagram, id) of every gateway that may be left on several ways at once."""
    found = set()
    for path in sorted((TOP / "bpmn").glob("*.bpmn")):
        for process in etree.parse(path).iter(f"{BPMN}process"):
            for kind in ("parallelGateway", "inclusiveGateway"):
                found |= {(process.get("id"), gateway.get("id")) for gateway in process.iter(f"{BPMN}{kind}")}
    return frozenset(found)


def all_flows() -> set[str]:
    """Every flow there is, as `diagram/flow`."""
    return {f"{name}/{flow}" for name, ways in drawn().items() for out in ways.values() for flow in out.values()}


def passed(process_id: int) -> set[str]:
    """The flows that a process passed, in its own diagram and in those it called."""
    main, found = engine.process(process_id).diagram, set[str]()
    asked: dict[tuple[str, str], dict[str, str]] = {}
    for entry in engine.history(process_id):
        for step in entry.data.get("path", []):
            diagram, _, element = step.rpartition("/")
            found |= _step(diagram or main, element, asked)
    return found


def _step(diagram: str, element: str, asked: dict[tuple[str, str], dict[str, str]]) -> set[str]:
    """The flows that are known to be taken once this element is done; gateways go on asking in `asked`."""
    ways, found = drawn()[diagram], set[str]()
    for at, gateway in list(asked):
        if at == diagram and element in asked[at, gateway]:
            found.add(f"{diagram}/{asked[at, gateway].pop(element)}")
            if (at, gateway) not in forks():
                del asked[at, gateway]
    out = ways.get(element, {})
    if len(out) > 1:
        asked[diagram, element] = dict(out)
    return found | {f"{diagram}/{flow}" for flow in out.values() if len(out) == 1}
