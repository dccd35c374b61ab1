"""The signature of the government gateway: `x-tif-*` headers over a shared token.

The signature covers time and nonce, not the body: the body is protected by the line (TLS or the government network).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping

WINDOW_SECONDS = 300
"""How far a caller's clock may be off; a nonce must be remembered for twice as long."""


def signature(timestamp: str, token: str, nonce: str) -> str:
    """SHA256(timestamp + token + nonce + timestamp), hexadecimal."""
    return hashlib.sha256(f"{timestamp}{token}{nonce}{timestamp}".encode()).hexdigest()


def nonce(now: float) -> str:
    """A nonce in the gateway's habit: hexadecimal milliseconds, a dash, randomness."""
    return f"{int(now * 1000):x}-{secrets.token_hex(8)}"


def headers(paasid: str, token: str, *, now: float) -> dict[str, str]:
    """The four headers of a call made at `now` (unix seconds)."""
    timestamp, fresh = str(int(now)), nonce(now)
    return {
        "x-tif-paasid": paasid,
        "x-tif-timestamp": timestamp,
        "x-tif-nonce": fresh,
        "x-tif-signature": signature(timestamp, token, fresh),
    }


def problem_of(given: Mapping[str, str], tokens: Mapping[str, str], *, now: float) -> str | None:
    """Why a receiver must refuse these headers, or None: `paasid`, `timestamp`, `nonce` or `signature`.

    `tokens` holds the token of every known paasid. A replayed nonce is for the caller to recognise.
    """
    token = tokens.get(given.get("x-tif-paasid", ""))
    if token is None:
        return "paasid"
    timestamp, fresh = given.get("x-tif-timestamp", ""), given.get("x-tif-nonce", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return "timestamp"
    if abs(now - int(timestamp)) > WINDOW_SECONDS:
        return "timestamp"
    if not 8 <= len(fresh) <= 64:
        return "nonce"
    expected = signature(timestamp, token, fresh)
    if not hmac.compare_digest(expected.encode(), given.get("x-tif-signature", "").encode()):
        return "signature"
    return None
