"""What a browser test finds on the server: `python -m tests.browser.stage <name>` on the server's database prints JSON.

It runs in a process of its own, so that the test's process keeps its settings.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from app import create_app, engine
from app.people import commands as people
from app.settings import TOP
from app.store import transaction
from tests.browser import scenery


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


STAGES = {"officers": officers, "pages": pages}


def main(name: str) -> None:
    """Builds it in one transaction."""
    with create_app().app_context(), transaction():
        print(json.dumps(STAGES[name](), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
