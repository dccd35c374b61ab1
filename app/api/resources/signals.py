"""Signals from programs: to everybody who waits, in sight of the token's officer or not. So they have a scope of their own."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app import engine
from app.api import queries
from app.api.access import caller, scoped
from app.api.resources.blueprint import ONCE, blueprint
from app.api.schemas import SignalIn, SignalOut
from app.errors import Invalid, NotAllowed


@blueprint.route("/signals", methods=["POST"], tags=["signals"])
@scoped("signals:send")
@blueprint.arguments(SignalIn)
@blueprint.response(202, SignalOut)
@blueprint.doc(**ONCE)
def send_signal(asked: dict[str, Any]) -> dict[str, Any]:
    """Broadcasts it: every waiting process will have it, also outside the officer's sight; nothing is kept for later.

    422 when no deployed diagram waits for a signal of that name; 403 when one that does has not named it in its property
    `api_signals`.
    """
    heard, unwilling = queries.who_hears(asked["name"])
    if not heard:
        unknown = _("没有一个部署的流程图等这个名称的信号。")
        raise Invalid(_("没有流程图认识这个信号。"), errors={"name": unknown})
    if unwilling:
        raise NotAllowed(_("流程图 %(names)s 不接受程序发来的这个信号。", names="、".join(unwilling)))
    return {"name": asked["name"], "waiting": engine.signal(asked["name"], asked["data"], by=caller().actor)}
