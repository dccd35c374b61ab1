"""Hardship: a lower rent, arrears in instalments; kept, broken, refused; and what the ladder of arrears does meanwhile."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app import engine
from app.cases.records import Letter
from app.errors import Conflict
from app.leasing import queries
from app.leasing.commands import hardship
from app.leasing.queries import plans
from app.leasing.records import Arrears, Bill, LeaseRequest, Plan
from app.rehearsal import officers
from app.store import clock, db, transaction
from app.store.database import ZONE
from app.web import forms
from tests.journeys.leases import Tenancy, tenancy
from tests.journeys.table import journey

ASKED = {"hardship_wish": "both", "hardship_reason": "四月失业", "hardship_evidence": "失业登记证"}
BOTH = {
    "hardship_outcome": "both", "reduction_percent": "50", "reduction_months": "2", "instalments": "3",
    "proposal_reason": "情况属实",
}  # fmt: skip
PARTS = {"hardship_outcome": "instalments", "instalments": "3", "proposal_reason": "情况属实"}
LOWER = {
    "hardship_outcome": "reduction", "reduction_percent": "20", "reduction_months": "1", "proposal_reason": "情况属实"
}  # fmt: skip
REFUSE = {"hardship_outcome": "refuse", "proposal_reason": "收入没有变化"}


def asks(day: str) -> Tenancy:
    """A tenant who paid nothing since March asks for help on that day."""
    home = tenancy().until(day)
    with clock.fixed(datetime.combine(home.today, time(9), ZONE)), transaction():
        hardship.ask(queries.by_number(home.number), dict(ASKED), by="citizen:5")
    return home


def does(home: Tenancy, element: str, typed: dict[str, str]) -> None:
    """Whom four eyes let does the open task, by the real form."""
    with clock.fixed(datetime.combine(home.today, time(10), ZONE)), transaction():
        [task] = [one for one in engine.open_tasks(business_key=home.number) if one.element == element]
        filled = forms.find(str(task.form)).fill(MultiDict(typed), engine.variables(task.id))
        assert not filled.errors, filled.errors
        who = officers.actor_for(str(task.role), str(task.organisation), list(task.barred))
        done = engine.complete(task.id, filled.answers, by=who)
        assert done.state in ("running", "done"), done.trouble


def proposed(home: Tenancy, typed: dict[str, str]) -> Tenancy:
    """One officer proposes, another agrees."""
    does(home, "investigate", typed)
    does(home, "confirm", {"confirm_opinion": "agree", "confirm_note": ""})
    return home


def states(home: Tenancy) -> list[tuple[str, str, int]]:
    """Kind, state and met parts of every plan."""
    with transaction():
        return [(one.kind, one.state, one.met) for one in db.session.scalars(sa.select(Plan).order_by(Plan.id))]


def reached() -> dict[str, Any]:
    """The days of the stages of the one time of arrears."""
    with transaction():
        return dict(db.session.scalars(sa.select(Arrears)).one().stages)


def letters() -> list[str]:
    """The kinds of the letters about hardship, in order."""
    kinds = ("hardship_granted", "hardship_refused", "plan_broken")
    with transaction():
        return list(db.session.scalars(sa.select(Letter.kind).where(Letter.kind.in_(kinds)).order_by(Letter.id)))


def hardship_state(home: Tenancy) -> str:
    """How the process of the request stands."""
    with transaction():
        [found] = [one for one in engine.processes_of(home.number) if one.diagram == "hardship"]
        return found.state


@journey
def help_is_sent_back_granted_kept_and_over() -> None:
    home = asks("2026-04-20")
    does(home, "investigate", REFUSE)
    does(home, "confirm", {"confirm_opinion": "return", "confirm_note": "请上门核实"})
    proposed(home, BOTH)
    with transaction():
        lower, kept = db.session.scalars(sa.select(Plan).order_by(Plan.id))
        assert [part["fen"] for part in kept.parts] == [30323, 30323, 30322] and kept.total_fen == 90968
        assert [part["on"] for part in kept.parts] == ["2026-05-11", "2026-06-10", "2026-07-10"]
        assert (str(lower.from_on), str(lower.to_on)) == ("2026-05-01", "2026-06-30")
    home.until("2026-05-11").pays(30000 + 30323).until("2026-06-13")
    assert states(home)[1] == ("instalments", "kept", 1), "three days late are not too late"
    home.pays(30000 + 30323).until("2026-07-09")
    assert states(home) == [("reduction", "done", 0), ("instalments", "kept", 2)]
    home.pays(60000 + 30322)
    assert states(home)[1] == ("instalments", "done", 3) and hardship_state(home) == "done"
    home.until("2026-07-20")
    assert home.stages == [(["reminder", "demand_1"], True)], "nothing was demanded since the request"
    with transaction():
        amounts = db.session.execute(sa.select(Bill.month, Bill.amount_fen).order_by(Bill.month)).all()
        assert dict(amounts[2:5]) == {"2026-05": 30000, "2026-06": 30000, "2026-07": 60000}  # type: ignore[arg-type]
    assert letters() == ["hardship_granted"]


@journey
def a_plan_that_is_not_kept_breaks_after_the_grace_and_the_ladder_goes_on_the_day_after() -> None:
    home = proposed(asks("2026-04-20"), PARTS)
    home.until("2026-05-16")
    assert states(home) == [("instalments", "kept", 0)]
    assert list(reached()) == ["reminder", "demand_1"]
    home.until("2026-05-17")
    assert states(home) == [("instalments", "broken", 0)] and list(reached()) == ["reminder", "demand_1"]
    home.until("2026-05-18")
    assert list(reached().items())[2:] == [("demand_2", "2026-05-18"), ("interview", "2026-05-18")]
    assert letters() == ["hardship_granted", "plan_broken"] and hardship_state(home) == "done"


@journey
def who_is_refused_is_on_the_ladder_again_the_day_after() -> None:
    home = asks("2026-04-20").until("2026-04-28")
    proposed(home, REFUSE).pays(1)
    assert list(reached()) == ["reminder", "demand_1"]
    home.until("2026-04-29")
    assert reached()["demand_2"] == "2026-04-29" and letters() == ["hardship_refused"]
    with transaction():
        assert db.session.scalars(sa.select(LeaseRequest)).one().state == "refused"


def withdrawn(home: Tenancy) -> Tenancy:
    """The tenant withdraws the request."""
    with clock.fixed(datetime.combine(home.today, time(11), ZONE)), transaction():
        hardship.withdraw(queries.by_number(home.number), by="citizen:5")
    return home


@journey
def who_withdraws_is_on_the_ladder_again_the_day_after_and_may_ask_anew() -> None:
    home = withdrawn(asks("2026-04-20").until("2026-04-28"))
    assert hardship_state(home) == "done" and letters() == [] and states(home) == []
    home.until("2026-04-29")
    assert reached()["demand_2"] == "2026-04-29"
    with clock.fixed(datetime.combine(home.today, time(9), ZONE)), transaction():
        hardship.ask(queries.by_number(home.number), dict(ASKED), by="citizen:5")
    does(home, "investigate", REFUSE)
    withdrawn(home)
    with transaction():
        assert [one.state for one in db.session.scalars(sa.select(LeaseRequest))] == ["withdrawn", "withdrawn"]
    with pytest.raises(Conflict):
        withdrawn(home)


@journey
def a_lower_rent_alone_lasts_its_months() -> None:
    home = proposed(asks("2026-03-20"), LOWER).until("2026-05-02")
    assert states(home) == [("reduction", "done", 0)] and hardship_state(home) == "done"
    with transaction():
        rents = plans.rents_of(queries.by_number(home.number).id)
        assert [(str(one.from_on), one.monthly_fen) for one in rents][1:] == [
            ("2026-04-01", 48000), ("2026-05-01", 60000),
        ]  # fmt: skip
