"""`python -m tests.browser.tenancy <what>` on a server's database: a household that waits, free homes, and a clock that is moved by weeks.

Prints JSON, as `stage.py` does; kept apart, because a story of a lease needs a whole life behind it before it begins.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app import create_app, engine
from app.allocation import queries as waiting
from app.calendar import next_working_day
from app.cases import queries as cases
from app.people import commands as people
from app.rehearsal.demo import REGISTRIES
from app.rehearsal.departments import answerer
from app.rehearsal.life import begin, live
from app.settings import TOP
from app.stock import commands as stock
from app.store import clock, transaction
from app.store.database import ZONE
from tests.cases.households import application, id_number

PASSWORD = "four plain words here"
PHONE = "13900000077"
WAITED = timedelta(days=150)
"""So long ago the household applied: three reviews and three notices fit into it."""


def registered() -> dict[str, Any]:
    """Officers, two free homes, and a household of two on the waiting list → its phone, case and receipt number."""
    with transaction():
        people.load_places()
        people.load_demo_officers()
        engine.deploy(TOP / "bpmn", by="system")
        homes()
        now = clock.now()
    day = next_working_day((now - WAITED).date())
    life = live(
        begin(application(77, submitted_on=day.isoformat()), datetime.combine(day, time(9), ZONE)),
        pace="prompt",
        answer=answerer(REGISTRIES, invents=True),
        until=now,
    )
    with transaction():
        account = people.register_citizen(PHONE, id_number(154), "欧阳琪琪", PASSWORD)
        case = cases.case_by_id(life.case_id, lock=True)
        case.account_id = account.id
        entry = waiting.entry_of(case.id)
        return {"phone": PHONE, "password": PASSWORD, "case": case.number, "receipt": entry and entry.receipt_number}


def homes() -> None:
    """A project of the city's with two free homes: 40 ㎡ at 25 yuan."""
    made = stock.add_project(
        "XZ01", "安居苑", town="440402001", kind="1", ownership=1, address="翠香街道1号", place=[113.55, 22.27]
    )
    stock.set_price(made, date(2026, 1, 1), 2500, basis="评估报告 1 号")
    building = stock.add_building(made, "1栋", floors=18, has_lift=True)
    for door in ("101", "102"):
        facts = {"floor": 1, "area": Decimal("40.00"), "layout": "一室一厅", "state": "2"}
        stock.add_unit(building, by="system", code=f"XZ01-1-{door}", number=door, **facts)


def until(day: str) -> dict[str, Any]:
    """The demonstration's clock stands at ten in the morning of that day."""
    with transaction():
        wanted = datetime.combine(date.fromisoformat(day), time(10), ZONE)
        clock.move(wanted - clock.now(), actor="system", reason="a story")
        return {"now": clock.now().isoformat()}


WHATS = {"registered": registered, "until": until}

if __name__ == "__main__":
    with create_app().app_context():
        print(json.dumps(WHATS[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))
