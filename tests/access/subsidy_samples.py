"""A household's rent subsidy for the samples: running, with a month that was closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app import engine
from app.cases import commands as cases
from app.cases.records import Case
from app.cases.rules import states
from app.engine.decisions import decide
from app.leasing.commands import subsidies, subsidy_months
from app.leasing.queries import subsidies as queries
from app.leasing.records import Lease, Subsidy
from app.leasing.rules.subsidy import next_month
from app.registry import acting_as
from app.store import clock, db


@contextmanager
def before_any_lease() -> Iterator[None]:
    """Other samples give the same household a lease, with which it would get no subsidy: within this, no lease is open."""
    held = {lease: lease.state for lease in db.session.scalars(sa.select(Lease).where(Lease.state != "ended"))}
    for lease in held:
        lease.state = "ended"
    db.session.flush()
    yield
    for lease, state in held.items():
        lease.state = state
    db.session.flush()


def open_subsidy(case: Case) -> Subsidy:
    """The subsidy of a case's household that waits: its officer is asked to settle the figures."""
    before = case.state
    cases.set_state(case, states.REGISTERED)
    with before_any_lease():
        made = subsidies.ask(case, by="system")
        subsidies.keep_account(made, "中国银行珠海分行", "6217000000000001234")
        amount = decide("subsidy_amount", {"category": 30, "persons": 2, "own_area": 4})
        assert subsidies.begin(made.id, amount, 12) == ""
    cases.set_state(case, before)
    return made


def close_month(subsidy: Subsidy) -> str:
    """The month of its beginning, closed → its name."""
    month = f"{next_month(clock.today()):%Y-%m}"
    with before_any_lease():
        run = subsidy_months.make_lines(month)
        with acting_as("officer:0"):
            subsidy_months.mark_checked(run.id)
        with acting_as("officer:1"):
            assert subsidy_months.close(run.id)
    return month


def ask_household(subsidy: Subsidy) -> int:
    """A task that waits for the household: its yearly declaration."""
    assert subsidy.end_on is not None
    data: dict[str, Any] = {
        **subsidies.facts(subsidy), "end_on": clock.today().isoformat(), "limits": decide("subsidy_limits", {}),
    }  # fmt: skip
    engine.start("subsidy_year", business_key=subsidy.number, data=data, by="system")
    while engine.tick(100):
        pass
    return int(next(one for one in engine.open_tasks(business_key=subsidy.number) if one.element == "declare").id)


def line_of(month: str) -> int:
    """The first line of that month."""
    db.session.flush()
    return int(queries.lines_of_month(queries.month_by_name(month).id)[0][0].id)
