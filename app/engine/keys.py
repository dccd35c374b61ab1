"""Idempotency keys: the same call again gives its first result; the same key with other content is refused."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from app import settings
from app.engine import rows
from app.engine.live import plain
from app.errors import Conflict
from app.store import clock, tenant


def digest(*content: Any) -> str:
    """The hash of a call's content."""
    return hashlib.sha256(rows.canonical({"content": plain(list(content), "content")})).hexdigest()


def find_outcome(verb: str, key: str | None, content: str) -> tuple[int | None, str] | None:
    """(process id, outcome) of the first call with that key. Conflict when its content was another."""
    if key is None:
        return None
    found = rows.run_sql(
        "SELECT digest, process_id, outcome FROM idempotency_key WHERE tenant = %(tenant)s AND verb = %(verb)s AND key = %(key)s",
        {"tenant": tenant(), "verb": verb, "key": key},
    ).first()
    if found is None:
        return None
    if found[0] != content:
        raise Conflict(_("同一个请求编号已用于不同的内容。"), key=key)
    return found[1], found[2]


def find(verb: str, key: str | None, content: str) -> int | None:
    """The process id of the first call with that key."""
    found = find_outcome(verb, key, content)
    return found[0] if found is not None else None


def keep(verb: str, key: str | None, content: str, process_id: int | None, outcome: str) -> None:
    """Remembers a call. Two at the same time: the second one breaks the unique key, and its caller tries again."""
    if key is None:
        return
    rows.run_sql(
        "INSERT INTO idempotency_key (tenant, verb, key, digest, process_id, outcome, at) "
        "VALUES (%(tenant)s, %(verb)s, %(key)s, %(digest)s, %(process)s, %(outcome)s, %(at)s)",
        {
            "tenant": tenant(), "verb": verb, "key": key, "digest": content, "process": process_id, "outcome": outcome,
            "at": clock.now(),
        },
    )  # fmt: skip


def discard_old() -> int:
    """Deletes keys and undelivered messages that are past their time; returns how many."""
    now, days = clock.now(), settings.current().engine.key_days
    values = {"tenant": tenant(), "before": now - timedelta(days=days), "now": now}
    keys = rows.run_sql("DELETE FROM idempotency_key WHERE tenant = %(tenant)s AND at < %(before)s", values)
    kept = rows.run_sql("DELETE FROM buffered_message WHERE tenant = %(tenant)s AND expires_at < %(now)s", values)
    return keys.rowcount + kept.rowcount
