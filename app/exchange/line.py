"""The line to a department: one signed question over HTTP, with every wait and size bounded.

Nothing personal is in the address, a header, a log line or an error: the question travels in the body alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from app.errors import AppError
from app.exchange.rules import DEPARTMENTS, headers
from app.exchange.rules.shapes import malformed

MOST_BYTES = 262_144
RESULTS = frozenset({"found", "partial", "unknown", "unsupported"})


class NoAnswer(AppError):
    """部门没有给出可用的答复。"""


@dataclass(frozen=True)
class Line:
    """Where a department is reached and how: address, paasid and token; waits in seconds."""

    url: str
    paasid: str
    token: str
    connect_seconds: float = 2.0
    answer_seconds: float = 5.0


def ask(line: Line, department: str, question: dict[str, Any]) -> dict[str, Any]:
    """The department's answer: `{"result", "responder", "data", "missing"}`.

    Raises NoAnswer (a code only, never content) when nothing usable comes in time: the outbox tries again.
    """
    content = _exchange(line, orjson.dumps(question))
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise NoAnswer("not json") from error
    return read(department, question, body)


def read(department: str, question: dict[str, Any], body: Any) -> dict[str, Any]:
    """Believes an answer only when it belongs to the question and every fact has its shape; else NoAnswer."""
    if not isinstance(body, dict) or body.get("code") != 0:
        raise NoAnswer("refused")
    if body.get("request_id") != question["request_id"] or body.get("result") not in RESULTS:
        raise NoAnswer("not an answer to this question")
    wrong = malformed(body.get("data"), DEPARTMENTS[department].items)
    if wrong:
        raise NoAnswer("malformed: " + ", ".join(key for key in wrong if key in DEPARTMENTS[department].items))
    responder = body.get("responder")
    return {
        "result": body["result"],
        "responder": responder[:60] if isinstance(responder, str) else department,
        "data": body["data"] if body["result"] in ("found", "partial") else {},
    }


def _exchange(line: Line, content: bytes) -> bytes:
    signed = headers(line.paasid, line.token, now=time.time())  # the line's time, never the demonstration's
    sent = {**signed, "content-type": "application/json", "accept": "application/json"}
    deadline = time.monotonic() + line.connect_seconds + line.answer_seconds
    waits = httpx.Timeout(line.answer_seconds, connect=line.connect_seconds)
    try:
        with (
            httpx.Client(timeout=waits, trust_env=False) as client,
            client.stream("POST", f"{line.url}/query", content=content, headers=sent) as response,
        ):
            if response.status_code != 200:
                raise NoAnswer(f"status {response.status_code}")
            return _body(response, deadline)
    except httpx.TimeoutException as error:
        raise NoAnswer("too late") from error
    except httpx.HTTPError as error:
        raise NoAnswer(type(error).__name__) from error


def _body(response: httpx.Response, deadline: float) -> bytes:
    """The body in pieces: a far end that trickles, or never stops, is cut off."""
    pieces, size = [], 0
    for piece in response.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            raise NoAnswer("too long")
        if time.monotonic() > deadline:
            raise NoAnswer("too late")
    return b"".join(pieces)
