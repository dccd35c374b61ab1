"""Diagrams and their versions, as they were deployed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from app.engine.records import DiagramVersion
from app.errors import NotFound
from app.store import db, tenant


@dataclass(frozen=True)
class Diagram:
    """One version of a diagram; sha256 is of its XML."""

    diagram: str
    version: int
    name: str
    sha256: str
    deployed_at: datetime
    deployed_by: str


_AT = DiagramVersion
_COLUMNS = (_AT.diagram, _AT.version, _AT.name, _AT.sha256, _AT.deployed_at, _AT.deployed_by)


def diagrams(*, beyond: str | None, limit: int) -> list[Diagram]:
    """The newest version of every diagram, by id, after that id."""
    newest = sa.select(*_COLUMNS).ext(distinct_on(_AT.diagram)).where(_AT.tenant == tenant())
    if beyond is not None:
        newest = newest.where(_AT.diagram > beyond)
    return _found(newest.order_by(_AT.diagram, _AT.version.desc()).limit(limit))


def versions(diagram: str, *, beyond: int | None, limit: int) -> list[Diagram]:
    """The versions of a diagram, newest first, below that number. NotFound when there is no such diagram."""
    found = sa.select(*_COLUMNS).where(_AT.tenant == tenant(), _AT.diagram == diagram)
    if beyond is not None:
        found = found.where(_AT.version < beyond)
    listed = _found(found.order_by(_AT.version.desc()).limit(limit))
    if not listed and beyond is None:
        raise NotFound()
    return listed


def diagram_text(diagram: str, version: int) -> tuple[str, str]:
    """(XML, sha256) of a version. NotFound when there is none."""
    wanted = sa.select(_AT.content, _AT.sha256).where(
        _AT.tenant == tenant(), _AT.diagram == diagram, _AT.version == version
    )
    found = db.session.execute(wanted).first()
    if found is None:
        raise NotFound()
    return found.content, found.sha256


def _found(statement: Any) -> list[Diagram]:
    return [Diagram(*row) for row in db.session.execute(statement)]
