"""The API put into the app, and its description: OpenAPI 3.1, made from the views and schemas themselves."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app
from flask_smorest import Api
from marshmallow import Schema

from app import engine
from app.api import commands, line, queries  # noqa: F401  the line marks itself as the one who delivers
from app.api.resources import blueprint
from app.api.schemas import Problem
from app.web import csrf

_ERRORS = {
    "400": "The JSON cannot be read.",
    "401": "No token in force.",
    "403": "The token or its officer may not do this.",
    "404": "Not there, or not in sight: the same words.",
    "409": "Somebody was quicker, or the state does not allow it.",
    "412": "Changed since it was read (If-Match).",
    "413": "Too large.",
    "415": "Not application/json.",
    "422": "The content is wrong; `errors` say where.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
}


class _Api(Api):
    """flask-smorest without its own error pages: the house has one place that says what went wrong."""

    ERROR_SCHEMA: type[Schema] = Problem

    def _register_error_handlers(self) -> None:
        """None: app.web.faults answers programs too."""


def furnish(app: Flask) -> None:
    """The routes under /api/v1. Programs bring a token instead of a cookie, so there is no form token to check.

    Chinese stays readable in an answer.
    """
    app.config.update(API_TITLE="Anju", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    api = _Api(app)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.register_blueprint(blueprint)
    csrf.exempt(blueprint)
    engine.tell_by(commands.tell, wanted=queries.ANYBODY)


def description() -> dict[str, Any]:
    """The OpenAPI document: every operation with its scope, its parameters, and every error as a problem document."""
    extension = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    made: dict[str, Any] = extension.spec.to_dict()
    made["security"] = [{"token": []}]
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    shared = {code: {"description": text, "content": problem} for code, text in _ERRORS.items()}
    made["components"].pop("headers", None)
    made["components"]["responses"] = {f"Problem{code}": one for code, one in shared.items()}
    for operation in (one for path in made["paths"].values() for verb, one in path.items() if verb in ("get", "post")):
        scope = operation["x-scope"]
        operation["description"] = f"{operation.get('description', '')} Scope: `{scope}`.".strip()
        kept = {code: one for code, one in operation["responses"].items() if code[:1] == "2"}
        operation["responses"] = kept | {code: {"$ref": f"#/components/responses/Problem{code}"} for code in shared}
    return made
