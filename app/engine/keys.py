"""Idempotency keys: the same call again gives its first result; the same key with other content is refused."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app import settings
from app.engine import rows
from app.engine.live import taken
from app.errors import Conflict
from app.store import clock, tenant

_OF = "tenant = %(tenant)s AND verb = %(verb)s AND key = %(key)s"


class Key(NamedTuple):
    """A key of a call, with what stands for the call's content."""

    verb: str
    key: str
    digest: str


def of(verb: str, key: str | None, *content: Any) -> Key | None:
    """The key of a call with that content; None for a call without one."""
    if key is None:
        return None
    return Key(verb, key, hashlib.sha256(rows.canonical({"content": taken(list(content), "content")})).hexdigest())


def take(call: Key | None) -> tuple[int | None, str] | None:
    """Takes a key for a call: None when it is the first, else (process id, outcome) of the first. Conflict for other content.

    Two at the same time: the second waits here until the first has committed, and gets its result.
    """
    if call is None:
        return None
    taken = rows.run_sql(
        "INSERT INTO idempotency_key (tenant, verb, key, digest, outcome, at) "
        "VALUES (%(tenant)s, %(verb)s, %(key)s, %(digest)s, '', %(at)s) ON CONFLICT DO NOTHING RETURNING id",
        {"tenant": tenant(), "at": clock.now(), **call._asdict()},
    ).first()
    return None if taken is not None else known(call)


def known(call: Key) -> tuple[int | None, str] | None:
    """(process id, outcome) of the first call with that key, or None. Conflict when its content was another."""
    values = {"tenant": tenant(), "verb": call.verb, "key": call.key}
    found = rows.run_sql(f"SELECT digest, process_id, outcome FROM idempotency_key WHERE {_OF}", values).first()
    if found is None:
        return None
    if found[0] != call.digest:
        raise Conflict(_("同一个请求编号已用于不同的内容。"), key=call.key)
    # no outcome: this very transaction has taken it and was refused; it may try again
    return (found[1], found[2]) if found[2] else None


def keep(call: Key | None, process_id: int | None, outcome: str) -> None:
    """Remembers what the call with a taken key led to."""
    if call is None:
        return
    rows.run_sql(
        f"UPDATE idempotency_key SET process_id = %(process)s, outcome = %(outcome)s WHERE {_OF}",
        {"tenant": tenant(), "verb": call.verb, "key": call.key, "process": process_id, "outcome": outcome},
    )


def discard_old() -> int:
    """Deletes keys, undelivered messages and dry runs of moves that are past their time; returns how many."""
    now, days = clock.now(), settings.current().engine.key_days
    values = {"tenant": tenant(), "before": now - timedelta(days=days), "now": now}
    keys = rows.run_sql("DELETE FROM idempotency_key WHERE tenant = %(tenant)s AND at < %(before)s", values)
    kept = rows.run_sql("DELETE FROM buffered_message WHERE tenant = %(tenant)s AND expires_at < %(now)s", values)
    # a process that was suspended when a signal came, and ended before it ran again
    signals = rows.run_sql(
        "DELETE FROM signal_delivery d USING process p WHERE d.tenant = %(tenant)s AND p.tenant = d.tenant "
        "AND p.id = d.process_id AND p.state IN ('done', 'cancelled')",
        values,
    )
    trials = rows.run_sql("DELETE FROM move_trial WHERE tenant = %(tenant)s AND asked_at < %(before)s", values)
    return keys.rowcount + kept.rowcount + signals.rowcount + trials.rowcount
