"""Messages to processes that wait for them and take them from programs."""

from __future__ import annotations

from typing import Any

from app import engine
from app.api import queries
from app.api.access import caller, scoped
from app.api.resources.blueprint import ONCE, blueprint
from app.api.schemas import MessageIn, ProcessOut


@blueprint.route("/messages", methods=["POST"], tags=["messages"])
@scoped("messages:send")
@blueprint.arguments(MessageIn)
@blueprint.response(200, ProcessOut)
@blueprint.doc(**ONCE)
def send_message(asked: dict[str, Any]) -> queries.Run:
    """Sends it to the process in sight that waits for it; its diagram's property `api_messages` must name the message.

    404 when no such process waits: a message from a program is never kept for later.
    """
    person = caller()
    found = queries.addressee(person, asked["name"], asked["key"])
    engine.send(asked["name"], asked["key"], asked["data"], by=person.actor)
    return queries.run(person, found.id)
