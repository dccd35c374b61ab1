"""A month's billing killed in the middle and started again: each bill once. The long form is in tests/soak."""

from __future__ import annotations

from flask import Flask

from app import engine, settings
from app.people import commands as people
from app.store import db, transaction
from tests.leasing import month
from tests.leasing.conftest import BPMN


def bill_killed(leases: int) -> None:
    """Fills, bills with a kill at a third, checks."""
    with transaction():
        people.load_places()
        engine.deploy_files({"billing.bpmn": (BPMN / "billing.bpmn").read_bytes()}, by="system")
    month.fill(leases)
    url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    kept = settings.current().store
    month.kill_in_the_middle(leases, 0.3, url=url, instance=str(kept.instance), files=str(kept.files))
    month.check(leases)


def test_a_month_killed_in_the_middle_bills_each_lease_once(committed: Flask) -> None:
    bill_killed(2000)
