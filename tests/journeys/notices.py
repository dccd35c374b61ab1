"""一公示, 二公示, 三公示: nobody objects, somebody does and loses or wins, in time or after the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from app import engine
from app.cases import process as case_process
from app.portal.pages.standing import Standing, standing
from app.publicity import queries
from app.publicity.records import Notice
from app.store import clock, get
from tests.journeys.acceptance import is_registered
from tests.journeys.levels import is_rejected
from tests.journeys.table import journey, journeys
from tests.journeys.walk import Walk, begin, objection_of

OPEN = {1: "2050", 2: "3050", 3: "4050"}
OBJECTED = {1: "2060", 2: "3060", 3: "4055"}
BEFORE = {1: "street", 2: "district", 3: "city"}


def on_notice(level: int) -> Walk:
    """A family on the open notice of that level."""
    walk = begin().upto_notice(level)
    assert walk.state == OPEN[level] and walk.tasks() == []
    return walk


def closing(walk: Walk) -> date:
    """The closing day of the open notice."""
    return get(Notice, walk.entry.notice_id).closes_on


def _not_upheld(level: int) -> Callable[[], object]:
    def goes_on() -> None:
        walk = on_notice(level)
        objection = walk.object_to()
        assert walk.state == OBJECTED[level] and walk.case.closed_at is None
        walk.decide(objection, "not_upheld")
        assert walk.state == OPEN[level] and walk.letters[-1] == "objection_answer"
        is_registered(walk.to_end())
        assert walk.letters.count("objection_answer") == 1

    goes_on.__name__ = f"an_objection_to_notice_{level}_decided_in_time_and_not_upheld_goes_on"
    return goes_on


def _returned(level: int) -> Callable[[], object]:
    def goes_back() -> None:
        walk = on_notice(level)
        walk.decide(walk.object_to(), "upheld", "return").upto("examine")
        assert engine.variables(walk.task("examine").id)["level"] == BEFORE[level]
        assert walk.task("examine").started_at.date() == walk.now.date()
        is_registered(walk.to_end())
        assert walk.timeline.count("notice_published") == 4

    goes_back.__name__ = f"an_upheld_objection_to_notice_{level}_returns_the_case_to_its_level"
    return goes_back


def _rejected(level: int) -> Callable[[], object]:
    def ends() -> None:
        walk = on_notice(level)
        walk.decide(walk.object_to(), "partly", "reject").to_end()
        is_rejected(walk, f"notice_{level}", "4060")

    ends.__name__ = f"an_upheld_objection_to_notice_{level}_may_reject"
    return ends


for _make in (_not_upheld, _returned, _rejected):
    journeys(_make, (1,), (2,), (3,))


@journey
def after_the_third_notice_the_city_has_the_case_until_it_is_registered() -> None:
    walk = on_notice(3).upto("register")
    assert (walk.state, walk.case.stage, walk.timeline[-1]) == ("4070", "registered", "notice_concluded")
    assert standing(walk.case) == Standing("珠海市住房和城乡建设局", "登记轮候", walk.task("register").due_at, walk.now)
    assert case_process.can_withdraw(walk.case)
    assert [stage.state for stage in case_process.stages(walk.case)] == ["done"] * 8 + ["current"]
    is_registered(walk.to_end())


@journey
def a_notice_waits_for_the_objection_that_is_open_at_its_end() -> None:
    walk = on_notice(1)
    last = closing(walk)
    assert last == date(2026, 3, 9)
    objection = walk.object_to()
    walk.clock("2026-03-10 00:00")
    assert queries.open_entries(walk.case_id) == [] and walk.state == "2060"
    assert walk.process.state == "running" and walk.tasks() == []
    walk.clock("2026-03-18 15:00").decide(objection, "not_upheld").upto("examine", "district")
    # the time of the investigation is nobody's: ten working days from the day it was decided
    assert walk.due("examine") == "2026-04-01"
    assert walk.timeline.index("notice_closed") < walk.timeline.index("objection_answered")
    is_registered(walk.to_end())


@journey
def a_notice_waits_for_every_objection() -> None:
    walk = on_notice(2)
    early, late, latest = walk.object_to("a"), walk.object_to("b"), walk.object_to("c")
    walk.decide(early, "not_upheld")
    assert walk.state == OBJECTED[2]
    last_day = closing(walk)
    walk.decide(late, "not_upheld").clock(clock.end_of(last_day))
    assert walk.process.state == "running" and not queries.open_entries(walk.case_id)
    walk.decide(latest, "upheld", "return").upto("examine", "district")
    assert walk.state == "3010"
    is_registered(walk.to_end())


@journey
def an_unclear_lead_is_answered_at_receipt() -> None:
    walk = on_notice(3)
    objection = walk.object_to()
    walk.act("receive_objection", {"admissible": "no", "receive_note": "线索不明"}, key=objection)
    assert objection_of(objection).verdict == "unclear" and walk.tasks(objection) == []
    is_registered(walk.to_end())


@journey
def who_investigated_an_objection_does_not_decide_it() -> None:
    walk = on_notice(1)
    objection = walk.object_to()
    walk.act("receive_objection", {"admissible": "yes", "receive_note": "线索具体"}, key=objection)
    walk.act("investigate", {"findings": "已走访邻里"}, key=objection, by="officer:901")
    task = walk.task("decide", objection)
    assert "officer:901" in task.barred and (task.role, task.organisation) == ("street_approver", "440402001")
    walk.act("decide", {"verdict": "not_upheld", "verdict_reasons": "经核实"}, key=objection)
    assert objection_of(objection).verdict == "not_upheld"
