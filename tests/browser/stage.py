"""What a browser test finds on the server: `python -m tests.browser.stage <name>` on the server's database prints JSON.

It runs in a process of its own, so that the test's process keeps its settings.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from itertools import pairwise
from typing import Any

from app import create_app, engine
from app.cases import commands as case_commands
from app.cases import process as case_process
from app.cases import queries as cases
from app.leasing import commands as leasing
from app.people import commands as people
from app.settings import TOP
from app.store import clock, outbox, transaction
from tests.access.world import Persona
from tests.browser import scenery
from tests.cases.households import application
from tests.engine.drawing import diagram, end, flow, script, start, user
from tests.portal.conftest import id_number


def officers() -> dict[str, Any]:
    """Places, diagrams and the demonstration's officers → their shared password."""
    people.load_places()
    people.load_demo_officers()
    engine.deploy(TOP / "bpmn", by="system")
    return {"password": people.DEMO_PASSWORD}


def pages() -> dict[str, Any]:
    """Somebody of every kind and a matter at its first task → how to open every page, see `scenery`."""
    people.load_places()
    engine.deploy(TOP / "bpmn", by="system")
    return scenery.build()


def desk() -> dict[str, Any]:
    """The officers, and four more matters of 翠香街道 that wait to be accepted."""
    staged = officers()
    serial = next(n for n in range(500, 990, 4) if cases.case_by_external_ref(application(n)["external_ref"]) is None)
    for place in range(4):
        paper = application(serial + place, submitted_on=clock.today().isoformat())
        case = case_commands.open_case(paper, account_id=None, channel="paper", by="system")
        engine.start("application", business_key=case.number, data=case_process.start_data(case), by="system")
    return staged


def in_a_row(name: str, drawn: bytes, *elements: str) -> bytes:
    """The drawn diagram of that name with places for its elements, so that a browser can show it."""
    di = "http://www.omg.org/spec/BPMN/20100524/DI"
    spaces = 'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    shapes = "".join(
        f'<b:BPMNShape id="{one}_di" bpmnElement="{one}"><dc:Bounds x="{150 * n}" y="0" width="100" height="80"/></b:BPMNShape>'
        for n, one in enumerate(elements)
    )
    edges = "".join(
        f'<b:BPMNEdge id="{one}_{other}_di" bpmnElement="{one}_to_{other}"><di:waypoint x="{150 * n + 100}" y="40"/>'
        f'<di:waypoint x="{150 * n + 150}" y="40"/></b:BPMNEdge>'
        for n, (one, other) in enumerate(pairwise(elements))
    )
    plane = f'<b:BPMNPlane id="plane" bpmnElement="{name}">{shapes}{edges}</b:BPMNPlane>'
    placed = f'<b:BPMNDiagram xmlns:b="{di}" {spaces} id="drawing">{plane}</b:BPMNDiagram></bpmn:definitions>'
    return drawn.replace(b"</bpmn:definitions>", placed.encode())


def trouble() -> dict[str, Any]:
    """Two administrators, and three processes that stopped because an amount was never written down."""
    staged = officers()
    for login in ("operator-one", "operator-two"):
        account = people.create_officer(login, "江家乐", people.DEMO_PASSWORD, by="system")
        people.grant_role(account.id, "administrator", "ZH", by="system")
    drawn = diagram(
        start(), user("a"), script("s", "=amount + 1", "more"), user("c"), end(), flow("begin", "a", "s", "c", "done"), id="sum"
    )  # fmt: skip
    engine.deploy_files({"sum.bpmn": in_a_row("sum", drawn, "begin", "a", "s", "c", "done")}, by="system")
    for key in ("故障甲", "故障乙", "故障丙"):
        engine.start("sum", business_key=key, data={}, by="system")
        engine.complete(engine.open_tasks(business_key=key)[0].id, {"amount": None}, by="officer:1")
    return staged


def moves() -> dict[str, Any]:
    """Two analysts, and three processes of a diagram that has a new version, in which one element is called otherwise."""
    staged = officers()
    for login in ("analyst-one", "analyst-two"):
        account = people.create_officer(login, "林若溪", people.DEMO_PASSWORD, by="system")
        people.grant_role(account.id, "analyst", "ZH", by="system")
    for tasks in (("a", "b"), ("a", "check", "c")):
        path = ("begin", *tasks, "done")
        drawn = diagram(start(), *[user(one) for one in tasks], end(), flow(*path), id="walk")
        engine.deploy_files({"walk.bpmn": in_a_row("walk", drawn, *path)}, by="system")
        for key in ("甲", "乙", "丙") if "b" in tasks else ():
            engine.start("walk", business_key=key, data={}, by="system")
            if key == "丙":
                engine.complete(engine.open_tasks(business_key=key)[0].id, {}, by="officer:1")
    return staged


def carried_out() -> dict[str, Any]:
    """The ticker's strike: approved moves."""
    return {"dealt_with": engine.run_moves()}


def programs() -> dict[str, Any]:
    """An administrator who gives out tokens."""
    staged = officers()
    account = people.create_officer("keeper", "江家乐", people.DEMO_PASSWORD, by="system")
    people.grant_role(account.id, "administrator", "ZH", by="system")
    return staged


def sent() -> dict[str, Any]:
    """The ticker's strike: whatever waits in the outbox."""
    return {"sent": outbox.run()}


def rent() -> dict[str, Any]:
    """A tenant whose first rent is due → the session cookie."""
    people.load_places()
    drawn = ("billing.bpmn", "arrears.bpmn", "arrears.dmn", "lease_terms.dmn", "lease_limits.dmn", "renewal_limits.dmn")
    engine.deploy_files({name: (TOP / "bpmn" / name).read_bytes() for name in drawn}, by="system")
    account = people.register_citizen("13900139000", id_number("19880808", 77), "周知行", people.DEMO_PASSWORD)
    start = clock.today()
    line = {
        "lease_ref": "BROWSER-RENT", "category": 40, "area": "40.00", "unit_price": 2500, "ownership": 1,
        "start": start.isoformat(), "end": (start + timedelta(days=1000)).isoformat(),
    }  # fmt: skip
    lease = leasing.take_lease(line)[0]
    lease.account_id, lease.unit_name = account.id, "安居苑 1栋 101"
    leasing.issue_firsts()
    return {"cookie": scenery.cookie(Persona("tenant", account, frozenset())), "number": lease.number}


STAGES = {
    "rent": rent,
    "programs": programs,
    "sent": sent,
    "carried_out": carried_out,
    "moves": moves,
    "trouble": trouble,
    "desk": desk,
    "officers": officers,
    "pages": pages,
}


def main(name: str) -> None:
    """Builds it in one transaction."""
    with create_app().app_context(), transaction():
        print(json.dumps(STAGES[name](), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
