"""Leaving by law: every exit of every gateway of the diagrams eviction… and delivery, by the forms of the tasks."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from app import engine
from app.leasing import commands, queries
from app.store import transaction
from tests.journeys.exits import Exit
from tests.journeys.leases import CHIEF, LINE, tenancy
from tests.journeys.table import journey


def exit_(ownership: int = 1, cause: str = "violation") -> Exit:
    """A lease whose end is due since 1 June 2026."""
    one = Exit("", date(2026, 6, 1))
    with one.at(time(9)), transaction():
        lease, _is_new = commands.take_lease({**LINE, "ownership": ownership})
        one.number = lease.number
        engine.send("exit_due", lease.number, {"lease_number": lease.number, "cause": cause}, by="system")
    return one


def demanded(**how: Any) -> Exit:
    """The demand is served on 1 June; the 15 days end on 16 June, nothing was said."""
    one = exit_(**how).does("exit_evidence").does("deliver")
    assert one.asked == ["exit_statement"] and one.due() == "2026-06-16"
    return one.on("2026-06-16").on("2026-06-17")


def decided() -> Exit:
    """The decision is served on 17 June: review until 17 August (the 16th is a Sunday), suit until 17 December."""
    one = demanded().does("exit_draft").does("exit_approve", CHIEF).does("deliver")
    assert one.asked == ["exit_remedy"] and one.due() == "2026-12-17"
    return one


def final() -> Exit:
    """Nobody appealed; the urging is served on 18 December, its ten working days end on 4 January 2027."""
    one = decided().on("2026-12-17")
    assert one.asked == ["exit_remedy"]
    one.on("2026-12-18").does("deliver").on("2027-01-01")
    assert one.asked == []
    return one.on("2027-01-05")


def applied() -> Exit:
    """The application was signed."""
    return final().does("exit_application").does("exit_sign", CHIEF)


def allowed() -> Exit:
    """The court allows it."""
    return applied().does("exit_court_answer").does("exit_ruling")


@journey
def who_neither_performs_nor_appeals_is_brought_to_the_court_and_out_of_the_home() -> None:
    one = final()
    assert one.asked == ["exit_application"] and one.due() == "2027-03-17", "three months after the remedies lapsed"
    one.does("exit_application").does("exit_sign", CHIEF).does("exit_court_answer").does("exit_ruling")
    one.does("exit_plan").does("exit_confirm_plan", CHIEF).does("exit_done")
    assert one.outcome == "executed" and one.asked == ["appoint"], "what is left to be settled"
    assert one.letters == ["exit_demand", "exit_decision", "exit_urging", "court_application", "leaving_notice"]


@journey
def who_performs_after_the_demand_stays() -> None:
    one = exit_().does("exit_evidence").does("deliver").does("exit_statement", heard="performed")
    assert one.outcome == "performed" and one.letters == ["exit_demand", "exit_ended"]


@journey
def a_defence_that_does_not_hold_does_not_shorten_the_period() -> None:
    one = exit_().does("exit_evidence").does("deliver").does("exit_statement")
    assert one.asked == [] and one.on("2026-06-16").asked == []
    assert one.on("2026-06-17").asked == ["exit_draft"]


@journey
def a_public_notice_counts_as_served_after_thirty_days() -> None:
    assert (
        exit_()
        .does("exit_evidence")
        .does("deliver", manner="public", public_reason="下落不明", receiver="公告栏")
        .due()
        == "2026-07-16"
    )


@journey
def what_the_approver_returns_is_drafted_again_and_may_be_dropped() -> None:
    one = demanded().does("exit_draft").does("exit_approve", CHIEF, exit_opinion="return", exit_reasons="事实不清")
    one.does("exit_draft").does("exit_approve", CHIEF, exit_opinion="drop", exit_reasons="已和解")
    assert one.outcome == "dropped" and one.letters == ["exit_demand", "exit_ended"]


@journey
def a_review_stops_the_wait_until_it_is_decided_and_then_leaves_fifteen_days() -> None:
    one = decided().on("2026-08-10").does("exit_remedy")
    assert one.on("2027-01-20").asked == ["exit_remedy_result"], "the six months are long over"
    one.does("exit_remedy_result")
    assert one.asked == ["exit_remedy"] and one.due() == "2027-02-04"
    assert one.on("2027-02-05").asked == ["deliver"]


@journey
def a_review_that_is_withdrawn_leaves_the_first_period_and_a_lost_suit_none() -> None:
    one = decided().on("2026-08-10").does("exit_remedy").on("2026-08-20")
    one.does("exit_remedy_result", remedy_result="withdrawn")
    assert one.due() == "2026-12-17"
    one.does("exit_remedy", remedy="suit").on("2027-03-10").does("exit_remedy_result")
    assert one.due() == "2027-03-10" and one.on("2027-03-11").asked == ["deliver"]


@journey
def a_decision_that_is_revoked_ends_the_exit() -> None:
    assert decided().does("exit_remedy").does("exit_remedy_result", remedy_result="revoked").outcome == "revoked"


@journey
def the_application_is_signed_by_another_and_too_late_after_three_months() -> None:
    one = final().does("exit_application").does("exit_sign", CHIEF, signing="return")
    assert one.asked == ["exit_application"] and one.on("2027-03-17").asked == ["exit_application"]
    assert one.on("2027-03-18").outcome == "time_barred" and one.asked == []


@journey
def an_application_that_nobody_signs_is_too_late_as_well() -> None:
    one = final().does("exit_application").does("exit_sign", CHIEF, signing="return").does("exit_application")
    assert one.on("2027-03-18").outcome == "time_barred"


@journey
def a_court_that_does_not_accept_is_told_so_by_the_higher_one() -> None:
    one = applied().does("exit_court_answer", court_answer="refused").does("exit_higher_court")
    assert one.does("exit_ruling", ruling="denied").outcome == "denied"


@journey
def when_the_higher_court_refuses_too_it_is_over() -> None:
    one = applied().does("exit_court_answer", court_answer="refused").does("exit_higher_court", higher_answer="refused")
    assert one.outcome == "refused"


@journey
def an_execution_is_planned_until_two_agree_and_again_when_it_did_not_happen() -> None:
    one = allowed().does("exit_plan").does("exit_confirm_plan", CHIEF, plan_opinion="return", plan_reasons="人手不足")
    one.does("exit_plan").does("exit_confirm_plan", CHIEF).does("exit_done", execution="postponed")
    one.does("exit_plan").does("exit_confirm_plan", CHIEF).does("exit_done")
    assert one.outcome == "executed"


def rescinded() -> Exit:
    """A society-invested home: the notice of rescission is served on 17 June."""
    one = demanded(ownership=2).does("exit_draft").does("exit_approve", CHIEF).does("deliver")
    assert one.letters == ["exit_demand", "exit_rescission"]
    return one


@journey
def a_civil_lease_is_rescinded_and_the_suit_won() -> None:
    one = rescinded().does("exit_sue").does("exit_judgment").does("exit_plan").does("exit_confirm_plan", CHIEF)
    assert one.does("exit_done").outcome == "executed"


@journey
def a_suit_that_is_lost_ends_it() -> None:
    assert rescinded().does("exit_sue").does("exit_judgment", judgment="lost").outcome == "lost"


@journey
def nobody_sues_for_three_years_and_it_is_too_late() -> None:
    one = rescinded().on("2029-06-18")
    assert one.asked == ["exit_sue"] and one.on("2029-06-19").outcome == "time_barred"


@journey
def a_civil_draft_is_returned_and_dropped() -> None:
    one = demanded(ownership=2).does("exit_draft").does("exit_approve", CHIEF, exit_opinion="return", exit_reasons="-")
    assert (
        one.does("exit_draft").does("exit_approve", CHIEF, exit_opinion="drop", exit_reasons="-").outcome == "dropped"
    )


@journey
def who_pays_everything_in_the_last_moment_stays() -> None:
    home = tenancy().until("2026-08-11")
    one = Exit(home.number, home.today).does("exit_evidence").does("deliver")
    home.pays(30968 + 5 * 60000).until("2026-08-12")
    one.today = home.today
    assert one.outcome == "settled" and "exit_statement" not in one.asked
    assert one.letters[-1] == "exit_ended", "the household reads that it may stay"


@journey
def who_pays_when_the_court_was_asked_stays_and_the_application_is_withdrawn() -> None:
    home = tenancy().until("2026-08-11")
    one = Exit(home.number, home.today).does("exit_evidence").does("deliver").on("2026-08-27")
    one.does("exit_draft").does("exit_approve", CHIEF).does("deliver").on("2027-03-02").does("deliver")
    one.on("2027-03-17").does("exit_application").does("exit_sign", CHIEF)
    home.today = one.today
    home.pays(10_000_00).until("2027-03-18")
    one.today = home.today
    assert one.outcome == "settled" and one.asked == ["exit_withdraw"]
    assert one.letters[-2:] == ["exit_ended", "court_withdrawal"]
    assert "exit_withdraw" not in one.does("exit_withdraw").asked


@journey
def who_gives_the_home_back_has_left() -> None:
    one = demanded()
    with one.at(), transaction():
        engine.send("home_returned", one.number, {}, by="system")
    assert one.outcome == "returned" and one.asked == []


@journey
def a_second_cause_joins_the_exit_that_is_open() -> None:
    one = exit_()
    with one.at(), transaction():
        lease = queries.by_number(one.number)
        engine.send("exit_due", lease.number, {"lease_number": lease.number, "cause": "arrears"}, by="system")
    assert one.asked == ["exit_evidence"]
