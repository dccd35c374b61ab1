"""The rent subsidy: every exit of the agreement, its review, its changes, and of a month's close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from app import engine
from app.cases import commands as cases
from app.cases import queries as papers
from app.cases.rules import states
from app.leasing.commands import subsidies as commands
from app.leasing.commands import subsidy_months
from app.leasing.queries import subsidies as queries
from app.leasing.records import Subsidy, SubsidyMonth
from app.people import queries as people
from app.registry import acting_as
from app.store import clock, transaction
from app.store.database import ZONE
from app.web import forms
from tests.journeys.table import journey
from tests.journeys.walk import ALONE, CITIZEN, application

TYPED: dict[str, dict[str, Any]] = {
    "check": {"persons": "2", "own_area": "4.5", "check_outcome": "pass"},
    "sign": {"sign_answer": "sign", "signature": "本人"},
    "account": {"account_confirmed": "on"},
    "approve": {"approve_opinion": "agree"},
    "declare": {"declare_answer": "continue", "persons": "3", "own_area": "5"},
    "propose": {"propose_opinion": "continue", "persons": "3", "own_area": "5"},
    "decide": {"decide_opinion": "agree"},
    "change": {"change_opinion": "change", "persons": "3", "own_area": "5"},
    "lines": {"lines_opinion": "right"},
    "close": {"close_opinion": "agree"},
}
SECOND = ("approve", "decide", "close")
"""The forms of the second person."""
ACCOUNT = "6217000000000001234"


@dataclass
class Helped:
    """A household that waits, its subsidy, and the day it is."""

    number: str
    case_id: int
    today: date

    def at(self, hour: int = 10) -> Any:
        return clock.fixed(datetime.combine(self.today, time(hour), ZONE))

    def on(self, day: str) -> Helped:
        """That morning, after what the house does by itself."""
        self.today = date.fromisoformat(day)
        with self.at(0):
            while engine.tick(100):
                pass
            with transaction():
                commands.find_stopping()
            with transaction():
                subsidy_months.start_the_month()
            while engine.tick(100):
                pass
        return self

    def tasks(self, key: str = "") -> list[engine.Task]:
        with transaction():
            return engine.open_tasks(business_key=key or self.number)

    @property
    def asked(self) -> list[str]:
        """The open tasks, by the short names of their forms."""
        return [str(task.form).removeprefix("leasing.subsidy_") for task in self.tasks()]

    def does(self, form: str, key: str = "", **typed: Any) -> Helped:
        """Somebody who may fills in the open task of that form."""
        [task] = [one for one in self.tasks(key) if one.form == f"leasing.subsidy_{form}"]
        given = {**TYPED.get(form, {}), **typed}
        with self.at(), transaction():
            filled = forms.find(str(task.form)).fill(MultiDict(given), engine.variables(task.id))
            assert not filled.errors, filled.errors
            found = people.officers_of(str(task.role), str(task.organisation)) if task.role != "applicant" else []
            by = next((one.actor for one in found if one.actor not in task.barred), CITIZEN)
            engine.complete(task.id, filled.answers, by=by)
        return self

    def keeps_account(self) -> Helped:
        """The household's account is written down."""
        with self.at(), transaction():
            commands.keep_account(self.subsidy, "中国银行珠海分行", ACCOUNT)
        return self

    def month(self, key: str, form: str, **typed: Any) -> Helped:
        """A task of that month's close."""
        return self.does(form, f"BT{key}", **typed)

    def run(self, month: str) -> SubsidyMonth:
        with transaction():
            return queries.month_by_name(month)

    def states(self, month: str) -> list[tuple[str, str, int]]:
        """Of each line of a month: for which month, its state, fen."""
        with transaction():
            run = queries.month_by_name(month)
            return [(line.for_month, line.state, line.amount_fen) for line, _one in queries.lines_of_month(run.id)]

    def bank_returns(self, month: str) -> Helped:
        """The bank returns the payments of that month."""
        with self.at(), transaction(), acting_as("officer:1"):
            for line, _one in queries.lines_of_month(queries.month_by_name(month).id):
                subsidy_months.give_back(line, "账号与户名不符", self.today)
        return self

    @property
    def subsidy(self) -> Subsidy:
        return queries.subsidy_by_number(self.number)

    @property
    def stands(self) -> tuple[str, str]:
        """State and cause of the agreement."""
        with transaction():
            return self.subsidy.state, self.subsidy.cause

    @property
    def letters(self) -> list[str]:
        """The kinds of the letters written, oldest first."""
        with transaction():
            found = papers.letters(papers.case_by_id(self.case_id))
            return [one.kind.removeprefix("subsidy_") for one in sorted(found, key=lambda one: one.id)]


