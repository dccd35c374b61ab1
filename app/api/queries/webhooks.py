"""Who is told what, and what became of it: the outbox is the log of deliveries."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.api.records import WebhookSubscription
from app.store import db, tenant
from app.store.records import Outbox

TOPIC = "webhook"


@dataclass(frozen=True)
class Target:
    """Where a message goes, and the secret that signs it."""

    url: str
    secret: str


_AT = WebhookSubscription
ANYBODY = "EXISTS (SELECT FROM webhook_subscription WHERE tenant = %(tenant)s AND closed_at IS NULL)"
"""Whether there is an open subscription at all: an SQL condition, for the statement that writes a process."""


def subscriptions() -> list[WebhookSubscription]:
    """All subscriptions, open ones first, newest first."""
    statement = sa.select(_AT).where(_AT.tenant == tenant())
    return list(db.session.scalars(statement.order_by(_AT.closed_at.is_not(None), _AT.id.desc())))


def listeners() -> list[tuple[int, frozenset[str]]]:
    """(id, events) of every open subscription."""
    found = sa.select(_AT.id, _AT.events).where(_AT.tenant == tenant(), _AT.closed_at.is_(None))
    return [(id, frozenset(events)) for id, events in db.session.execute(found.order_by(_AT.id))]


def target(subscription_id: int) -> Target | None:
    """Where its messages go; None when it is closed or gone."""
    found = db.session.get(_AT, (tenant(), subscription_id))
    if found is None or found.closed_at is not None:
        return None
    return Target(found.url, str(found.secret))


def deliveries(subscription_id: int, *, last: int = 100) -> list[Outbox]:
    """The latest messages to a subscription, newest first: their state, attempts, the answer or what went wrong."""
    key = f"{subscription_id}:"  # the range uses the index of (tenant, topic, key), as LIKE may not
    found = sa.select(Outbox).where(
        Outbox.tenant == tenant(), Outbox.topic == TOPIC, Outbox.key >= key, Outbox.key < f"{subscription_id};"
    )
    return list(db.session.scalars(found.order_by(Outbox.id.desc()).limit(last)))
