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
from app.allocation.commands import leave_list
from app.calendar import months_after, next_working_day
from app.cases import queries as cases
from app.cases.records import Case
from app.engine.decisions import decide
from app.leasing import commands as leasing
from app.leasing import queries as leases
from app.leasing.commands import beginnings
from app.leasing.commands.billing import issue_month_of
from app.leasing.queries import explained
from app.leasing.records import Lease
from app.leasing.rules.rent import months
from app.people import commands as people
from app.rehearsal.demo import REGISTRIES
from app.rehearsal.departments import answerer
from app.rehearsal.life import begin, live
from app.settings import TOP
from app.stock import commands as stock
from app.stock import queries as homes_known
from app.stock.rules import states
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


def renewing() -> dict[str, Any]:
    """The same household near the end of three years in a home, all paid; the home is assessed anew before the term ends → and its lease's number."""
    known = registered()
    _move_to(months_after(clock.today().replace(day=15), 1))
    with transaction():
        lease = _moved_in(cases.case_by_number(known["case"]))
        number, last = lease.number, lease.end_on
    _move_to(last - timedelta(days=40))
    with transaction():
        lease = leases.by_number(number)
        for month in months(lease.start_on, last, clock.today()):
            issue_month_of(lease, month.first)
        _pays(lease, explained.owing(lease, clock.today()).owed)
        assert lease.unit_id
        stock.set_price(homes_known.home_of(lease.unit_id).project, last.replace(day=1), 2600, basis="评估报告 2 号")
        return {**known, "lease": number, "end": last.isoformat()}


def _moved_in(case: Case) -> Lease:
    """Their lease of the first home from today on, deposit paid, keys given; they wait no longer."""
    home, today = homes_known.home("XZ01-1-101"), clock.today()
    unit = home.unit
    terms = decide("lease_terms", {"category": case.category})
    lease = leasing.open_lease(
        leasing.Contract(
            district="XZ", ownership=1, category=case.category, area=unit.area, unit_price_fen=2500, start_on=today,
            end_on=months_after(today, int(terms["term_months"])) - timedelta(days=1), terms=terms, unit_id=unit.id,
            unit_name=home.name, case_id=case.id, account_id=case.account_id,
            holder_name=case.applicant_name, holder=cases.applicant(case).id_number, persons=case.persons,
        )
    )  # fmt: skip
    _pays(lease, beginnings.dues_of(lease).total)
    assert beginnings.take_deposit(lease.id)
    leasing.begin(lease)
    for state in (states.LOCKED, states.ALLOCATED, states.LET):
        stock.set_state(unit.id, state, by="system")
    leave_list(case.id, "housed")
    return lease


def _pays(lease: Lease, fen: int) -> None:
    leasing.book(leasing.Report("counter", f"{clock.today()}-{lease.id}", lease.number, fen, clock.today()))


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
    return {"now": _move_to(date.fromisoformat(day)).isoformat()}


def _move_to(day: date) -> datetime:
    with transaction():
        clock.move(datetime.combine(day, time(10), ZONE) - clock.now(), actor="system", reason="a story")
        return clock.now()


WHATS = {"registered": registered, "renewing": renewing, "until": until}

if __name__ == "__main__":
    with create_app().app_context():
        print(json.dumps(WHATS[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))