def asks(category: int = 30, day: str = "2026-03-02") -> Helped:
    """A household on the waiting list asks."""
    one = Helped("", 0, date.fromisoformat(day))
    with one.at(), transaction():
        asked = application(ALONE) | {"category": category, "submitted_on": day}
        case = cases.open_case(asked, account_id=None, channel="paper", by="system")
        cases.set_state(case, states.REGISTERED)
        one.case_id, one.number = case.id, commands.ask(case, by=CITIZEN).number
    return one


def runs() -> Helped:
    """An agreement of two persons from April 2026 on: 10.00 × 2 × 10.50 = 210.00 a month."""
    one = asks().does("check").keeps_account().does("sign").does("approve")
    assert one.stands == ("running", "")
    return one


@journey
def a_household_gets_its_subsidy_until_it_does_not_ask_for_a_review() -> None:
    one = runs()
    with transaction():
        assert one.number.startswith("BTXZ2026-") and one.subsidy.number == one.number
        assert (str(one.subsidy.start_on), str(one.subsidy.end_on)) == ("2026-04-01", "2027-03-31")
    one.on("2027-03-01")
    assert one.asked == []
    assert one.on("2027-03-02").asked == ["declare"] and str(one.tasks()[0].due_on) == "2027-03-31"
    assert one.on("2027-03-31").asked == ["declare"]
    assert one.on("2027-04-01").stands == ("stopped", "补贴期满，没有在最后三十日内申请年审")
    assert one.letters == ["agreement", "review", "stopped"]


@journey
def a_review_goes_back_once_and_the_year_goes_on_with_the_new_amount() -> None:
    one = runs().on("2027-03-02").does("declare").does("propose")
    one.does("decide", decide_opinion="return", decide_note="请核对面积").does("propose").does("decide")
    with transaction():
        assert str(one.subsidy.end_on) == "2028-03-31"
        rates = [(rate.from_month, rate.monthly_fen) for rate in queries.rates_of(one.subsidy.id)]
    assert rates == [("2027-04", 30000), ("2026-04", 21000)]
    one.on("2028-03-02").does("declare", declare_answer="give_up")
    assert one.stands == ("stopped", "家庭主动放弃")


@journey
def a_review_that_is_not_passed_stops_the_subsidy() -> None:
    one = runs().on("2027-03-02").does("declare").does("propose", propose_opinion="stop").does("decide")
    assert one.stands == ("stopped", "年审不符合条件") and one.asked == []


@journey
def who_has_space_enough_after_the_review_gets_nothing_more() -> None:
    one = runs().on("2027-03-02").does("declare").does("propose", own_area="15").does("decide")
    assert one.stands[0] == "stopped" and "补贴额为零" in one.stands[1]


@journey
def who_does_not_fit_is_refused_in_writing() -> None:
    one = asks().does("check", check_outcome="refuse", check_note="名下另有住房")
    assert one.stands == ("refused", "名下另有住房") and one.letters == ["refused"]


@journey
def a_category_without_subsidy_is_refused_by_the_table() -> None:
    one = asks(category=40).does("check")
    assert one.stands[0] == "refused" and one.asked == []


@journey
def who_does_not_sign_has_no_agreement() -> None:
    assert asks().does("check").does("sign", sign_answer="refuse").stands == ("refused", "家庭不签订协议")


@journey
def who_is_silent_has_no_agreement() -> None:
    one = asks().does("check")
    assert one.on("2026-03-17").asked == ["sign"]
    assert one.on("2026-03-18").stands == ("refused", "期限内没有签订协议")


