"""From a checked diagram to SpiffWorkflow's specs, by its own parser with our element classes."""

from __future__ import annotations

import sys
from copy import deepcopy
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from app.engine.errors_at import Problems
from app.engine.profile import Profile, Reader, condition_of
from app.engine.source import Node, child, tag
from app.engine.spiff import calls, events, gateways, loops, tasks, triggered
from app.engine.spiff.definition import Definition
from app.engine.spiff.element import NO_PROFILE, Element, ProcessSpec
from app.engine.spiff.events import NONE, Trigger
from app.engine.triggers import drawn_trigger, is_event_subprocess

_IGNORED = ("dataObject", "dataObjectReference", "dataStoreReference", "ioSpecification", "property")
_IGNORED_LINKS = ("dataInputAssociation", "dataOutputAssociation")


def _reader(filename: str | None) -> Reader:
    return Reader(Problems(filename or "").raise_at)


class ElementParser(TaskParser):
    """Parses one element. SpiffWorkflow walks the flows; profile, loops and boundary events are read here."""

    task: Any

    def parse_extensions(self, node: Node = None) -> Profile:
        """The element's profile: SpiffWorkflow keeps it as `spec.extensions`."""
        return NO_PROFILE if self.is_begun_by_event else _reader(self.filename).profile(self.node)

    @property
    def is_begun_by_event(self) -> bool:
        """Whether this is the start event of an event subprocess: what it waits for, it waits for in the scope around."""
        return tag(self.node) == "startEvent" and is_event_subprocess(self.node.getparent())

    def get_position(self, node: Node = None) -> dict[str, float]:
        """Flows keep the order of the file, not of their height on the page."""
        return {"x": 0.0, "y": 0.0}

    def handles_multiple_outgoing(self) -> bool:
        """Several flows leaving a task are parallel branches (conditions on them are refused by the check)."""
        return True

    def _wrapped(self, kind: type[loops._Repeating]) -> Any:
        original: Element = self.spec.task_specs.pop(self.task.name)
        wrapper = kind(self.spec, original.name, bpmn_name=original.bpmn_name)
        original.name = f"{original.name}#"
        self.spec.task_specs[original.name] = original
        wrapper.task_spec = original.name
        self.task = wrapper
        return original.extensions

    def _add_multiinstance_task(self, loop_characteristics: Node) -> None:
        extensions = self._wrapped(loops.MultiInstance)
        self.task.loop = extensions.loop

    def _add_loop_task(self, loop_characteristics: Node) -> None:
        extensions = self._wrapped(loops.StandardLoop)
        self.task.repeat = extensions.repeat

    def _add_boundary_event(self, children: list[Node]) -> Element:
        for node in children:
            self.task.boundaries.append(self.process_parser.parse_node(node).name)
        return self.task


def trigger_of(node: Node, filename: str | None) -> Trigger:
    """The trigger of an event, compiled."""
    drawn = drawn_trigger(node)
    if drawn is None:
        return NONE
    reader = _reader(filename)
    return Trigger(
        drawn.kind,
        drawn.name,
        drawn.code,
        reader.either(node, drawn.key, "correlationKey"),
        reader.either(node, drawn.timer, drawn.timer_kind),
        drawn.timer_kind,
    )


class EventParser(ElementParser):
    """Events, and the tasks that are events: receive and send."""

    def create_task(self) -> Element:
        """The spec with its trigger."""
        spec = super().create_task()
        spec.trigger = NONE if self.is_begun_by_event else trigger_of(self.node, self.filename)
        if isinstance(spec, events.BoundaryEvent):
            spec.interrupts = self.node.get("cancelActivity", "true") == "true"
        if isinstance(spec, events.StartEvent):
            self.spec.start.starts[spec.name] = spec.trigger.kind == "none"
        return spec


class GatewayParser(ElementParser):
    """Gateways that choose by conditions."""

    def connect_outgoing(self, outgoing_task: Element, sequence_flow_node: Node, is_default: bool) -> None:
        """A flow with its condition, or the default flow."""
        text = condition_of(sequence_flow_node)
        flows = len(self.process_parser.get_outgoing_sequence_flows(self.bpmn_id))
        if is_default or (flows == 1 and not text):
            self.task.connect_default(outgoing_task)
            return
        condition = _reader(self.filename).expression(sequence_flow_node, text, "条件", is_strict=True)
        if condition is None:
            raise ValidationException(f"{self.bpmn_id}：流向没有条件", sequence_flow_node, self.filename)
        self.task.connect_if(condition, outgoing_task)


