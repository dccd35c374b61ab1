"""Draws small diagrams for the tests: flow elements in, BPMN out."""

from __future__ import annotations

from lxml import etree

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="definitions" targetNamespace="https://anju.example/test">'
)


def quoted(text: str) -> str:
    """An attribute's value."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def flow(*path: str, when: str | None = None) -> str:
    """Sequence flows along a path; the condition belongs to the first of them."""
    out = ""
    for source, target in zip(path, path[1:], strict=False):
        condition = f"<bpmn:conditionExpression>{quoted(when)}</bpmn:conditionExpression>" if when else ""
        out += f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}">{condition}</bpmn:sequenceFlow>'
        when = None
    return out


def mapping(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    """zeebe:ioMapping; {target: source}."""
    rows = "".join(f'<zeebe:input source="{quoted(s)}" target="{t}"/>' for t, s in (inputs or {}).items())
    rows += "".join(f'<zeebe:output source="{quoted(s)}" target="{t}"/>' for t, s in (outputs or {}).items())
    return f"<zeebe:ioMapping>{rows}</zeebe:ioMapping>" if rows else ""


def node(
    kind: str, id: str, *, extension: str = "", inside: str = "", inputs=None, outputs=None, **attributes: str
) -> str:
    """Any flow node."""
    extension += mapping(inputs, outputs)
    extension = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
    more = "".join(f' {name}="{quoted(value)}"' for name, value in attributes.items())
    return f'<bpmn:{kind} id="{id}" name="{id}"{more}>{extension}{inside}</bpmn:{kind}>'


def start(id: str = "begin", **more) -> str:
    """A start event."""
    return node("startEvent", id, **more)


def end(id: str = "done", **more) -> str:
    """An end event."""
    return node("endEvent", id, **more)


def user(
    id: str,
    *,
    form: str | None = None,
    groups: str | None = None,
    due: str | None = None,
    not_by: str | None = None,
    **more,
) -> str:
    """A user task."""
    extension = "<zeebe:userTask/>"
    extension += f'<zeebe:formDefinition formId="{form}"/>' if form else ""
    extension += f'<zeebe:assignmentDefinition candidateGroups="{quoted(groups)}"/>' if groups else ""
    extension += f'<zeebe:taskSchedule dueDate="{quoted(due)}"/>' if due else ""
    extension += (
        f'<zeebe:properties><zeebe:property name="not_by" value="{not_by}"/></zeebe:properties>' if not_by else ""
    )
    return node("userTask", id, extension=extension, **more)


def script(id: str, expression: str, result: str, **more) -> str:
    """A script task."""
    return node(
        "scriptTask",
        id,
        extension=f'<zeebe:script expression="{quoted(expression)}" resultVariable="{result}"/>',
        **more,
    )


def service(id: str, step: str, **more) -> str:
    """A service task."""
    return node("serviceTask", id, extension=f'<zeebe:taskDefinition type="{quoted(step)}"/>', **more)


def rule(id: str, decision: str, result: str, **more) -> str:
    """A business rule task."""
    extension = f'<zeebe:calledDecision decisionId="{quoted(decision)}" resultVariable="{result}"/>'
    return node("businessRuleTask", id, extension=extension, **more)


def call(id: str, diagram: str, flags: str = "", **more) -> str:
    """A call activity."""
    return node("callActivity", id, extension=f'<zeebe:calledElement processId="{quoted(diagram)}" {flags}/>', **more)


def timer(text: str, kind: str = "timeDuration") -> str:
    """A timer event definition."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{quoted(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def message(ref: str) -> str:
    """A message event definition."""
    return f'<bpmn:messageEventDefinition messageRef="{ref}"/>'


def boundary(id: str, on: str, inside: str, *, interrupting: bool = True, **more) -> str:
    """A boundary event."""
    return node("boundaryEvent", id, inside=inside, attachedToRef=on, cancelActivity=str(interrupting).lower(), **more)


def loop(
    collection: str,
    element: str = "item",
    result: str = "",
    value: str = "",
    *,
    sequential: bool = False,
    until: str = "",
) -> str:
    """multiInstanceLoopCharacteristics."""
    told = f'<zeebe:loopCharacteristics inputCollection="{quoted(collection)}" inputElement="{element}"'
    told += f' outputCollection="{result}" outputElement="{quoted(value)}"/>' if result else "/>"
    stop = f"<bpmn:completionCondition>{quoted(until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:extensionElements>{told}</bpmn:extensionElements>{stop}</bpmn:multiInstanceLoopCharacteristics>"
    )


def diagram(*elements: str, id: str = "main", messages: dict[str, str | None] | None = None, root: str = "") -> bytes:
    """A file with one process; messages: {name: correlation key or None}, whose ids are `m_<name>`."""
    told = ""
    for name, key in (messages or {}).items():
        inner = f'<zeebe:subscription correlationKey="{quoted(key)}"/>' if key else ""
        told += f'<bpmn:message id="m_{name}" name="{name}"><bpmn:extensionElements>{inner}</bpmn:extensionElements></bpmn:message>'
    body = "".join(elements)
    return f'{HEAD}{told}{root}<bpmn:process id="{id}" name="{id}" isExecutable="true">{body}</bpmn:process></bpmn:definitions>'.encode()


def pictured(file: bytes) -> bytes:
    """The same file with a plain drawing: its nodes in a row, straight flows. For pages that show the picture."""
    root = etree.fromstring(file)
    nodes = [one for one in root.iter() if isinstance(one.tag, str) and one.get("id") and _WIDE.get(_kind(one))]
    places = {one.get("id"): (100 + 160 * n, _WIDE[_kind(one)]) for n, one in enumerate(nodes)}
    shapes = "".join(
        f'<di:BPMNShape id="{id}_di" bpmnElement="{id}"><dc:Bounds x="{x}" y="{100 - wide // 2}" width="{wide}" height="{wide}"/></di:BPMNShape>'
        for id, (x, wide) in places.items()
    )
    edges = "".join(
        f'<di:BPMNEdge id="{flow.get("id")}_di" bpmnElement="{flow.get("id")}">'
        + "".join(f'<p:waypoint x="{x}" y="100"/>' for x in _ends(flow, places))
        + "</di:BPMNEdge>"
        for flow in root.iter("{*}sequenceFlow")
    )
    plane = f'<di:BPMNPlane id="plane" bpmnElement="{next(root.iter("{*}process")).get("id")}">{shapes}{edges}</di:BPMNPlane>'
    drawing = f'<di:BPMNDiagram {_DI} id="drawing">{plane}</di:BPMNDiagram>'
    return etree.tostring(root).replace(b"</bpmn:definitions>", drawing.encode() + b"</bpmn:definitions>")


_DI = (
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:p="http://www.omg.org/spec/DD/20100524/DI"'
)
_WIDE = {"startEvent": 36, "endEvent": 36, "userTask": 80, "serviceTask": 80, "exclusiveGateway": 50}


def _kind(node: etree._Element) -> str:
    return etree.QName(node).localname


def _ends(flow: etree._Element, places: dict[str, tuple[int, int]]) -> tuple[int, int]:
    (x, wide), (target, _wide) = places[flow.get("sourceRef")], places[flow.get("targetRef")]
    return x + wide, target
