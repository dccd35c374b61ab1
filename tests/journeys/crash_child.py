"""The rehearsal that is killed: takes its applications to the end, going on where a killed one stopped.

Run as `python -m tests.journeys.crash_child SETTINGS` (JSON of changed settings). Says `ready`, then after each commit
that wrote to the journal how many entries there are now, at last `done`.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import create_app, engine, settings
from app.cases import queries as cases
from app.engine.records import Journal
from app.rehearsal import demo
from app.rehearsal.departments import answerer
from app.rehearsal.life import Life, again, begin, live
from app.store import db, transaction
from app.store.database import ZONE
from tests.journeys.walk import application

REFS = ("000041", "000002", "000154", "000115", "000024", "000091")


def rehearse() -> None:
    """Every application to its end."""
    answer = answerer(demo.REGISTRIES)
    for ref in REFS:
        live(_begun(application(ref)), pace="prompt", answer=answer)


def _begun(asked: dict[str, Any]) -> Life:
    """The application's life: from its beginning, or from the last thing that was kept of it."""
    with transaction():
        case = cases.case_by_external_ref(asked["external_ref"])
        if case is not None:
            (process,) = [one for one in engine.processes_of(case.number) if one.diagram == "application"]
            return again(case, process, engine.history(process.id)[-1].at.astimezone(ZONE))
    day = datetime.fromisoformat(asked["submitted_on"]).date()
    return begin(asked, datetime.combine(day, time(9), ZONE))


def _tell_commits() -> None:
    counted = {"now": 0, "told": 0}

    @sa.event.listens_for(Session, "before_commit")
    def count(session: Session) -> None:
        if session.in_nested_transaction():  # a savepoint's end is no commit
            return
        counted["now"] = session.scalar(sa.select(sa.func.count()).select_from(Journal)) or 0

    @sa.event.listens_for(Session, "after_commit")
    def tell(session: Session) -> None:
        if not session.in_nested_transaction() and counted["now"] > counted["told"]:
            counted["told"] = counted["now"]
            print(counted["now"], flush=True)


def main() -> None:
    """The child's life."""
    app = create_app(settings.load(environ={}, changes=json.loads(sys.argv[1])))
    with app.app_context():
        _tell_commits()
        print("ready", flush=True)
        rehearse()
        db.session.remove()
    print("done", flush=True)


if __name__ == "__main__":
    main()
