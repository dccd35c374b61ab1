"""What a diagram says of itself in its own zeebe:properties: for the rooms that ask, not for the engine."""

from __future__ import annotations

import sqlalchemy as sa

from app.engine import definitions, source
from app.engine.profile import zeebe_children
from app.engine.records import DiagramVersion
from app.errors import NotFound
from app.store import db, tenant

_PROCESS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}process"


def wishes(diagram: str, version: int | None = None) -> dict[str, str]:
    """The properties of a version of a diagram (the newest one) by name. NotFound when there is no such diagram."""
    at = DiagramVersion
    if version is None:
        version_id = definitions.newest(diagram)
    else:
        found = sa.select(at.id).where(at.tenant == tenant(), at.diagram == diagram, at.version == version)
        version_id = db.session.scalar(found) or 0
        if not version_id:
            raise NotFound()
    root = source.read(definitions.content(version_id).encode(), diagram)
    return {
        one.get("name", ""): one.get("value", "")
        for node in root.iter(_PROCESS)
        if node.get("id") == diagram
        for one in zeebe_children(node, "properties", "property")
    }
