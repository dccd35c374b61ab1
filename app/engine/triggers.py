"""What an event waits for or throws, as it is drawn: the event definition, and the message, error or escalation it names."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.source import BPMN, Node, child, children, tag, text_of, zeebe

TIMER_KINDS = ("timeDate", "timeDuration", "timeCycle")
KINDS = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
    "signalEventDefinition": "signal",
    "linkEventDefinition": "link",
    "compensateEventDefinition": "compensate",
    "cancelEventDefinition": "cancel",
    "conditionalEventDefinition": "conditional",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn trigger; `key` and `timer` are texts. `is_missing`: it names a message, error … that the file has not."""

    kind: str
    name: str = ""
    code: str | None = None
    key: str | None = None
    timer: str | None = None
    timer_kind: str = ""
    is_missing: bool = False


def definitions_on(node: Node) -> list[Node]:
    """The event definitions on an event."""
    return [inner for inner in children(node) if tag(inner) in KINDS]


def drawn_trigger(node: Node) -> Drawn | None:
    """The trigger of an event, a receive or a send task; None for a plain event or a bare task."""
    if tag(node) in ("receiveTask", "sendTask"):
        return _message(node, node) if node.get("messageRef") else None
    found = definitions_on(node)
    if not found:
        return None
    definition = found[0]
    kind = KINDS[tag(definition)]
    if kind == "timer":
        return _timer(definition)
    if kind == "message":
        return _message(node, definition)
    if kind == "signal":
        return _signal(node, definition)
    if kind in ("error", "escalation"):
        return _coded(definition, kind)
    return Drawn(kind)


def is_event_subprocess(node: Node) -> bool:
    """Whether a node is a subprocess that is begun by an event, not by a flow."""
    return tag(node) == "subProcess" and node.get("triggeredByEvent") == "true"


def _timer(definition: Node) -> Drawn:
    for name in TIMER_KINDS:
        text = text_of(child(definition, name))
        if text:
            return Drawn("timer", timer=text, timer_kind=name)
    return Drawn("timer", is_missing=True)


def _root_element(node: Node, name: str, ref: str | None) -> Node | None:
    root = node.getroottree().getroot()
    for found in root.findall(f"{{{BPMN}}}{name}"):
        if ref is not None and found.get("id") == ref.rpartition(":")[2]:
            return found
    return None


def _message(node: Node, holder: Node) -> Drawn:
    message = _root_element(node, "message", holder.get("messageRef"))
    if message is None or not message.get("name"):
        return Drawn("message", is_missing=True)
    subscription = zeebe(message, "subscription")
    key = subscription.get("correlationKey") if subscription is not None else None
    return Drawn("message", message.get("name"), key=key)


def _signal(node: Node, holder: Node) -> Drawn:
    signal = _root_element(node, "signal", holder.get("signalRef"))
    if signal is None or not signal.get("name"):
        return Drawn("signal", is_missing=True)
    return Drawn("signal", signal.get("name"))


def _coded(definition: Node, kind: str) -> Drawn:
    ref = definition.get(f"{kind}Ref")
    found = _root_element(definition, kind, ref)
    if ref and found is None:
        return Drawn(kind, is_missing=True)
    code = found.get(f"{kind}Code") if found is not None else None
    return Drawn(kind, (found.get("name") or "") if found is not None else "", code)
