"""How two machines know each other: the signature of Standard Webhooks, HMAC-SHA256 over id, time and body.

Used both ways: for what we tell subscribers, and for what the payment provider reports to us. Pure: no clock, no setting.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

PREFIX = "whsec_"
WINDOW_SECONDS = 300
"""How far the other side's clock may be off."""


def fresh_secret() -> str:
    """A new secret, in the notation of Standard Webhooks."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def mac(secret: str, content: bytes) -> bytes:
    """HMAC-SHA256 under a base64 secret, with or without the prefix."""
    return hmac.new(base64.b64decode(secret.removeprefix(PREFIX)), content, hashlib.sha256).digest()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`: v1 and the base64 of the HMAC over `id.timestamp.body`."""
    return "v1," + base64.b64encode(mac(secret, f"{message_id}.{timestamp}.".encode() + body)).decode()


def signed(secret: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of Standard Webhooks; timestamp in seconds since 1970."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }


def problem_of(given: Mapping[str, str], secret: str, body: bytes, *, now: float) -> str | None:
    """Why a message with these headers (names in small letters) must be refused, or None: `id`, `timestamp` or `signature`."""
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not 1 <= len(message_id) <= 80:
        return "id"
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return "timestamp"
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        return "timestamp"
    expected = signature(secret, message_id, int(timestamp), body).encode()
    told = given.get("webhook-signature", "").split(" ")
    return None if any(hmac.compare_digest(expected, one.encode()) for one in told) else "signature"
