"""The administrator's pages of subscriptions: who is told what, and what became of every message."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.api import commands, queries
from app.api.pages.blueprint import blueprint
from app.api.records import WebhookSubscription
from app.errors import Invalid
from app.people import allow, current_person
from app.store import get


@blueprint.get("/people/webhooks")
@allow("administrator")
def webhooks() -> str:
    """All subscriptions, and the form for a new one."""
    return _page({}, {})


def _page(errors: dict[str, str], values: dict[str, object], shown: str = "") -> str:
    return render_template(
        "api/webhooks.html", subscriptions=queries.subscriptions(), errors=errors, values=values, shown=shown
    )


@blueprint.post("/people/webhooks")
@allow("administrator")
def subscribe() -> tuple[str, int]:
    """A new one; its secret stands on this one answer and nowhere else."""
    values: dict[str, object] = {key: request.form.get(key, "").strip() for key in ("name", "url")}
    events = values["events"] = request.form.getlist("events")
    try:
        _made, secret = commands.subscribe(str(values["name"]), str(values["url"]), events, by=current_person().actor)
    except Invalid as refused:
        return _page(refused.errors, values), 422
    return _page({}, {}, secret), 200


@blueprint.get("/people/webhooks/<int:subscription_id>")
@allow("administrator")
def webhook(subscription_id: int) -> str:
    """One subscription and its latest messages."""
    found = get(WebhookSubscription, subscription_id)
    return render_template("api/webhook.html", subscription=found, deliveries=queries.deliveries(subscription_id))


@blueprint.post("/people/webhooks/<int:subscription_id>/<any(ping, close):verb>")
@allow("administrator")
def ping_or_close(subscription_id: int, verb: str) -> Response:
    """Sends a message for trying out, or stops telling."""
    if verb == "ping":
        commands.ping(subscription_id)
        flash(_("试验消息已放入发件箱，几秒后发出。"), "good")
    else:
        commands.close_subscription(subscription_id, by=current_person().actor)
        flash(_("订阅已停止。"), "good")
    return redirect(url_for("programs.webhook", subscription_id=subscription_id), 303)