class SubProcessParser(ElementParser):
    """Embedded subprocesses: their inside is parsed like a process of its own. The start of one begun by an event watches outside."""

    def create_task(self) -> Element:
        """The spec; the inside is parsed when the whole file has been walked."""
        owner = self.process_parser.parser
        owner.create_parser(self.node, filename=self.filename, lane=self.lane)
        if is_event_subprocess(self.node):
            self.spec_class = triggered.EventSubProcess
            self._watch(child(self.node, "startEvent"))
        return super().create_task()

    def _watch(self, drawn: Node) -> None:
        name = drawn.get("id")
        event = triggered.EventStart(self.spec, name, bpmn_name=drawn.get("name"))
        event.extensions = _reader(self.filename).profile(drawn)
        event.trigger, event.leads_to = trigger_of(drawn, self.filename), self.bpmn_id
        event.interrupts = drawn.get("isInterrupting", "true") == "true"
        self.spec.event_starts.append(name)


class OurProcessParser(ProcessParser):
    """A process: only the start events lead in."""

    def create_spec(self) -> ProcessSpec:
        """The spec with our root."""
        return ProcessSpec(self.bpmn_id, self.get_name(), self.filename)

    def add_tasks(self) -> None:
        """Walks from every start event; event subprocesses stand apart."""
        for node in (*self.xpath("./bpmn:startEvent"), *self.xpath("./bpmn:subProcess[@triggeredByEvent='true']")):
            self.parse_node(node)


def _pair(parser: type[ElementParser], *kinds: tuple[str, type[Element]]) -> dict[str, Any]:
    return {full_tag(name): (parser, spec) for name, spec in kinds}


class Parser(BpmnParser):
    """SpiffWorkflow's parser with nothing but our classes: an element that is not here cannot be parsed."""

    PROCESS_PARSER_CLASS = OurProcessParser
    PARSER_CLASSES = {
        **_pair(
            ElementParser,
            ("userTask", tasks.UserTask),
            ("manualTask", tasks.PassThrough),
            ("task", tasks.PassThrough),
            ("serviceTask", tasks.StepTask),
            ("scriptTask", tasks.ScriptTask),
            ("businessRuleTask", tasks.RuleTask),
            ("parallelGateway", gateways.ParallelGateway),
            ("eventBasedGateway", events.EventGateway),
            ("callActivity", calls.CallActivity),
        ),
        **_pair(
            GatewayParser,
            ("exclusiveGateway", gateways.ExclusiveGateway),
            ("inclusiveGateway", gateways.InclusiveGateway),
        ),
        **_pair(SubProcessParser, ("subProcess", calls.SubProcess)),
        **_pair(
            EventParser,
            ("startEvent", events.StartEvent),
            ("endEvent", events.EndEvent),
            ("intermediateCatchEvent", events.CatchEvent),
            ("intermediateThrowEvent", events.ThrowEvent),
            ("boundaryEvent", events.BoundaryEvent),
            ("receiveTask", events.CatchEvent),
            ("sendTask", events.ThrowEvent),
        ),
    }

    def add_bpmn_xml(self, bpmn: Node, filename: str | None = None) -> None:
        """Only the processes: what else is in a file (stores, correlations, pictures) is for others, whatever its shape."""
        self._add_processes(bpmn, filename)


def parse(root: Node, process_id: str, *, id: int = 0, version: int = 0, filename: str = "") -> Definition:
    """The definition of one process of a file that has passed the check. Raises DesignError for what it did not catch."""
    tree = deepcopy(root)
    _strip(tree)
    parser, depth = Parser(), sys.getrecursionlimit()
    sys.setrecursionlimit(max(depth, 50_000))  # SpiffWorkflow's parser goes down one frame an element
    try:
        parser.add_bpmn_xml(tree, filename)
        main = parser.get_spec(process_id)
        embedded = _embedded(parser, process_id)
    except ValidationException as error:
        raise Problems(filename).as_error(str(error)) from error
    finally:
        sys.setrecursionlimit(depth)
    starts = {name: main.task_specs[name].trigger.name for name, is_plain in main.start.starts.items() if not is_plain}
    return Definition(id, process_id, version, main.description or process_id, main, embedded, starts)


def _embedded(parser: Parser, process_id: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = [parser.get_process_parser(process_id)]
    while waiting:
        at = waiting.pop()
        for spec in at.spec.task_specs.values():
            name = spec.element_id if isinstance(spec, calls.SubProcess) else ""
            if name and name not in found:
                inner = parser.get_process_parser(name)
                found[name] = inner.get_spec()
                waiting.append(inner)
    return found


def _strip(tree: Node) -> None:
    """Takes out what is drawing only for this engine: data objects and their links."""
    for node in [node for node in tree.iter() if tag(node) in (*_IGNORED, *_IGNORED_LINKS)]:
        node.getparent().remove(node)
