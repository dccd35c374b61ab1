"""`POST /payments/provider`: a signed report of the payment provider's. Sent twice, it is booked once."""

from __future__ import annotations

import logging
import time

import orjson
from flask import Blueprint, Response, request

from app import settings
from app.errors import AppError
from app.leasing import commands
from app.people import public
from app.signing import problem_of
from app.web import csrf

MOST_BYTES = 16_384
_log = logging.getLogger("anju.payments")

blueprint = Blueprint("payments", "app.leasing")
csrf.exempt(blueprint)  # the caller is a machine, which signs what it says


@blueprint.post("/payments/provider")
@public
def report() -> Response:
    """200 {"payment": id} when it is in the books; 401 for a wrong signature; 4xx names what is wrong: do not try again."""
    body = request.get_data()
    if len(body) > MOST_BYTES:
        return _reply(413, {"problem": "body"})
    wrong = problem_of(
        {name.lower(): value for name, value in request.headers.items()},
        settings.current().secrets.payment_key,
        body,
        now=time.time(),  # the line's time is the machines' own, never the demonstration's
    )
    if wrong:
        _log.warning("a report was refused: %s", wrong)
        return _reply(401, {"problem": wrong})
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _reply(400, {"problem": "json"})
    if not isinstance(told, dict):
        return _reply(400, {"problem": "json"})
    try:
        payment = commands.take_callback(told)
    except AppError as refused:
        return _reply(refused.status, {"problem": refused.message})
    return _reply(200, {"payment": payment.id, "state": payment.state})


def _reply(status: int, body: dict[str, object]) -> Response:
    return Response(orjson.dumps(body), status, mimetype="application/json")
