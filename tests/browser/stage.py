"""What a browser test finds on the server: `python -m tests.browser.stage <name>` on the server's database prints JSON.

It runs in a process of its own, so that the test's process keeps its settings.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from app import create_app, engine
from app.cases import commands as case_commands
from app.cases import process as case_process
from app.cases import queries as cases
from app.people import commands as people
from app.settings import TOP
from app.store import clock, transaction
from tests.browser import scenery
from tests.cases.households import application


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
    """The officers, and three more matters of 翠香街道 that wait to be accepted."""
    staged = officers()
    serial = next(n for n in range(500, 990, 3) if cases.case_by_external_ref(application(n)["external_ref"]) is None)
    for place in range(3):
        paper = application(serial + place, submitted_on=clock.today().isoformat())
        case = case_commands.open_case(paper, account_id=None, channel="paper", by="system")
        engine.start("application", business_key=case.number, data=case_process.start_data(case), by="system")
    return staged


STAGES = {"desk": desk, "officers": officers, "pages": pages}


def main(name: str) -> None:
    """Builds it in one transaction."""
    with create_app().app_context(), transaction():
        print(json.dumps(STAGES[name](), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
