"""The same request twice is one: the first answer is kept with its Idempotency-Key, in the transaction of its work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.api.records import ApiAnswer
from app.errors import Invalid
from app.settings import current
from app.store import clock, db, tenant

LONGEST = 200


def begin_answer(token_id: int, key: str, digest: str) -> ApiAnswer | None:
    """The answer that was given to this key, or None: then the work is to be done and `keep_answer` called.

    Whoever comes while the first one still works waits for it. Invalid when the key stood for another request.
    """
    if len(key) > LONGEST or not key.isprintable():
        raise Invalid(_("Idempotency-Key 最多 200 个可见字符。"))
    values = {"tenant": tenant(), "token_id": token_id, "key": key, "digest": digest, "at": clock.now()}
    statement = insert(ApiAnswer).values(values).on_conflict_do_nothing().returning(ApiAnswer.id)
    if db.session.execute(statement).first() is not None:
        return None
    kept = db.session.scalars(_named(token_id, key)).one()
    if kept.digest != digest:
        raise Invalid(_("这个 Idempotency-Key 已用于不同的内容，请换一个。"))
    return kept


def _named(token_id: int, key: str) -> Any:
    at = ApiAnswer
    return sa.select(at).where(at.tenant == tenant(), at.token_id == token_id, at.key == key)


def keep_answer(token_id: int, key: str, *, status: int, body: str, headers: dict[str, str]) -> None:
    """The answer to the request that began with this key."""
    kept = db.session.scalars(_named(token_id, key)).one()
    kept.status, kept.body, kept.headers = status, body, headers
    db.session.flush()


def clear_answers() -> int:
    """Removes answers older than engine.key_days: an hourly work of the ticker. Returns how many."""
    before = clock.now() - timedelta(days=current().engine.key_days)
    old = sa.delete(ApiAnswer).where(ApiAnswer.tenant == tenant(), ApiAnswer.at < before)
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]
