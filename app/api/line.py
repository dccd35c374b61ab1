"""The line to subscribers: one signed POST, every wait and size bounded, and never to where it was not meant to go.

The name is resolved once and the connection made to that very address, so that a name which answers differently the
second time leads nowhere. Redirects are not followed: a subscriber that moved says so to the administrator.
"""

from __future__ import annotations

import socket
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from app import settings, signing
from app.api import queries, rules
from app.errors import AppError
from app.store import outbox, transaction

MOST_BYTES = 65_536


class NotDelivered(AppError):
    """订阅方没有收下。"""


@outbox.deliverer(queries.TOPIC)
def deliver(payload: dict[str, Any], *, key: str) -> dict[str, Any]:
    """Carries one message out; raises NotDelivered to be tried again. The id is the same at every attempt."""
    with transaction():
        target = queries.target(payload["subscription"])
    if target is None:
        return {"dropped": "closed"}
    return post(target, key.partition(":")[2], orjson.dumps(payload["body"]))


def post(target: queries.Target, message_id: str, body: bytes) -> dict[str, Any]:
    """One attempt: the answer's status and how long it took. NotDelivered (a code only) for anything but 2xx in time."""
    begun = time.monotonic()
    wait = settings.current().webhooks.timeout_seconds
    headers = signing.signed(target.secret, message_id, int(time.time()), body)  # the line's time, not the house's
    headers |= {"content-type": "application/json", "user-agent": "anju-webhooks"}
    try:
        with httpx.Client(timeout=wait, trust_env=False, follow_redirects=False) as client:
            request = _addressed(client, target.url, headers, body)
            answer = client.send(request, stream=True)
            try:
                _read(answer, begun + 2 * wait)
            finally:
                answer.close()
    except httpx.TimeoutException as error:
        raise NotDelivered("too late") from error
    except httpx.HTTPError as error:
        raise NotDelivered(type(error).__name__) from error
    if not answer.is_success:
        raise NotDelivered(f"status {answer.status_code}")
    return {"status": answer.status_code, "milliseconds": int((time.monotonic() - begun) * 1000)}


def _addressed(client: httpx.Client, url: str, headers: dict[str, str], body: bytes) -> httpx.Request:
    """The request to the address that the host's name resolved to just now, with the name for TLS and Host."""
    chosen, parts = settings.current().webhooks, urlsplit(url)
    if rules.url_problem(url, chosen.hosts, loopback=chosen.loopback):
        raise NotDelivered("address not permitted")  # the settings may have become stricter since
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = _resolved(host, port)
    if not rules.may_call(host, address, chosen.hosts, loopback=chosen.loopback):
        raise NotDelivered("address not permitted")
    return client.build_request(
        "POST", httpx.URL(url).copy_with(host=address), content=body, headers={"host": parts.netloc, **headers},
        extensions={"sni_hostname": host},
    )  # fmt: skip


def _resolved(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotDelivered("name not found") from error
    return str(found[0][4][0])


def _read(answer: httpx.Response, deadline: float) -> None:
    """The answer's body is not wanted, but its end is: a far end that trickles, or never stops, is cut off."""
    size = 0
    for piece in answer.iter_raw():
        size += len(piece)
        if size > MOST_BYTES:
            raise NotDelivered("too long")
        if time.monotonic() > deadline:
            raise NotDelivered("too late")
