"""Diagrams: which there are, their versions, their XML."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.api import queries, rules
from app.api.access import scoped
from app.api.resources.blueprint import blueprint, place
from app.api.rules import Slice
from app.api.schemas import DiagramPage, Paging


@blueprint.route("/diagrams", tags=["diagrams"])
@scoped("diagrams:read")
@blueprint.arguments(Paging, location="query")
@blueprint.response(200, DiagramPage)
def diagrams(asked: dict[str, Any]) -> Slice:
    """The newest version of every diagram, by id."""
    size = asked.pop("limit")
    found = queries.diagrams(beyond=place(asked, str), limit=size + 1)
    return rules.sliced(found, size, lambda one: one.diagram)


@blueprint.route("/diagrams/<diagram>/versions", tags=["diagrams"])
@scoped("diagrams:read")
@blueprint.arguments(Paging, location="query")
@blueprint.response(200, DiagramPage)
def diagram_versions(asked: dict[str, Any], diagram: str) -> Slice:
    """The versions of a diagram, newest first."""
    size = asked.pop("limit")
    found = queries.versions(diagram, beyond=place(asked, int), limit=size + 1)
    return rules.sliced(found, size, lambda one: one.version)


@blueprint.route("/diagrams/<diagram>/versions/<int:version>/xml", tags=["diagrams"])
@scoped("diagrams:read")
@blueprint.response(200, {"type": "string"}, content_type="application/xml")
def diagram_xml(diagram: str, version: int) -> Response:
    """A version's BPMN, as it was deployed."""
    text, sha256 = queries.diagram_text(diagram, version)
    answer = Response(text, mimetype="application/xml")
    answer.set_etag(sha256)
    return answer
