"""A lease's months: bills, payments, the ladder of arrears. Mornings pass one after the other, as the ticker makes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from app import engine
from app.leasing import commands
from app.leasing.records import Arrears, BillingRun
from app.people import queries as people
from app.store import clock, db, transaction
from app.store.database import ZONE
from tests.journeys.table import journey

LINE = {
    "lease_ref": "A1", "category": 40, "area": "40.00", "unit_price": 2500, "ownership": 1,
    "start": "2026-03-16", "end": "2029-03-15",
}  # fmt: skip
CLERK, CHIEF = ("city_reviewer", "ZH"), ("city_approver", "ZH")
_references = count(1)


@dataclass
class Tenancy:
    """One lease that runs since 16 March 2026 at 600 yuan a month, and the day it is."""

    number: str
    today: date

    def until(self, day: str) -> Tenancy:
        """Lets the mornings pass, that one too."""
        while self.today < date.fromisoformat(day):
            self.today += timedelta(days=1)
            morning(self.today)
        return self

    def pays(self, fen: int) -> Tenancy:
        """The bank reports a payment of today."""
        with clock.fixed(datetime.combine(self.today, time(15), ZONE)), transaction():
            line = {
                "lease_ref": "A1",
                "date": self.today.isoformat(),
                "amount": fen,
                "bank_ref": f"B{next(_references)}",
            }
            commands.take_payment(line)
        return self

    def answers(self, key: str, form: str, who: tuple[str, str], **typed: Any) -> Tenancy:
        """An officer of that role and place finishes the open task of that form."""
        with clock.fixed(datetime.combine(self.today, time(10), ZONE)), transaction():
            [task] = [one for one in engine.open_tasks(business_key=key) if one.form == form]
            engine.complete(task.id, typed, by=people.officers_of(*who)[0].actor)
        return self

    @property
    def stages(self) -> list[tuple[list[str], bool]]:
        """Of each time of arrears the stages that were reached, and whether it is over."""
        with transaction():
            found = db.session.scalars(sa.select(Arrears).order_by(Arrears.id))
            return [(list(one.stages), one.closed_on is not None) for one in found]


def morning(day: date) -> None:
    """What the house does by itself at 0:00."""
    with clock.fixed(datetime.combine(day, time(0), ZONE)):
        for work in (commands.issue_firsts, commands.find_overdue):
            with transaction():
                work()
        with transaction():
            commands.bill_the_month()
        with transaction():
            commands.issue_bills()
        while engine.tick(100):
            pass


def tenancy() -> Tenancy:
    """A lease is taken over on its first day."""
    day = date(2026, 3, 16)
    with clock.fixed(datetime.combine(day, time(9), ZONE)), transaction():
        lease, _is_new = commands.take_lease(LINE)
        return Tenancy(lease.number, day)


@journey
def a_month_is_billed_checked_twice_and_closed_by_another() -> None:
    home = tenancy().until("2026-04-01")
    home.answers("2026-04", "leasing.check_bills", CLERK, bills_opinion="again")
    home.answers("2026-04", "leasing.check_bills", CLERK, bills_opinion="right")
    home.answers("2026-04", "leasing.close_month", CHIEF, month_confirmed=True)
    with transaction():
        run = db.session.scalars(sa.select(BillingRun).where(BillingRun.month == "2026-04")).one()
        assert (run.state, run.bills, run.total_fen) == ("closed", 1, 60000)


@journey
def who_pays_late_is_reminded_and_it_is_over_the_day_after() -> None:
    home = tenancy().until("2026-03-28").pays(30968).until("2026-03-29")
    assert home.stages == [(["reminder"], True)]


@journey
def who_never_pays_is_talked_to_and_handed_over_and_the_ladder_stays() -> None:
    home = tenancy().until("2026-05-12")
    home.answers(home.number, "leasing.interview", CLERK, talked_on="2026-05-12", talk_result="will_pay", talk_note="-")
    home.until("2026-08-11")
    assert home.stages == [(["reminder", "demand_1", "demand_2", "interview", "exit"], False)]


@journey
def paying_everything_makes_the_talk_needless() -> None:
    home = tenancy().until("2026-05-12").pays(30968 + 2 * 60000).until("2026-05-13")
    with transaction():
        assert engine.open_tasks(business_key=home.number) == []
    assert home.stages == [(["reminder", "demand_1", "demand_2", "interview"], True)]
