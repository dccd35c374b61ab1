"""A process or embedded subprocess as the check looks at it: its nodes, its flows, who leads where."""

from __future__ import annotations

from app.engine.profile import is_task
from app.engine.source import Node, children, tag
from app.engine.triggers import is_event_subprocess

ARTIFACTS = (
    "sequenceFlow", "extensionElements", "documentation", "laneSet", "textAnnotation", "association", "group", "incoming",
    "outgoing", "dataObject", "dataObjectReference", "dataStoreReference", "ioSpecification", "property",
    "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "dataInputAssociation", "dataOutputAssociation",
    "auditing", "monitoring", "category",
)  # fmt: skip


SCOPES = ("process", "subProcess")


class Scope:
    """The inside of a process or subprocess."""

    def __init__(self, node: Node, *, is_process: bool) -> None:
        self.node, self.is_process = node, is_process
        self._tasks: set[str] | None = None
        self.nodes = [child for child in children(node) if tag(child) not in ARTIFACTS]
        self.flows = children(node, "sequenceFlow")
        self.by_id = {node.get("id"): node for node in self.nodes}
        self.events: dict[str, list[Node]] = {}
        for event in (one for one in self.nodes if tag(one) == "boundaryEvent"):
            self.events.setdefault(event.get("attachedToRef", ""), []).append(event)
        self.leaving: dict[str, list[Node]] = {}
        self.entering: dict[str, list[Node]] = {}
        for flow in self.flows:
            self.leaving.setdefault(flow.get("sourceRef", ""), []).append(flow)
            self.entering.setdefault(flow.get("targetRef", ""), []).append(flow)

    @property
    def is_begun_by_event(self) -> bool:
        """Whether it is the inside of an event subprocess."""
        return is_event_subprocess(self.node)

    def starts(self) -> list[Node]:
        """The start events."""
        return [node for node in self.nodes if tag(node) == "startEvent"]

    def boundaries(self, node: Node) -> list[Node]:
        """The boundary events on an activity."""
        return self.events.get(node.get("id", ""), [])

    def reachable(self) -> set[str]:
        """The ids of the nodes that a token can reach."""
        found: set[str] = set()
        waiting = [node.get("id") for node in self.starts()]
        while waiting:
            at = waiting.pop()
            if at in found or at not in self.by_id:
                continue
            found.add(at)
            waiting += [flow.get("targetRef") for flow in self.leaving.get(at, [])]
            waiting += [event.get("id") for event in self.boundaries(self.by_id[at])]
        return found

    def user_tasks(self) -> set[str]:
        """The ids of all user tasks of the file: what `not_by` may name."""
        if self._tasks is None:
            root = self.node.getroottree().getroot()
            self._tasks = {node.get("id") for node in root.iter() if tag(node) == "userTask"}
        return self._tasks


def waits(node: Node) -> bool:
    """Whether an activity waits for something from outside: only then can a boundary event beside it come."""
    return is_task(node) and tag(node) in ("userTask", "receiveTask", "subProcess", "callActivity")
