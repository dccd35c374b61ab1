"""A case is suspended and goes on: days are given back, but a notice keeps the day that was announced."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app import engine
from app.calendar import deadline
from app.desk import commands as desk
from app.errors import Gone
from app.publicity import commands as publicity
from app.publicity import queries as notices
from tests.journeys.acceptance import is_registered, is_withdrawn
from tests.journeys.table import journey
from tests.journeys.walk import CITIZEN, GROUNDS, Walk, begin


@journey
def suspension_stops_the_clock_and_resuming_gives_the_days_back() -> None:
    walk = begin().clock("2026-03-04 10:00")
    with walk.at():
        engine.suspend(walk.process_id, reason="不可抗力", by="officer:1")
    assert walk.tasks() == []
    walk.clock("2026-03-18 09:00")
    assert walk.state == "1010" and walk.process.state == "suspended"  # silence while suspended accepts nothing
    with walk.at():
        engine.resume(walk.process_id, by="officer:1")
    assert walk.due("accept") == "2026-03-23"  # fourteen days later
    walk.clock("2026-03-23 23:59")
    assert walk.state == "1010"
    walk.clock("2026-03-24 00:00")
    assert walk.state == "1050"
    is_registered(walk.to_end())


@journey
def days_given_back_end_on_a_working_day() -> None:
    walk = begin().upto("examine", "street").clock("2026-03-04 10:00")
    with walk.at():
        engine.suspend(walk.process_id, reason="不可抗力", by="officer:1")
    walk.clock("2026-03-09 10:00")
    with walk.at():
        engine.resume(walk.process_id, by="officer:1")
    assert walk.due("examine") == "2026-03-23"  # 16 + 5 days is a Saturday


def held(walk: Walk, at: str | datetime) -> Walk:
    """A supervisor suspends the case at that moment."""
    walk.clock(at)
    with walk.at():
        desk.suspend_case(walk.case, "不可抗力", by="officer:1")
    return walk


def resumed(walk: Walk, at: str | datetime) -> Walk:
    """And lets it go on at that."""
    walk.clock(at)
    with walk.at():
        desk.resume_case(walk.case, by="officer:1")
    return walk


@journey
def a_notice_keeps_the_day_that_was_announced_though_its_case_is_suspended() -> None:
    walk = begin().upto_notice(1)  # to 2026-03-09
    entry = walk.entry
    held(walk, "2026-03-04 10:00")
    assert walk.state == "9020"
    resumed(walk, "2026-03-06 10:00")
    assert (walk.state, entry.state) == ("2050", "open")
    walk.clock("2026-03-09 23:59:59")
    assert walk.state == "2050"
    walk.clock("2026-03-10 00:00")
    assert notices.open_entries(walk.case_id) == [] and walk.state == "3005"
    is_registered(walk.to_end())
    assert engine.replay(walk.process_id).divergence is None


@journey
def a_notice_that_ended_while_its_case_was_suspended_goes_on_when_it_is_resumed() -> None:
    walk = begin().upto_notice(2)
    held(walk, walk.now + timedelta(hours=1))
    notice = notices.notice_of(walk.entry)
    walk.clock("2026-06-01 10:00")
    assert (walk.state, notices.is_open(notice)) == ("9020", False)
    with walk.at(), pytest.raises(Gone):
        publicity.receive_objection(walk.entry.id, GROUNDS, [], form_key="late")
    resumed(walk, "2026-06-01 10:00")
    assert notices.open_entries(walk.case_id) == [] and walk.state == "4010"
    assert walk.task("examine").due_on == deadline(date(2026, 6, 1), 10, "wd")  # the city's time begins today
    is_registered(walk.to_end())
    assert engine.replay(walk.process_id).divergence is None


@journey
def who_objects_while_the_case_is_suspended_is_heard() -> None:
    walk = held(begin().upto_notice(1), "2026-03-04 10:00")
    early, late = walk.object_to("a"), walk.object_to("b")
    assert walk.state == "9020"
    walk.decide(early, "not_upheld")
    resumed(walk, "2026-03-12 10:00")
    assert (walk.state, walk.process.state) == ("2060", "running")  # one is still undecided
    walk.decide(late, "upheld", "return").upto("examine", "street")
    assert walk.state == "2010"
    is_registered(walk.to_end())


@journey
def a_case_goes_on_in_the_state_that_objections_left_it_in_while_it_was_suspended() -> None:
    walk = held(begin().upto_notice(1), "2026-03-04 10:00")
    objection = walk.object_to()
    resumed(walk, "2026-03-05 10:00")
    assert walk.state == "2060"
    held(walk, "2026-03-05 11:00").decide(objection, "not_upheld")
    assert walk.state == "9020"
    assert resumed(walk, "2026-03-06 10:00").state == "2050"
    is_registered(walk.to_end())


@journey
def the_last_objection_decided_while_suspended_is_weighed_when_the_case_goes_on() -> None:
    walk = begin().upto_notice(3)
    objection = walk.object_to()
    walk.clock(notices.notice_of(walk.entry).closes_at)
    held(walk, walk.now + timedelta(hours=10)).decide(objection, "upheld", "reject")
    assert (walk.state, walk.process.state) == ("9020", "suspended")
    resumed(walk, walk.now + timedelta(hours=3))
    assert (walk.state, walk.process.state, walk.tasks()) == ("4060", "done", [])


@journey
def who_withdraws_while_suspended_is_withdrawn_when_it_goes_on() -> None:
    walk = begin().upto("examine", "street")
    with walk.at():
        engine.suspend(walk.process_id, reason="不可抗力", by="officer:1")
        assert engine.send("withdraw", walk.number, {}, by=CITIZEN).outcome == "kept"
    walk.clock("2026-03-06 09:00")
    with walk.at():
        engine.resume(walk.process_id, by="officer:1")
    is_withdrawn(walk)
