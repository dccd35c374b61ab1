"""The API's blueprint, and what its views share: the place in a cursor, the words of the headers."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Request
from flask_babel import gettext as _
from flask_smorest import Blueprint
from marshmallow import Schema, missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from app.api import rules
from app.errors import Invalid

_TOLD = 20
"""How many places of one body are named at most."""


class _Parser(FlaskParser):
    """A query that is not known is named in the answer too: the schema decides, wherever a value comes from."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, Any] = {}

    def load_json(self, req: Request, schema: Schema) -> Any:
        """The body, before its schema looks at it: 400 for what is no JSON, 422 for what no database can keep."""
        content = req.get_data(cache=True)
        if not content:
            return missing
        try:
            body = rules.read_body(content)
        except ValueError as error:
            raise BadRequest() from error
        wrong = list(islice(rules.unkeepable(body), _TOLD))
        if wrong:
            raise Invalid(
                errors=dict.fromkeys(wrong, _("这里有不能保存的字符或数字（U+0000、不成对的代理项、无穷大）。"))
            )
        return body


class _Blueprint(Blueprint):
    ARGUMENTS_PARSER = _Parser()


blueprint = _Blueprint("api", "app.api", url_prefix="/api/v1")

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    "description": "The same key with the same content gives the first answer again; with other content 422.",
}
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag that was read; 412 when the task has changed since.",
}
ONCE: dict[str, Any] = {"parameters": [_KEY]}
ONCE_UNCHANGED: dict[str, Any] = {"parameters": [_KEY, _MATCH]}


def place(asked: dict[str, Any], kind: type) -> Any:
    """Takes the cursor out of a query: the place it means, or None for the first page. Invalid when it is not ours."""
    cursor = asked.pop("cursor", None)
    if cursor is None:
        return None
    try:
        return rules.after(cursor, kind)
    except ValueError as wrong:
        raise Invalid(
            _("这个 cursor 不是本接口给出的，请从第一页重新开始。"), errors={"cursor": _("无法识别。")}
        ) from wrong
