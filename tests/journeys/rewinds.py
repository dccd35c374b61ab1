"""An administrator sets an application back: it goes its way again, and nothing of the first time is erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app import engine
from app.cases import queries as cases
from app.errors import Conflict
from app.publicity import queries as notices
from tests.journeys.acceptance import REFUSE, is_registered
from tests.journeys.table import journey
from tests.journeys.walk import COUPLE, Walk, begin

ONE, OTHER = "officer:91", "officer:92"


def do(walk: Walk, kind: str, **what: Any) -> engine.Process:
    """One administrator proposes, another approves."""
    with walk.at():
        made = engine.propose(walk.process_id, kind, what, reason="核对后发现有误", by=ONE)
        return engine.approve(made.id, by=OTHER)


def last(walk: Walk) -> int:
    """The number of the newest journal entry."""
    with walk.at():
        return engine.history(walk.process_id)[-1].seq


@journey
def a_review_that_went_wrong_is_set_back_to_the_home_visit_and_done_again() -> None:
    walk = begin(COUPLE).upto("home_visit")
    there = last(walk)
    walk.upto("approve")
    entries = last(walk)
    do(walk, "rewind", to=there)
    assert [task.element for task in walk.tasks()] == ["home_visit"]
    assert last(walk) == entries + 1
    is_registered(walk.to_end())


@journey
def an_acceptance_is_taken_again_and_its_receipt_stays() -> None:
    walk = begin()
    first = last(walk)
    walk.act("accept")
    do(walk, "rewind", to=first)
    is_registered(walk.to_end())


@journey
def a_registration_made_in_error_is_set_back_into_the_last_examination() -> None:
    walk = begin().upto("examine", "city")
    there = last(walk)
    walk.to_end()
    do(walk, "rewind", to=there)
    assert [task.element for task in walk.tasks()] == ["examine"] and walk.process.state == "running"


@journey
def a_skipped_home_visit_leaves_nothing_to_keep_so_its_keeping_is_skipped_too() -> None:
    walk = begin(COUPLE).upto("home_visit")
    stopped = do(walk, "skip", token=walk.task("home_visit").token)
    assert stopped.trouble is not None and stopped.trouble["element"] == "keep_home_visit"
    assert do(walk, "skip", token=None, element="keep_home_visit").state == "running"
    is_registered(walk.to_end())
    assert "home_visited" not in walk.timeline


@journey
def a_review_set_back_before_its_notice_takes_the_running_notice_down_and_publishes_again() -> None:
    walk = begin().upto("approve", "street")
    there = last(walk)
    walk.upto_notice(1)
    objection, first = walk.object_to(), walk.entry.id
    with walk.at():
        told = engine.rewind_preview(walk.process_id, there).compensations
    assert [(one.name, one.key, one.data["result"]["entry_id"]) for one in told] == [
        ("notice_recalled", str(walk.case_id), first)
    ]
    do(walk, "rewind", to=there)
    assert notices.open_entries(walk.case_id) == [] and walk.state == "2040", "the first notice is to be published"
    assert walk.timeline[-1] == "notice_taken_down" and [one.element for one in walk.tasks()] == ["approve"]
    walk.decide(objection, "not_upheld").upto_notice(1)
    assert walk.entry.id != first
    is_registered(walk.to_end())


@journey
def a_notice_whose_period_is_over_counts_no_longer_when_its_review_is_set_back() -> None:
    walk = begin().upto("approve", "street")
    there = last(walk)
    walk.upto_notice(2)
    do(walk, "rewind", to=there)
    assert notices.open_entries(walk.case_id) == [] and walk.state == "2040", "the first notice is to be published"
    assert walk.timeline[-2:] == ["notice_taken_down"] * 2, "the second is taken down first, then the first is void"
    is_registered(walk.to_end())


def is_revoked(walk: Walk, state: str) -> None:
    """The household was told, the case goes on in that state, and its members are its own again."""
    assert walk.letters[-1] == "decision_revoked" and walk.timeline[-1] == "decision_revoked"
    assert walk.state == state and walk.case.closed_at is None and all(one.live for one in cases.members(walk.case))


@journey
def a_rejection_that_was_wrong_is_revoked_by_a_letter_when_it_is_set_back() -> None:
    walk = begin().upto("examine", "district")
    there = last(walk)
    walk.opinion("reject", codes=["X-INCOME"])
    assert walk.state == "3030" and walk.letters[-1] == "rejection"
    do(walk, "rewind", to=there)
    is_revoked(walk, "3010")
    is_registered(walk.to_end())


@journey
def a_refusal_to_accept_is_revoked_too() -> None:
    walk = begin()
    there = last(walk)
    walk.act("accept", REFUSE)
    do(walk, "rewind", to=there)
    is_revoked(walk, "1010")
    is_registered(walk.to_end())


@journey
def a_rejection_after_an_objection_goes_back_to_the_objections() -> None:
    walk = begin().upto_notice(1)
    objection, other = walk.object_to("a"), walk.object_to("b")
    walk.decide(objection, "upheld", "reject").wait()
    there = last(walk)
    walk.decide(other, "not_upheld")
    assert walk.state == "4060"
    do(walk, "rewind", to=there)
    is_revoked(walk, "2060")


@journey
def an_application_that_was_ended_in_error_goes_on_and_its_household_is_told() -> None:
    walk = begin().upto("home_visit")
    there = last(walk)
    walk.upto("examine", "street")
    state, due = walk.state, walk.task("examine").due_at
    do(walk, "cancel")
    assert walk.state == "7010" and not any(one.live for one in cases.members(walk.case))
    walk.clock(walk.now + timedelta(days=7))
    do(walk, "rewind", to=there)
    is_revoked(walk, state)
    visit = walk.task("home_visit")
    assert due is not None and visit.due_at is not None and visit.due_at > walk.now, "the time since is given back"
    is_registered(walk.to_end())


@journey
def an_ended_application_stays_ended_when_its_household_stands_in_another_by_now() -> None:
    walk = begin().upto("examine", "street")
    there = last(walk) - 1
    do(walk, "cancel")
    again = begin(at=walk.now.strftime("%Y-%m-%d %H:%M"), external_ref="once more")
    with pytest.raises(Conflict, match="已经在别的申请里"):
        do(walk, "rewind", to=there)
    assert walk.state == "7010" and walk.tasks() == [] and again.tasks()


@journey
def what_its_household_has_withdrawn_no_administrator_revives() -> None:
    walk = begin()
    there = last(walk)
    walk.withdraw()
    with pytest.raises(Conflict, match="已经撤回"):
        do(walk, "rewind", to=there)
    assert walk.tasks() == [] and walk.case.closed_at is not None


@journey
def one_that_was_ended_while_it_was_shown_goes_back_to_before_its_notice_only() -> None:
    walk = begin().upto("approve", "street")
    before = last(walk)
    walk.upto_notice(1)
    there = last(walk)
    do(walk, "cancel")
    with pytest.raises(Conflict, match="公示"):
        do(walk, "rewind", to=there)
    do(walk, "rewind", to=before)
    assert walk.case.closed_at is None and notices.open_entries(walk.case_id) == []
    is_registered(walk.upto_notice(1).to_end())
