"""The eight departments on one local port: `POST /<department>/query`, and `POST /switches` for tests and demonstrations.

Refuses a wrong signature (401), a time outside the window (401) and a nonce seen before (409). Writes no log: what is
asked is personal.
"""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Flask, Response, request
from waitress.server import BaseWSGIServer

from app.exchange.rules import DEPARTMENTS, problem_of
from app.exchange.rules.signature import WINDOW_SECONDS
from app.exchange.simulators.far_end import FAILED, MODES, Switches, answer
from app.exchange.simulators.registries import Registries
from app.web import serving

MOST_BYTES = 16_384
THREADS = 16


@dataclass
class Nonces:
    """The nonces of the last two windows; each may be used once."""

    seen: dict[str, float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def use(self, nonce: str, now: float) -> bool:
        """Whether `nonce` is fresh; it is not any more."""
        with self.lock:
            if len(self.seen) > 10_000:
                self.seen = {key: at for key, at in self.seen.items() if now - at < 2 * WINDOW_SECONDS}
            fresh = nonce not in self.seen
            self.seen[nonce] = now
            return fresh


@dataclass
class Departments:
    """What the doors need: the records, the callers' tokens, the switches, and how long “too late” lasts."""

    registries: Registries
    tokens: dict[str, str]
    switches: Switches = field(default_factory=Switches)
    late_seconds: float = 15.0
    nonces: Nonces = field(default_factory=Nonces)

    def refusal(self) -> Response | None:
        """The answer to a caller whose headers are wrong, or None."""
        now = time.time()  # the line's time is the machines' own, never the demonstration's
        problem = problem_of({key.lower(): value for key, value in request.headers.items()}, self.tokens, now=now)
        if problem:
            return _reply(401, {"code": FAILED, "message": problem})
        if not self.nonces.use(request.headers["x-tif-nonce"], now):
            return _reply(409, {"code": FAILED, "message": "nonce"})
        return None


def _reply(status: int, body: dict[str, Any] | str) -> Response:
    if isinstance(body, str):
        return Response(body, status, mimetype="text/html")
    return Response(orjson.dumps(body), status, mimetype="application/json")


def _question() -> dict[str, Any]:
    try:
        found = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        found = None
    return found if isinstance(found, dict) else {}


def create(departments: Departments) -> Flask:
    """The departments as a web application of its own."""
    doors = Flask("departments", static_folder=None)
    doors.config["MAX_CONTENT_LENGTH"] = MOST_BYTES

    @doors.post("/<department>/query")
    def query(department: str) -> Response:
        if department not in DEPARTMENTS:
            return _reply(404, {"code": FAILED, "message": "department"})
        refusal = departments.refusal()
        if refusal:
            return refusal
        reply = answer(department, _question(), departments.registries, departments.switches)
        if reply.late:
            time.sleep(departments.late_seconds)
        return _reply(reply.status, reply.body)

    @doors.post("/switches")
    def switch() -> Response:
        refusal = departments.refusal()
        wanted = _question()
        if refusal:
            return refusal
        if wanted.get("department") not in DEPARTMENTS or wanted.get("mode") not in MODES:
            return _reply(400, {"code": FAILED, "message": f"department: {[*DEPARTMENTS]}, mode: {[*MODES]}"})
        departments.switches.modes[wanted["department"]] = wanted["mode"]
        return _reply(200, {"code": 0})

    return doors


def open_doors(departments: Departments, *, port: int) -> BaseWSGIServer:
    """A server bound to that port (0 = any free one, see `.effective_port`); call `.run()` and `.close()`."""
    return serving.open_server(create(departments), port=port, threads=THREADS)


def running(departments: Departments, *, port: int = 0) -> AbstractContextManager[str]:
    """The doors open in a thread of this process; yields their address. For tests and for a demonstration in one piece."""
    return serving.running(create(departments), port=port, threads=THREADS)
