"""Signals, disturbed: one is sent to several processes, and it is delivered to them. See `scenes`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import engine
from app.store import db, insist, transaction
from tests.engine.drawing import diagram, end, flow, node, service, start, user
from tests.faults.scenes import NO_WAIT, ONE, Scene, _tick, seen

HEARS = diagram(
    start(), node("intermediateCatchEvent", "wait", inside='<bpmn:signalEventDefinition signalRef="s"/>'),
    service("heard", "faults.count"), user("c"), end(), flow("begin", "wait", "heard", "c", "done"), id="hears",
    root='<bpmn:signal id="s" name="struck"/>',
)  # fmt: skip


def prepare(name: str, many: int = 3) -> None:
    """So many processes that wait for the signal."""
    with transaction():
        engine.deploy_files({"hears.bpmn": HEARS}, by="system")
    for _n in range(many):
        with transaction():
            engine.start("hears", business_key=name, data={"name": name}, by="citizen:5")


def prepare_sent(name: str, many: int = 1) -> None:
    """And the signal has been sent."""
    prepare(name, many)
    _signal(name)


def _signal(name: str) -> object:
    return insist(lambda: engine.signal("struck", {}, by=ONE, key=f"signal {name}"), NO_WAIT)


def heard(name: str) -> Any:
    """What is to be seen of them, and how many are still to have the signal."""
    with transaction():
        of = [one.id for one in engine.processes_of(name)]
        notes = db.session.scalar(
            sa.text("SELECT count(*) FROM signal_delivery WHERE process_id = ANY(:of)"), {"of": of}
        )
    return seen(name), notes


SIGNALS: dict[str, Scene] = {
    "signal": Scene(prepare, _signal, heard),
    "tick: signal": Scene(prepare_sent, _tick, heard),
}
