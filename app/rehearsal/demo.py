"""The demonstration: a rehearsal of 200 made-up applications that stops today, so that every queue has something in it.

Each application is handed in on a working day of the last months and lives at a steady pace until now; so the cases lie
at every stage, with their own deadlines running. No real person: names and numbers are random.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from app import settings
from app.calendar import next_working_day
from app.cases import queries as cases
from app.exchange.simulators.doors import Departments, running
from app.exchange.simulators.registries import load as load_registries
from app.people import commands as people
from app.rehearsal.departments import answerer
from app.rehearsal.life import begin, live
from app.settings import TOP
from app.store import clock, transaction
from app.store.database import ZONE

DATA = TOP / "app" / "demo" / "data"
APPLICATIONS, REGISTRIES = DATA / "applications.jsonl", DATA / "registries.jsonl"
SIZE = 200
DAYS = 100  # a case needs about 85 days at a steady pace, so some are already registered


def is_loaded() -> bool:
    """Whether the demonstration is there to its last application."""
    return cases.case_by_external_ref(_applications()[-1]["external_ref"]) is not None


def _applications() -> list[dict[str, Any]]:
    with APPLICATIONS.open(encoding="utf-8") as lines:
        return [json.loads(text) for text in lines]


def load() -> Iterator[str]:
    """Loads officers and applications; yields each case number. Stopped half-way, it goes on where it was."""
    with transaction():
        people.load_demo_officers()
        now = clock.now()
    answer = answerer(REGISTRIES, invents=True)
    for place, application in enumerate(_applications()):
        with transaction():
            known = cases.case_by_external_ref(application["external_ref"])
            number = known.number if known else ""
        if not number:
            at = _submitted(now, place)
            application["submitted_on"] = at.date().isoformat()
            number = live(begin(application, at), pace="steady", answer=answer, until=now).number
        yield number


def _submitted(now: datetime, place: int) -> datetime:
    day = next_working_day(now.date() - timedelta(days=DAYS - place * DAYS // SIZE + 1))
    return min(datetime.combine(day, time(9, place % 60), ZONE), now - timedelta(hours=1))


def accounts() -> list[str]:
    """The lines printed at the start: who may sign in, with the shared password."""
    with transaction():
        shown: list[Any] = [one for one in people.demo_officers() if one.shown]
    lines = [f"  {one.login:<36} {one.name}" for one in shown]
    return ["", f"演示账号（口令 {people.DEMO_PASSWORD}）：", *lines, "  居民请在首页注册。", ""]


@contextmanager
def departments() -> Iterator[str]:
    """The eight departments behind `exchange.url`, in this process, for a demonstration in one piece; yields their address.

    Somebody who serves that port already (`flask simulators`) is left to it.
    """
    chosen = settings.current()
    port = urlsplit(chosen.exchange.url).port or 8091
    known = Departments(
        load_registries(REGISTRIES, invents=True), {chosen.exchange.app_id: chosen.secrets.gateway_token}
    )
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", port)) == 0
    if taken:
        yield chosen.exchange.url
        return
    with running(known, port=port) as address:
        yield address
