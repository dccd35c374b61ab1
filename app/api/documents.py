"""The API put into the app, and its description: OpenAPI 3.1, made from the views and schemas themselves."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app
from flask_babel import gettext
from flask_smorest import Api
from marshmallow import Schema

from app import engine, errors
from app.api import commands, line, queries  # noqa: F401  the line marks itself as the one who delivers
from app.api.resources import blueprint
from app.api.schemas import Problem
from app.web import csrf, faults

_ERRORS: dict[int, tuple[str, Any]] = {
    400: ("The JSON cannot be read.", faults.TOLD_PROGRAMS[400]),
    401: ("No token in force.", errors.Unknown),
    403: ("The token or its officer may not do this.", errors.NotAllowed),
    404: ("Not there, or not in sight: the same words.", errors.NotFound),
    409: ("Somebody was quicker, or the state does not allow it.", faults.TOLD_PROGRAMS[409]),
    412: ("Changed since it was read (If-Match).", errors.Changed),
    413: ("Too large.", faults.TOLD_PROGRAMS[413]),
    415: ("Not application/json.", faults.TOLD_PROGRAMS[415]),
    422: ("The content is wrong; `errors` say where.", faults.TOLD_PROGRAMS[422]),
    429: ("Too many requests; Retry-After says how many seconds to wait.", errors.TooMany),
    500: ("A fault of the house or of a diagram; nothing was done.", faults.TOLD_PROGRAMS[500]),
    503: ("The database is away; nothing was done. The same request may be sent again.", errors.Unavailable),
}
"""Every refusal there is: what it means to a program, and the words (an error's docstring is its default message)."""
_ALWAYS = (401, 403, 404, 429, 500, 503)
_WRITING = (400, 409, 413, 415, 422)
_HEADERS = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "How to sign in: Bearer."}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
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
    """The OpenAPI document: every operation with its scope, its parameters, and each refusal it can answer with an example."""
    extension = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    made: dict[str, Any] = extension.spec.to_dict()
    made["security"] = [{"token": []}]
    made["components"].pop("headers", None)
    made["components"]["responses"] = {f"Problem{status}": _refusal(status) for status in _ERRORS}
    for path in made["paths"].values():
        for verb in {"get", "post"} & set(path):
            operation = path[verb]
            scope = operation["x-scope"]
            operation["description"] = f"{operation.get('description', '')} Scope: `{scope}`.".strip()
            given = {(one["in"], one["name"]) for one in operation.get("parameters", [])}
            operation["responses"] = _answers(operation["responses"], verb, given)
    return made


def _answers(described: dict[str, Any], verb: str, given: set[tuple[str, str]]) -> dict[str, Any]:
    """The good answers as the views describe them, and the refusals that this operation can give; given: its parameters."""
    refusals = [*_ALWAYS, *(_WRITING if verb == "post" else ())]
    if ("header", "If-Match") in given:
        refusals.append(412)
    if verb == "get" and any(place == "query" for place, _name in given):
        refusals.append(422)
    good = {code: one for code, one in described.items() if code[:1] == "2"}
    if verb == "get":
        good["304"] = {"description": "As it was read: If-None-Match fits the ETag."}
    return good | {str(one): {"$ref": f"#/components/responses/Problem{one}"} for one in sorted(refusals)}


def _refusal(status: int) -> dict[str, Any]:
    """A refusal's shape and an example, in the language that is asked for."""
    text, words = _ERRORS[status]
    said = gettext((words.__doc__ or "").strip()) if isinstance(words, type) else str(words)
    wrong = {"limit": "Must be greater than or equal to 1 and less than or equal to 200."} if status == 422 else None
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": faults.problem(status, said, wrong)}
    made: dict[str, Any] = {"description": text, "content": {"application/problem+json": content}}
    return made | ({"headers": _HEADERS[status]} if status in _HEADERS else {})