@journey
def without_an_account_nothing_is_approved_and_the_approver_may_send_back_and_refuse() -> None:
    one = asks().does("check").does("sign")
    assert one.asked == ["account"]
    one.does("account")
    assert one.asked == ["account"], "it was confirmed, but there is none"
    one.keeps_account().does("account").does("approve", approve_opinion="return", approve_note="人数不符")
    one.does("check").does("sign").does("approve", approve_opinion="refuse", approve_note="正在核查")
    assert one.stands == ("refused", "正在核查")


@journey
def who_leaves_the_list_before_the_approval_has_no_agreement() -> None:
    one = asks().does("check").keeps_account().does("sign")
    with one.at(), transaction():
        cases.set_state(papers.case_by_id(one.case_id), states.LEFT)
    assert one.does("approve").stands == ("refused", "家庭现在不在轮候中")


@journey
def who_leaves_the_list_gets_nothing_more() -> None:
    one = runs()
    with one.at(), transaction():
        cases.set_state(papers.case_by_id(one.case_id), states.LEFT)
    assert one.on("2026-05-04").stands == ("stopped", "申请已撤回、退出轮候或者被取消")


@journey
def a_change_counts_from_the_next_month_once_two_agreed() -> None:
    one = runs().on("2026-05-11")
    for answer in ("keep", "change"):
        with one.at(), transaction():
            commands.declare(one.subsidy, 3, Decimal("5"), "添了孩子", by=CITIZEN)
        one.does("change", change_opinion=answer)
        if answer == "keep":
            one.does("decide", decide_opinion="return", decide_note="请再核").does("change", change_opinion=answer)
        one.does("decide")
    with transaction():
        rates = [(rate.from_month, rate.monthly_fen) for rate in queries.rates_of(one.subsidy.id)]
    assert rates == [("2026-06", 30000), ("2026-04", 21000)]


@journey
def a_month_is_made_checked_closed_by_another_and_paid() -> None:
    one = runs().on("2026-04-01").month("2026-04", "lines", lines_opinion="again").month("2026-04", "lines")
    one.month("2026-04", "close", close_opinion="return", close_note="请核对合计").month("2026-04", "lines")
    assert one.run("2026-04").state == "checked"
    one.month("2026-04", "close")
    assert one.run("2026-04").state == "closed" and one.states("2026-04") == [("2026-04", "due", 21000)]
    one.month("2026-04", "paid", paid_on="2026-04-01")
    assert one.run("2026-04").state == "paid" and one.states("2026-04") == [("2026-04", "paid", 21000)]
    one.on("2026-04-02")
    assert one.tasks("BT2026-04") == []


@journey
def who_stops_between_check_and_close_is_taken_out() -> None:
    one = runs().on("2026-04-01").month("2026-04", "lines")
    with one.at(), transaction():
        commands.ask_stop(one.subsidy, "gave_up", by=CITIZEN)
    one.month("2026-04", "close")
    assert one.run("2026-04").state == "draft" and one.states("2026-04") == []
    one.month("2026-04", "lines").month("2026-04", "close").month("2026-04", "paid", paid_on="2026-04-01")
    assert one.run("2026-04").state == "paid"


@journey
def a_payment_that_is_returned_is_paid_again_in_the_month_after_the_account_is_corrected() -> None:
    one = runs().on("2026-04-01").month("2026-04", "lines").month("2026-04", "close")
    one.month("2026-04", "paid", paid_on="2026-04-01").bank_returns("2026-04")
    assert one.asked == ["account"] and one.states("2026-04") == [("2026-04", "returned", 21000)]
    one.on("2026-05-01")
    assert one.states("2026-05") == [("2026-05", "held", 21000)], "nothing goes to an account that is wrong"
    one.month("2026-05", "lines").month("2026-05", "close").month("2026-05", "paid", paid_on="2026-05-01")
    one.does("account")
    assert one.asked == ["account"], "it was confirmed, but is as wrong as before"
    assert one.keeps_account().does("account").asked == []
    one.on("2026-06-01")
    assert sorted(one.states("2026-06")) == [(f"2026-0{n}", "due", 21000) for n in (4, 5, 6)]
