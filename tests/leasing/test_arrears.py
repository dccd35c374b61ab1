"""The ladder of arrears, by the real diagram and its decision, day after day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app import engine
from app.leasing.records import Arrears
from app.people import queries as people


@pytest.fixture
def days(begin_day: Any) -> Any:
    """days("2026-04-01", "2026-04-20"): every morning from the one to the other."""

    def pass_(first: str, last: str) -> None:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            begin_day(day.isoformat())
            day += timedelta(days=1)

    return pass_


def stages(session: Any) -> list[tuple[str, dict[str, str], str | None]]:
    found = session.scalars(sa.select(Arrears).order_by(Arrears.id).execution_options(populate_existing=True))
    return [(a.opened_on.isoformat(), dict(a.stages), a.closed_on and a.closed_on.isoformat()) for a in found]


def test_a_tenant_who_does_not_pay_climbs_the_ladder_and_is_off_it_the_day_after_paying(
    lease: Any, days: Any, pay: Any, db_session: Any
) -> None:
    lease()
    days("2026-03-17", "2026-06-12")
    assert stages(db_session) == [
        (
            "2026-03-27",
            {"reminder": "2026-03-27", "demand_1": "2026-04-05", "demand_2": "2026-04-25", "interview": "2026-05-12"},
            None,
        )
    ]
    pay("2026-06-12", 30968 + 3 * 60000)
    days("2026-06-13", "2026-06-13")
    assert stages(db_session)[0][2] == "2026-06-13"
    assert {p.state for p in engine.processes_of("ZL2026-000001")} == {"done"}, "the talk is needless too"


def test_a_part_payment_changes_how_long_the_oldest_bill_is_late(
    lease: Any, days: Any, pay: Any, db_session: Any
) -> None:
    lease()
    days("2026-03-17", "2026-04-12")
    pay("2026-04-12", 30968)
    days("2026-04-13", "2026-05-09")
    assert stages(db_session) == [("2026-03-27", {"reminder": "2026-03-27", "demand_1": "2026-04-05"}, None)], (
        "counted anew from the bill of April, the second demand is due on 10 May"
    )
    days("2026-05-10", "2026-05-10")
    assert stages(db_session)[0][1]["demand_2"] == "2026-05-10"


def test_who_is_late_again_begins_at_the_first_stage(lease: Any, days: Any, pay: Any, db_session: Any) -> None:
    lease()
    days("2026-03-17", "2026-03-28")
    pay("2026-03-28", 30968)
    days("2026-03-29", "2026-04-11")
    assert stages(db_session) == [
        ("2026-03-27", {"reminder": "2026-03-27"}, "2026-03-29"),
        ("2026-04-11", {"reminder": "2026-04-11"}, None),
    ]


def test_six_overdue_bills_are_handed_over_and_the_ladder_stays(
    lease: Any, days: Any, at: Any, db_session: Any
) -> None:
    one = lease(district="XZ")
    days("2026-03-17", "2026-08-11")
    [(_opened, reached, closed)] = stages(db_session)
    assert reached["exit"] == "2026-08-11" and closed is None
    [talk] = [t for t in engine.open_tasks(business_key=one.number) if t.form == "leasing.interview"]
    at("2026-08-11 10:00")
    by = people.officers_of("district_reviewer", "XZ")[0].actor
    engine.complete(talk.id, {"talked_on": "2026-08-11", "talk_result": "refuses", "talk_note": "-"}, by=by)
    assert [p.state for p in engine.processes_of(one.number) if p.diagram == "arrears"] == ["running"]


def test_a_morning_that_was_missed_is_caught_up_in_order(lease: Any, begin_day: Any, db_session: Any) -> None:
    lease()
    begin_day("2026-03-27")
    begin_day("2026-05-20")
    [(_opened, reached, _closed)] = stages(db_session)
    assert list(reached) == ["reminder", "demand_1", "demand_2"]
