"""What a diagram has drawn on the edge of a task: whether it says itself what follows when the date is missed."""

from __future__ import annotations

from lxml import etree

from app import engine

_BOUNDARY = "{http://www.omg.org/spec/BPMN/20100524/MODEL}boundaryEvent"


def is_watched(task: engine.Task) -> bool:
    """Whether an event stands on the edge of the task in its process's version of the diagram."""
    whole = engine.picture(task.process_id)
    xml = next((one.xml for one in (whole, *whole.called) if one.diagram == task.diagram), "")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xml.encode(), parser)
    return any(event.get("attachedToRef") == task.element for event in root.iter(_BOUNDARY))
