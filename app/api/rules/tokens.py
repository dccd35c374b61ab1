"""Tokens and fingerprints. A token is 256 random bits: nobody guesses it, so a plain hash keeps it."""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import suppress
from typing import Any

SCOPES = (
    "diagrams:read",
    "processes:read",
    "processes:start",
    "tasks:read",
    "tasks:write",
    "messages:send",
    "signals:send",
    "metrics:read",
)
PREFIX = "anju_"
"""So that a token that slipped into a repository or a log is recognised as one."""


def fresh_token() -> str:
    """A new token, to be shown once."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(token: str) -> bytes:
    """How a token is kept."""
    return hashlib.sha256(token.encode()).digest()


def hint_of(token: str) -> str:
    """How people tell tokens apart."""
    return token[: len(PREFIX) + 6]


def digest_of(method: str, path: str, content: bytes) -> str:
    """The fingerprint of a request; JSON that says the same is the same."""
    with suppress(ValueError, RecursionError):
        content = _plain(json.loads(content))
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), content))).hexdigest()


def tag_of(body: Any) -> str:
    """The ETag of a representation, without quotes."""
    return hashlib.sha256(_plain(body)).hexdigest()[:32]


def _plain(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
