"""受理: accepted, supplemented, refused, silence of either side; and the whole way to the waiting list."""

from __future__ import annotations

from datetime import date

from app.cases import queries as cases
from tests.journeys.table import journey
from tests.journeys.walk import COUPLE, Walk, begin

SUPPLEMENT = {"outcome": "supplement", "missing": ["D02", "D05"], "missing_other": "收入证明缺盖章"}
REFUSE = {"outcome": "refuse", "missing": ["D02"], "missing_other": "仍缺身份证明"}
WHOLE_WAY = [
    "submitted", "accepted", "home_visited", "review_begun", "review_concluded",
    "notice_published", "notice_closed", "notice_concluded",
    "joint_check_closed", "income_checked", "assessed", "review_begun", "review_concluded",
    "notice_published", "notice_closed", "notice_concluded",
    "review_begun", "review_concluded", "notice_published", "notice_closed", "notice_concluded",
    "waiting_list_entered",
]  # fmt: skip


def is_registered(walk: Walk) -> None:
    """On the waiting list, with receipt and letter, and nobody is asked anything more."""
    assert (walk.state, walk.process.state, walk.tasks()) == ("5010", "done", [])
    assert walk.process.outcome is not None and walk.process.outcome["ending"] == "registered"
    assert walk.waiting_entry.receipt_number.startswith("ZHLH")
    assert walk.letters[-1] == "registration" and walk.letters.count("registration") == 1


def is_withdrawn(walk: Walk) -> None:
    """Ended as withdrawn: the household is free again and nobody is asked."""
    assert (walk.state, walk.process.state, walk.tasks()) == ("0000", "done", [])
    told = [kind for kind in walk.timeline if kind != "objection_closed"]
    assert walk.letters[-1] == "withdrawn" and told[-1] in ("withdrawn", "notice_taken_down")
    assert walk.case.closed_at is not None and not any(member.live for member in cases.members(walk.case))
    assert all(pause.ended_at for pause in cases.pauses(walk.case)) and walk.waiting_entry is None


@journey
def a_family_passes_three_reviews_and_three_notices_to_the_waiting_list() -> None:
    walk = begin(COUPLE).to_end()
    is_registered(walk)
    assert walk.timeline == WHOLE_WAY
    assert walk.letters == ["receipt", "registration"]
    assert walk.case.accepted_on == date(2026, 3, 2)


@journey
def the_income_of_a_newly_employed_is_not_checked_by_civil_affairs() -> None:
    walk = begin().to_end()
    is_registered(walk)
    assert walk.timeline == [kind for kind in WHOLE_WAY if kind != "income_checked"]


@journey
def what_is_missing_is_asked_once_and_the_answer_is_examined_anew() -> None:
    walk = begin().act("accept", SUPPLEMENT)
    assert (walk.state, walk.letters, walk.due("supplement")) == ("1020", ["supplement"], "2026-03-23")
    walk.clock("2026-03-10 10:00").act("supplement")
    assert (walk.state, walk.due("accept")) == ("1010", "2026-03-17")  # five working days from the answer
    (pause,) = cases.pauses(walk.case)
    assert (pause.reason, pause.began_at.day, pause.ended_at and pause.ended_at.day) == ("supplement", 2, 10)
    walk.clock("2026-03-17 10:00").act("accept")
    assert (walk.case.accepted_on, walk.due("home_visit")) == (date(2026, 3, 17), "2026-03-31")
    is_registered(walk.to_end())
    assert walk.letters == ["supplement", "receipt", "registration"]


@journey
def after_two_rounds_a_third_is_not_offered_and_refusing_tells_why() -> None:
    walk = begin().act("accept", SUPPLEMENT).act("supplement").act("accept", SUPPLEMENT).act("supplement")
    try:
        walk.answers(walk.task("accept"), SUPPLEMENT)
    except AssertionError as refused:
        assert "outcome" in str(refused)
    else:
        raise AssertionError("a third round was offered")
    walk.act("accept", REFUSE)
    assert (walk.state, walk.process.state, walk.tasks()) == ("1030", "done", [])
    assert walk.letters == ["supplement", "supplement", "refusal"]
    assert walk.case.closed_at is not None and walk.timeline[-1] == "refused"


@journey
def an_application_may_be_refused_at_once() -> None:
    walk = begin().act("accept", REFUSE)
    assert (walk.state, walk.letters, walk.timeline) == ("1030", ["refusal"], ["submitted", "refused"])


@journey
def an_office_silent_for_five_working_days_has_accepted() -> None:
    walk = begin().clock("2026-03-09 23:59:59")
    assert walk.state == "1010" and walk.due("accept") == "2026-03-09"
    walk.clock("2026-03-10 00:00")
    assert (walk.state, walk.letters, walk.case.accepted_on) == ("1050", ["receipt"], date(2026, 3, 2))
    assert [task.element for task in walk.tasks()] == ["home_visit"]
    assert walk.due("home_visit") == "2026-03-23"  # silence at the end of 03-09 costs the family no further day
    receipt = cases.letters(walk.case)[0].data
    assert (receipt["silent"], receipt["promised_on"]) == (True, "2026-03-23")
    is_registered(walk.to_end())


@journey
def a_citizen_silent_for_fifteen_working_days_has_withdrawn() -> None:
    walk = begin().act("accept", SUPPLEMENT).clock("2026-03-23 23:59:59")
    assert walk.state == "1020"
    is_withdrawn(walk.clock("2026-03-24 00:00"))
    assert walk.letters == ["supplement", "withdrawn"]
