"""The demonstration: a rehearsal of 200 made-up applications that stops today, so that every queue has something in it.

Each application is handed in on a working day of the last months and lives at a steady pace until now; so the cases lie
at every stage, with their own deadlines running. No real person: names and numbers are random.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from app import settings
from app.calendar import next_working_day
from app.cases import queries as cases
from app.exchange.simulators.doors import Departments, running
from app.exchange.simulators.registries import load as load_registries
from app.leasing import provider
from app.people import commands as people
from app.rehearsal.departments import answerer
from app.rehearsal.life import begin, live
from app.settings import TOP
from app.stock import commands as stock
from app.store import clock, transaction
from app.store.database import ZONE
from app.web import serving

DATA = TOP / "app" / "demo" / "data"
APPLICATIONS, REGISTRIES = DATA / "applications.jsonl", DATA / "registries.jsonl"
STOCK = DATA / "stock.jsonl"
SIZE = 200
DAYS = 100  # a case needs about 85 days at a steady pace, so some are already registered


def is_loaded() -> bool:
    """Whether the demonstration is there to its last application."""
    return cases.case_by_external_ref(_applications()[-1]["external_ref"]) is not None


def _applications() -> list[dict[str, Any]]:
    with APPLICATIONS.open(encoding="utf-8") as lines:
        return [json.loads(text) for text in lines]


def load_stock() -> None:
    """Loads twelve made-up projects with 300 homes over the city; again, nothing changes."""
    with transaction():
        stock.take_rows(STOCK.read_bytes(), by="system")


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
def far_ends(port: int) -> Iterator[None]:
    """Whoever a house in one piece talks to, in this process: the eight departments and the payment provider.

    `port` is the house's own, where payments are reported. Who serves one of their ports already is left to it.
    """
    chosen = settings.current()
    known = Departments(
        load_registries(REGISTRIES, invents=True), {chosen.exchange.app_id: chosen.secrets.gateway_token}
    )
    report_to = f"http://127.0.0.1:{port}/payments/provider"
    calendar = provider.calendar_of(current_app._get_current_object())  # type: ignore[attr-defined]
    with ExitStack() as open_ends:
        if gate := _free_port(chosen.exchange.url):
            open_ends.enter_context(running(known, port=gate))
        if gate := _free_port(chosen.payments.url):
            cashier = provider.create(chosen.secrets.payment_key, report_to, calendar)
            open_ends.enter_context(serving.running(cashier, port=gate))
        yield


def _free_port(address: str) -> int:
    """The port of that address on this machine, or 0 when somebody serves it."""
    port = urlsplit(address).port or 0
    with socket.socket() as probe:
        return 0 if probe.connect_ex(("127.0.0.1", port)) == 0 else port
