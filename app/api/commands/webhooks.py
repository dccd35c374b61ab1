"""Subscriptions: made and closed by an administrator; what happens is put into the outbox for each that wants it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask_babel import gettext as _

from app import settings, signing
from app.api import queries, rules
from app.api.queries import TOPIC
from app.api.records import WebhookSubscription
from app.engine import EVENTS, Happening
from app.errors import Conflict, Invalid
from app.store import clock, db, get, outbox


def subscribe(name: str, url: str, events: Sequence[str], *, by: str) -> tuple[WebhookSubscription, str]:
    """A new subscription and its secret, to be shown once. Invalid names every problem by field: name, url, events."""
    errors = {}
    if not 1 <= len(name) <= 60:
        errors["name"] = _("请写明接收方，最多 60 个字。")
    chosen = settings.current().webhooks
    problem = rules.url_problem(url, chosen.hosts, loopback=chosen.loopback)
    if problem:
        errors["url"] = (
            _("只能发往 https 地址；政务网内的主机要先写进 config.toml 的 webhooks.hosts。")
            if problem == "scheme"
            else _("地址应写成 https://主机/路径 的样子，不带用户名和 #。")
        )
    if not events or set(events) - set(EVENTS):
        errors["events"] = _("请至少选择一种事件，且只选列出的事件。")
    if errors:
        raise Invalid(_("订阅没有建立。"), errors=errors)
    secret = signing.fresh_secret()
    made = WebhookSubscription(
        name=name, url=url, events=sorted(set(events)), created_by=by, created_at=clock.now(), uid=uuid4().hex
    )
    made.secret = secret
    db.session.add(made)
    db.session.flush()
    return made, secret


def close_subscription(subscription_id: int, *, by: str) -> WebhookSubscription:
    """Nothing more is told; what still waits is dropped when its turn comes. Conflict when it was closed before."""
    found = get(WebhookSubscription, subscription_id, lock=True)
    if found.closed_at is not None:
        raise Conflict(_("这项订阅已经停止。"))
    found.closed_at, found.closed_by = clock.now(), by
    return found


def ping(subscription_id: int) -> None:
    """A message that says nothing, for trying the receiver out."""
    found = get(WebhookSubscription, subscription_id)
    if found.closed_at is not None:
        raise Conflict(_("这项订阅已经停止。"))
    _put([(found.id, "ping", {})])


def tell(happened: Sequence[Happening]) -> None:
    """Puts what happened into the outbox, once for every subscription that wants it: ids only, nothing personal."""
    _put(
        [
            (subscription_id, one.kind, _data(one))
            for subscription_id, events in queries.listeners()
            for one in happened
            if one.kind in events
        ]
    )


def _data(one: Happening) -> dict[str, Any]:
    data: dict[str, Any] = {"process_id": one.process_id, "diagram": one.diagram}
    if one.element is not None:
        data["element"] = one.element
    if one.task_id is not None:
        data["task_id"] = one.task_id
    return data


def _put(messages: Sequence[tuple[int, str, dict[str, Any]]]) -> None:
    payloads = {}
    for subscription_id, kind, data in messages:
        body = {"type": kind, "timestamp": clock.now().isoformat(), "data": data}
        payloads[f"{subscription_id}:msg_{uuid4().hex}"] = {"subscription": subscription_id, "body": body}
    outbox.put_all(TOPIC, payloads, max_attempts=settings.current().webhooks.attempts)
