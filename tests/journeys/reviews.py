"""The yearly review of a lease: declared or not, checked, kept, changed or cancelled; every way of the diagram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app import engine
from app.leasing import commands, queries
from app.leasing.queries import lists, requests
from app.people import commands as people
from app.store import transaction
from app.store.database import ZONE
from tests.journeys import coverage
from tests.journeys.homes import taken
from tests.journeys.leases import LINE
from tests.journeys.returns import GIVEN, Return
from tests.journeys.table import journey

DECLARED = {
    "declaration": {"persons": 2, "income": 4200, "members_changed": "no", "housing_changed": "no", "changes": ""}
}
GIVEN.update({
    "declare": DECLARED,
    "undeclared": {"undeclared_outcome": "longer", "undeclared_note": "承租人住院"},
    "review_propose": {"review_outcome": "keep", "review_reason": "收入、住房没有变化"},
    "review_confirm": {"review_opinion": "agree"},
})  # fmt: skip


@dataclass
class Review(Return):
    """A lease whose first anniversary came on 16 March 2027."""

    @property
    def process_id(self) -> int:
        """The process of the review."""
        with transaction():
            [process] = [one for one in engine.processes_of(self.number) if one.diagram == "annual_review"]
            return process.id


def reviewed(*, account: bool = False) -> Review:
    """The ticker opens the review, once."""
    one = Review("", date(2027, 3, 16))
    with one.at(time(0, 1)), transaction():
        lease, _is_new = commands.take_lease(LINE)
        one.number = lease.number
        if account:
            citizen = people.register_citizen("13800138000", "11010519491231002X", "陈志强", "four plain words here")
            one.account_id = lease.account_id = citizen.id
        assert commands.open_reviews() == 1 and commands.open_reviews() == 0
        assert lists.lines(None, lists.Wish(show="review")).total == 1
    return one


@journey
def a_declaration_is_answered_by_two_officers() -> None:
    one = reviewed(account=True)
    assert [(task.role, str(task.due_on)) for task in one.tasks] == [("applicant", "2027-04-15")]
    one.does("declare").does("review_propose").does("review_confirm", review_opinion="return", review_note="请核收入")
    one.does("review_propose").does("review_confirm")
    assert (one.state(), one.asked, one.letters) == (("running", "granted"), [], ["annual_review_result"])
    with one.at(), transaction():
        assert commands.open_reviews() == 0, "the same anniversary is not reviewed twice"


@journey
def another_income_is_another_rent_from_the_next_month() -> None:
    one = reviewed().does("declare").on("2027-03-20")
    one.does("review_propose", review_outcome="tier", review_tier="80", review_reason="收入提高")
    one.does("review_confirm")
    with transaction():
        assert queries.rent_on(one.lease.id, date(2027, 3, 31)).monthly_fen == 60000
        assert queries.rent_on(one.lease.id, date(2027, 4, 1)).monthly_fen == 80000
        assert requests.requests_of(one.lease.id)[0].decided["tier_from"] == "2027-04-01"


@journey
def who_does_not_declare_is_reminded_twice_and_never_cancelled_by_a_clock() -> None:
    one = reviewed().on("2027-04-01").on("2027-04-11")
    assert one.on("2027-04-15").asked == ["declare"]
    assert one.on("2027-04-16").asked == ["undeclared"] and one.state() == ("running", "open")
    one.does("undeclared")
    assert one.asked == ["declare"]
    with transaction():
        sent = coverage.passed(one.process_id)
    assert {"annual_review/remind_first_to_remind", "annual_review/remind_second_to_remind"} <= sent
    one.on("2027-06-01").does("undeclared", undeclared_outcome="without")
    assert one.asked == ["review_propose"]
    one.does("review_propose").does("review_confirm")
    assert one.state() == ("running", "granted")


@journey
def who_no_longer_fits_is_cancelled_by_two_and_leaves() -> None:
    one = reviewed().on("2027-04-16").does("undeclared", undeclared_outcome="cancel", undeclared_note="另购住房")
    one.does("review_propose", review_outcome="cancel", review_reason="名下另有住房")
    one.does("review_confirm")
    assert one.asked == ["appoint"] and one.state()[0] == "leaving"
    assert one.letters == ["annual_review_result", "leaving_notice"]


@journey
def a_household_with_a_case_is_checked_again_by_the_departments() -> None:
    home = taken().checked().signed().pays(400000).has_keys()
    walk = home.walk
    walk.now = datetime.combine(walk.now.date() + timedelta(days=366), time(9), ZONE)
    with walk.at():
        assert commands.open_reviews() == 1
    one = Review(home.number, walk.now.date())
    one.does("declare")
    walk.process_id = one.process_id
    for _round in range(20):
        if "review_propose" in one.asked:
            break
        assist = [task for task in one.tasks if task.element == "assist"]
        if assist:
            walk.finish(assist[0])
        elif not walk.ask_departments():
            walk.wait()
    one.today = walk.now.date()
    one.does("review_propose").does("review_confirm")
    assert one.state()[1] == "granted"


@journey
def what_was_paid_for_a_lease_that_did_not_come_about_goes_back() -> None:
    home = taken().checked().signed().pays(1000)
    walk = home.walk
    walk.clock(walk.now + timedelta(days=30))
    one = Return(home.number, walk.now.date())
    one.does("give_account").does("pay_refund").does("confirm_refund")
    assert walk.process.state == "done"
    with walk.at():
        assert queries.advance_of(home.lease.id) == 0 and home.lease.state == "ended"
