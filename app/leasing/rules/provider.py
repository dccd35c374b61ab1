"""How the payment provider and we know each other: HMAC-SHA256 over id, time and body, as Standard Webhooks has it.

The order that the browser carries to the provider is signed the same way, with its own text in place of a body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

WINDOW_SECONDS = 300
"""How far the other side's clock may be off."""


def signature(key: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of the HMAC over `id.timestamp.body`; `key` is base64."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(base64.b64decode(key), content, hashlib.sha256).digest()).decode()


def signed(key: str, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of a call-back."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, message_id, timestamp, body),
    }


def problem_of(given: Mapping[str, str], key: str, body: bytes, *, now: float) -> str | None:
    """Why a call-back must be refused, or None: `id`, `timestamp` or `signature`."""
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not 1 <= len(message_id) <= 80:
        return "id"
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return "timestamp"
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        return "timestamp"
    expected = signature(key, message_id, int(timestamp), body)
    told = given.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(expected.encode(), one.encode()) for one in told):
        return "signature"
    return None


def order_signature(key: str, order: str, fen: int, back: str) -> str:
    """What shows the provider that an order comes from us and was not changed on its way through the browser."""
    text = f"{order}\n{fen}\n{back}".encode()
    return hmac.new(base64.b64decode(key), text, hashlib.sha256).hexdigest()
