"""初审, 复审, 终审: agree, return to either side, reject, suspect; two pairs of eyes; and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from app import engine
from app.calendar import deadline
from app.cases import queries as cases
from app.errors import NotAllowed
from app.exchange import queries as checks
from app.exchange.simulators.invented import UNKNOWN
from app.review import queries as reviews
from tests.exchange.by_hand import typed_all
from tests.journeys.acceptance import is_registered, is_withdrawn
from tests.journeys.table import journey, journeys
from tests.journeys.walk import COUPLE, Walk, begin

REJECTED = {"street": ("2030", "440402001"), "district": ("3030", "XZ"), "city": ("4030", "ZH")}


def is_rejected(walk: Walk, level: str, state: str) -> None:
    """Ended as rejected at a level or after a notice, with one letter; nobody is asked and nobody stands on the list."""
    assert (walk.state, walk.process.state, walk.tasks()) == (state, "done", [])
    outcome = walk.process.outcome or {}
    assert (outcome["ending"], outcome["level"]) == ("rejected", level)
    assert walk.letters.count("rejection") == 1 and walk.timeline[-1] == "rejected"
    assert walk.case.closed_at is not None and walk.waiting_entry is None


def _rejected_at(level: str) -> Callable[[], object]:
    def at_level() -> None:
        walk = begin().upto("examine", level).opinion("reject", codes=["X-INCOME", "X-ASSETS"])
        state, issuer = REJECTED[level]
        is_rejected(walk, level, state)
        letter = cases.letters(walk.case)[0]
        assert (letter.issuer, letter.data["opinion"]) == (issuer, "材料与事实不符")
        assert [reason["code"] for reason in letter.data["reasons"]] == ["X-INCOME", "X-ASSETS"]

    at_level.__name__ = f"the_{level}_rejects_with_reasons"
    return at_level


journeys(_rejected_at, ("street",), ("district",), ("city",))


@journey
def the_clock_stands_while_the_applicant_corrects_and_goes_on_with_what_was_left() -> None:
    walk = begin().upto("examine", "street")
    assert walk.due("examine") == "2026-03-16"  # ten working days from 2026-03-02
    walk.clock("2026-03-05 10:00").opinion("return_applicant")
    assert (walk.state, walk.due("correct"), walk.letters[-1]) == ("2020", "2026-03-26", "correction")
    assert [task.element for task in walk.tasks()] == ["correct"]
    walk.clock("2026-03-24 10:00")
    assert walk.urges() == []  # the old last day is over, but the ball was not the office's
    walk.act("correct")
    assert (walk.state, walk.due("examine")) == ("2010", "2026-04-02")  # three of ten were used
    walk.clock("2026-04-03 00:00")
    (urge,) = walk.urges()
    walk.finish(urge)
    is_registered(walk.to_end())
    assert walk.urges() == [] and [pause.reason for pause in cases.pauses(walk.case)] == ["correction"]


def _corrected_at(level: str) -> Callable[[], object]:
    def at_level() -> None:
        walk = begin().upto("examine", level).opinion("return_applicant").act("correct").act("examine")
        walk.act("approve", {"approval": "send_back", "approval_note": "请补充说明"})
        assert engine.variables(walk.task("examine").id)["approval_note"] == "请补充说明"
        is_registered(walk.to_end())

    at_level.__name__ = f"a_correction_comes_back_to_the_{level}_that_asked"
    return at_level


journeys(_corrected_at, ("district",), ("city",))


CAR = {"plate": "粤C80808", "value": 60000}


def _rechecked_at(level: str, at: str) -> Callable[[], object]:
    def at_level() -> None:
        walk = begin(COUPLE).upto("examine", level)
        days, seen = dict(walk.case.stage_days), len(reviews.assessments(walk.case_id))
        walk.opinion("return_applicant")
        assert walk.state == {"3010": "3025", "4010": "4025"}[at]
        walk.correct(lambda declared: declared["members"][1].update(declared_monthly_income=2100))
        (asked,) = walk.tasks()
        assert (asked.element, asked.role, asked.organisation) == ("civil_again", "civil_affairs", "XZ")
        assert asked.due_on == deadline(walk.now.date(), 5, "wd") and walk.state == at
        walk.act("civil_again")
        assert [task.element for task in walk.tasks()] == ["examine"] and len(reviews.income_checks(walk.case_id)) == 2
        rounds = checks.rounds(walk.case_id)
        assert len(rounds) == 2 and rounds[0].result is not None
        assert {check.reused_from is not None for check in checks.valid_checks(rounds[0].id)} == {True}
        assert len(reviews.assessments(walk.case_id)) == seen + 1
        assert dict(walk.case.stage_days) == days, "what was done stays done"
        is_registered(walk.to_end())

    at_level.__name__ = f"what_is_corrected_at_the_{level}_is_compared_and_assessed_anew_before_it_decides"
    return at_level


journeys(_rechecked_at, ("district", "3010"), ("city", "4010"))


@journey
def civil_affairs_is_asked_again_about_incomes_only() -> None:
    walk = begin(COUPLE).upto("examine", "district").opinion("return_applicant")
    walk.correct(lambda declared: declared["members"][1].update(declared_deposits=900))
    assert [task.element for task in walk.tasks()] == ["examine"] and len(reviews.income_checks(walk.case_id)) == 1
    is_registered(walk.to_end())


@journey
def what_is_corrected_at_the_street_is_checked_when_its_time_comes() -> None:
    walk = begin(COUPLE).upto("examine", "street").opinion("return_applicant")
    walk.correct(lambda declared: declared["members"][1].update(declared_monthly_income=2100))
    assert [task.element for task in walk.tasks()] == ["examine"] and checks.rounds(walk.case_id) == []
    is_registered(walk.to_end())
    assert len(checks.rounds(walk.case_id)) == 1


@journey
def only_what_a_correction_made_new_is_asked_and_the_clock_counts_it() -> None:
    walk = begin().upto("examine", "district")
    assert walk.due("examine") == "2026-03-23"  # ten working days from 2026-03-09
    walk.clock("2026-03-12 10:00").opinion("return_applicant").clock("2026-03-20 10:00")
    walk.correct(lambda declared: declared["members"][0].update(vehicles=[CAR]))
    assert (walk.state, walk.tasks()) == ("3005", [])
    asked = [check for check in checks.valid_checks(checks.rounds(walk.case_id)[0].id) if check.state == "pending"]
    assert [check.department for check in asked] == ["police"]
    walk.clock("2026-03-24 10:00").ask_departments()
    assert walk.due("examine") == "2026-03-31"  # three of ten were used; the joint check lies inside what was left
    is_registered(walk.upto("examine").opinion("agree").to_end())


@journey
def the_clock_stands_while_a_person_finds_out_what_a_correction_made_new() -> None:
    walk = begin().upto("examine", "city")
    due = walk.task("examine").due_on
    walk.opinion("return_applicant")
    for record in walk.departments.records.values():
        record[UNKNOWN] = ["police"]
    walk.correct(lambda declared: declared["members"][0].update(vehicles=[CAR]))
    assert walk.state == "4005"
    walk.ask_departments()
    assert walk.state == "4006" and [task.element for task in walk.tasks()] == ["assist"]
    walk.clock(datetime.combine(deadline(walk.now.date(), 3, "wd"), time(10), walk.now.tzinfo))
    walk.act("assist", typed_all("nothing"))
    assert walk.state == "4010" and due is not None and walk.task("examine").due_on == deadline(due, 3, "wd")
    pauses = [(pause.reason, pause.ended_at is not None) for pause in cases.pauses(walk.case)]
    assert pauses == [("correction", True), ("assistance", True)]
    is_registered(walk.upto("examine").opinion("agree").to_end())


@journey
def an_applicant_who_does_not_correct_in_time_has_withdrawn() -> None:
    walk = begin().upto("examine", "street").opinion("return_applicant")
    assert walk.due("correct") == "2026-03-23"
    assert walk.clock("2026-03-23 23:59").state == "2020"
    is_withdrawn(walk.clock("2026-03-24 00:00"))
    letter = cases.letters(walk.case)[0].data
    assert (letter["cause"], letter["due_on"]) == ("silence", "2026-03-23")


def _returned(level: str, notices: int) -> Callable[[], object]:
    below = {"district": "street", "city": "district"}[level]

    def to_the_level_below() -> None:
        walk = begin(COUPLE).upto("examine", level).opinion("return_previous", "请核实住房情况")
        assert [task.element for task in walk.tasks()] == ["examine"]
        assert engine.variables(walk.task("examine").id)["level"] == below
        assert walk.state == {"street": "2010", "district": "3010"}[below]
        is_registered(walk.to_end())
        assert walk.timeline.count("notice_published") == notices
        assert [o.opinion for o in reviews.opinions(walk.case_id)].count("return_previous") == 1

    to_the_level_below.__name__ = f"the_{level}_returns_to_the_{below}_which_reviews_again"
    return to_the_level_below


journeys(_returned, ("district", 4), ("city", 4))


@journey
def the_street_has_no_level_before_it() -> None:
    walk = begin().upto("examine", "street")
    try:
        walk.act("examine", {"opinion": "return_previous", "reasons": "请核实住房情况"})
    except AssertionError as refused:
        assert "opinion" in str(refused)
    else:
        raise AssertionError("the street returned a case to nobody")


def _suspected_at(level: str) -> Callable[[], object]:
    def at_level() -> None:
        walk = begin().upto("examine", level)
        before = walk.state
        walk.opinion("suspect", "收入证明疑似伪造")
        assert walk.state == "9010" and walk.task("integrity").organisation == "XZ"
        assert "疑似伪造" not in " ".join(e.title + e.text for e in cases.timeline(walk.case, "applicant"))
        walk.act("integrity")
        assert walk.state == before and cases.pauses(walk.case)[0].ended_at is not None
        is_registered(walk.to_end())

    at_level.__name__ = f"a_suspicion_at_the_{level}_that_is_cleared_goes_on_there"
    return at_level


journeys(_suspected_at, ("street",), ("district",), ("city",))


@journey
def the_clock_stands_while_a_suspicion_is_looked_into() -> None:
    walk = begin().upto("examine", "street").clock("2026-03-04 10:00").opinion("suspect", "收入证明疑似伪造")
    walk.clock("2026-03-18 10:00")
    assert walk.urges() == []
    walk.act("integrity")
    assert walk.due("examine") == "2026-03-30"  # two of ten were used


@journey
def a_confirmed_suspicion_rejects_with_the_finding() -> None:
    walk = begin().upto("examine", "district").opinion("suspect", "收入证明疑似伪造")
    walk.act("integrity", {"finding": "confirmed", "finding_note": "经单位证实系伪造"})
    is_rejected(walk, "district", "3030")
    assert cases.letters(walk.case)[0].data["opinion"] == "经单位证实系伪造"


@journey
def a_suspicion_that_the_district_confirms_is_rejected_by_it_also_at_the_street() -> None:
    walk = begin().upto("examine", "street").opinion("suspect", "收入证明疑似伪造")
    walk.act("integrity", {"finding": "confirmed", "finding_note": "经单位证实系伪造"})
    is_rejected(walk, "street", "2030")
    letter = cases.letters(walk.case)[0]
    assert (letter.issuer, letter.data["level_name"], letter.data["automated"]) == ("XZ", "诚信核查", False)
    assert ["第三十五条第一款" in one["article"] for one in letter.data["reasons"]] == [True]


def refused(act: Callable[[], object]) -> None:
    """The engine does not allow it."""
    try:
        act()
    except NotAllowed:
        return
    raise AssertionError("four eyes became two")


def _four_eyes(level: str) -> Callable[[], object]:
    def hold() -> None:
        walk = begin().upto("examine", level)
        one, other = ("officer:901", "officer:902")
        walk.act("examine", by=one)
        task = walk.task("approve")
        assert one in task.barred
        refused(lambda: walk.act("approve", by=one))
        refused(lambda: engine.claim(task.id, by=one))
        refused(lambda: engine.hand_over(task.id, one, by=other))
        engine.claim(task.id, by=other)
        refused(lambda: engine.hand_over(task.id, one, by=other))
        refused(lambda: engine.assign(task.id, one, by="officer:903"))
        walk.act("approve", {"approval": "send_back", "approval_note": "请再核实"}, by=other)
        walk.act("examine", by=other)  # the second handler is barred too, and the first one still is
        assert set(walk.task("approve").barred) >= {one, other}
        refused(lambda: walk.act("approve", by=other))
        walk.act("approve", by="officer:903")
        assert walk.task is not None

    hold.__name__ = f"nobody_approves_at_the_{level}_what_they_examined"
    return hold


journeys(_four_eyes, ("street",), ("city",))


@journey
def an_assessment_that_finds_against_the_family_is_signed_by_a_person() -> None:
    walk = begin("000002", town="440402001").upto("examine", "district")
    found = reviews.latest_assessment(walk.case_id)
    assert found is not None and not found.eligible and found.codes == ["X-COMMERCIAL"]
    assert walk.state == "3010"  # the table rejects nobody
    walk.act("examine").act("approve")
    is_rejected(walk, "district", "3030")
    assert walk.case.closed_at is not None and walk.case.closed_at.date() >= date(2026, 3, 9)
