"""The description of the API: as a page of our own, and as OpenAPI for programs."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, render_template

from app.api.documents import description
from app.api.pages.blueprint import blueprint
from app.people import public
from app.settings import current


@blueprint.get("/api/docs")
@public
def docs() -> str:
    """Every operation, for people."""
    document = description()
    grouped: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, verbs in document["paths"].items():
        shared = verbs.get("parameters", [])
        for verb in ("get", "post"):
            if verb in verbs:
                one = verbs[verb] | {"parameters": [*shared, *verbs[verb].get("parameters", [])]}
                grouped.setdefault(one["tags"][0], []).append((verb.upper(), path, one))
    return render_template("api/docs.html", document=document, grouped=grouped, limits=current().api)


@blueprint.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """The same for programs: OpenAPI 3.1, its examples in the language they ask for."""
    answer = jsonify(description())
    answer.vary.add("Accept-Language")
    return answer
