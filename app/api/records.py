"""What is kept about programs: their tokens, the answers they were given (the same request twice is one), who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Moment, Record, refers
from app.store.personal import Sealed

ACTOR = String(80)


class ApiToken(Record):
    """A program's token: only its SHA-256 is kept. It acts as the officer `account_id`, within `organisation` if there is one.

    used counts the requests since window_at: the rate limit's window of one minute.
    """

    __table_args__ = (
        refers("account_id", "account.id"),
        Index("api_token_hash", "tenant", "hash", unique=True),
        Index("api_token_account", "tenant", "account_id"),
    )
    name: Mapped[str] = mapped_column(String(60))
    hint: Mapped[str] = mapped_column(String(12))  # its first characters, so that people can tell tokens apart
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[Any]] = mapped_column(Json)
    account_id: Mapped[int] = mapped_column(BigInteger)
    organisation: Mapped[str | None] = mapped_column(String(12))
    created_by: Mapped[str] = mapped_column(ACTOR)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_by: Mapped[str | None] = mapped_column(ACTOR)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
    window_at: Mapped[datetime | None] = mapped_column(Moment)
    used: Mapped[int] = mapped_column(Integer, default=0)


class ApiAnswer(Record):
    """What was answered to a request with an Idempotency-Key. digest: of method, address and content."""

    __table_args__ = (
        refers("token_id", "api_token.id", ondelete="CASCADE"),
        UniqueConstraint("tenant", "token_id", "key"),
        Index("api_answer_at", "tenant", "at"),
    )
    token_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)
    status: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[str | None] = mapped_column(Text)
    headers: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))


class WebhookSubscription(Record):
    """Who is told what happens, by HTTP POST, signed with a secret of their own."""

    __table_args__ = (
        Index("webhook_subscription_uid", "tenant", "uid", unique=True),
        Index("webhook_subscription_open", "tenant", "closed_at"),
    )
    uid: Mapped[str] = mapped_column(String(32), default=lambda: uuid4().hex)
    name: Mapped[str] = mapped_column(String(60))
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[Any]] = mapped_column(Json)
    secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_by: Mapped[str] = mapped_column(ACTOR)
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(ACTOR)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    secret = Sealed("secret")
