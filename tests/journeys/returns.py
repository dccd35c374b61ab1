"""A household leaves and gives its home back: every way of leaving, moving, settlement and refund, by the forms of the tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

from app import engine
from app.leasing import commands, queries
from app.leasing.commands import books, leavings
from app.leasing.queries import money, requests, settlements
from app.leasing.records import Lease
from app.people import commands as people
from app.rehearsal import officers
from app.stock import commands as stock
from app.stock import queries as homes
from app.store import clock, transaction
from app.web import forms
from tests.journeys.exits import Exit
from tests.journeys.leases import LINE
from tests.journeys.leaving import allowed
from tests.journeys.table import journey

BACK = {"came": "yes", "keys": 2, "water": 30, "electricity": 900, "home_state": "完好", "unit_next": "free"}
GIVEN: dict[str, dict[str, Any]] = {
    "appoint": {"inspect_at": "10:00", "appoint_note": ""},
    "inspect": BACK,
    "witness_return": {"witness_opinion": "right"},
    "settle_answer": {"settle_answer": "agree", "signature": "陈志强"},
    "settle_revise": {"reply": "已核对入住交接单"},
    "settle_approve": {"settle_opinion": "agree"},
    "give_account": {"payee": "陈志强", "bank": "中国银行珠海分行", "account_number": "6222 0212 0000 0000"},
    "pay_refund": {"bank_reference": "T1"},
    "confirm_refund": {"refund_opinion": "paid"},
    "decide_extension": {"extension": "grant", "extension_note": "孩子学期未满"},
    "after_period": {"period_outcome": "market", "period_reason": "核查名下无房"},
}
DAYS = {"appoint": "inspect_on", "inspect": "returned_on", "pay_refund": "paid_on"}


@dataclass
class Return(Exit):
    """A lease whose household leaves; whoever a task is for does it."""

    account_id: int | None = field(default=None)

    def does(self, form: str, who: Any = None, **typed: Any) -> Return:
        """Fills in the open task of that form."""
        given = {**GIVEN[form], **typed}
        if form in DAYS and given.get("came") != "no":
            given.setdefault(DAYS[form], self.today.isoformat())
        with self.at(), transaction():
            [task] = [one for one in engine.open_tasks(business_key=self.number) if one.form == f"leasing.{form}"]
            filled = forms.find(str(task.form)).fill_given(given, engine.variables(task.id))
            assert not filled.errors, filled.errors
            done = engine.complete(task.id, filled.answers, by=self.actor(task))
            assert done.state in ("running", "done"), done.trouble
        return self

    def actor(self, task: engine.Task) -> str:
        """Who may do the task."""
        if task.role == "applicant":
            return f"citizen:{self.account_id}"
        return officers.actor_for(str(task.role), str(task.organisation), list(task.barred))

    def on(self, day: str) -> Return:
        """That morning."""
        super().on(day)
        return self

    def says(self, name: str, **data: Any) -> Return:
        """The household asks for that."""
        with self.at(), transaction():
            leavings.send_wish(self.lease, name, data, by="citizen:1")
        return self

    def back(self, **found: Any) -> Return:
        """The keys come back today, and two people see it."""
        return self.does("appoint").does("inspect", **found).does("witness_return")

    @property
    def lease(self) -> Lease:
        return queries.by_number(self.number)

    @property
    def asked(self) -> list[str]:
        """The forms of the open tasks; no process is in trouble."""
        with transaction():
            troubles = [one.trouble for one in engine.processes_of(self.number) if one.trouble]
        assert not troubles, troubles
        return super().asked

    def state(self) -> tuple[str, str]:
        """The lease's state, and how its last request ended."""
        with transaction():
            found = requests.requests_of(self.lease.id)
            return self.lease.state, found[0].state if found else ""

    def balance(self) -> int:
        """What the settlement comes to, fen; the books add up."""
        with transaction():
            assert money.faults_of_books() == []
            found = settlements.settlement_of(self.lease.id)
            assert found is not None
            return found.balance_fen


def living(*, deposit: int = 120000, unit: bool = False, account: bool = False) -> Return:
    """A household that lives in its home since 16 March 2026 at 600 yuan a month and has paid nothing but the deposit; it is 1 June."""
    one = Return("", date(2026, 3, 16))
    with one.at(time(9)), transaction():
        lease, _is_new = commands.take_lease(LINE)
        one.number = lease.number
        if account:
            citizen = people.register_citizen("13800138000", "11010519491231002X", "陈志强", "four plain words here")
            one.account_id = lease.account_id = citizen.id
        if unit:
            lease.unit_id = a_home()
        if deposit:
            books.enter("bank", "deposit", deposit, clock.today(), lease_id=lease.id)
    one.today = date(2026, 6, 1)
    return one


def a_home() -> int:
    """A home that is let."""
    made = stock.add_project(
        "XZ01", "安居苑", town="440402001", kind="1", ownership=1, address="翠香街道1号", place=[113.55, 22.27]
    )
    building = stock.add_building(made, "1栋", floors=18, has_lift=True)
    facts = {"floor": 1, "area": Decimal("40.00"), "layout": "一室一厅", "state": "5"}
    return stock.add_unit(building, by="system", code="XZ01-1-101", number="101", **facts).id


def home_state() -> str:
    """The state of that home."""
    with transaction():
        return homes.home("XZ01-1-101").unit.state


def asks(leave_on: str = "2026-07-15", **how: Any) -> Return:
    """The household gives notice on 1 June."""
    one = living(**how)
    with one.at(), transaction():
        leavings.ask_to_leave(one.lease, date.fromisoformat(leave_on), "调往外地", by="citizen:1")
    return one


def told(cause: str = "cancelled", **how: Any) -> Return:
    """The household is told to leave on 1 June: it may stay until 1 September."""
    one = living(**how)
    with one.at(), transaction():
        engine.send("leaving_due", one.number, {"lease_number": one.number, "cause": cause}, by="system")
    return one


@journey
def who_gives_notice_gets_its_deposit_back_less_what_is_owed() -> None:
    one = asks(unit=True, account=True)
    assert (one.state(), home_state(), one.asked) == (("leaving", "open"), "6", ["appoint"])
    one.on("2026-06-20").does("appoint").does("inspect", came="no").on("2026-06-25").back()
    assert home_state() == "6", "the keys are back, but nothing is settled"
    one.does("settle_answer")
    [approval] = one.tasks
    with transaction():
        keys = queries.handover(one.lease.id, "out")
    assert keys and set(approval.barred) == {keys.by, keys.witness}, (
        "who saw the home does not approve what follows from it"
    )
    one.does("settle_approve")
    # 309.68 of March is unpaid, and April, May were never billed by the month here; June's 25 of 30 days are 500.00
    assert one.state() == ("ended", "granted") and home_state() == "2"
    assert one.letters == ["leaving_notice", "settlement"]
    left = one.balance()
    assert 0 < left < 120000
    one.does("give_account").does("pay_refund").does("confirm_refund", refund_opinion="again")
    one.does("give_account").does("pay_refund", bank_reference="T2").does("confirm_refund")
    assert one.asked == [] and one.balance() == left
    with transaction():
        [refund] = settlements.refunds_of(one.lease.id)
        assert (refund.state, refund.fen, refund.account) == ("paid", left, "6222021200000000")
        assert queries.advance_of(one.lease.id) == queries.deposit_of(one.lease.id) == 0


@journey
def a_home_that_was_damaged_goes_to_repair_and_the_household_owes() -> None:
    one = asks(unit=True, deposit=0).on("2026-07-10").does("appoint").does("inspect", unit_next="repair")
    one.does("witness_return", witness_opinion="again")
    one.does("inspect", unit_next="repair", damages=[{"what": "入户门", "amount": 350.5}]).does("witness_return")
    one.does("settle_answer", settle_answer="object", objection="门是旧的")
    one.does("settle_revise", revised=[{"what": "入户门锁", "amount": 80}]).does("settle_approve")
    assert home_state() == "7" and one.state() == ("ended", "granted") and one.balance() < 0
    assert one.letters == ["leaving_notice", "settlement", "settlement_claim"] and one.asked == []


@journey
def an_approver_may_send_a_settlement_back_and_silence_agrees() -> None:
    one = asks(deposit=0).on("2026-07-10").back().on("2026-07-18").does("settle_approve", settle_opinion="return")
    one.does("settle_revise")
    assert one.asked == ["settle_answer"], "the household is asked once more"
    one.on("2026-07-29").does("settle_approve")
    assert one.state() == ("ended", "granted")


@journey
def whoever_names_no_account_is_asked_by_an_officer() -> None:
    one = asks(account=True).on("2026-06-10").back().does("settle_answer").does("settle_approve")
    assert [task.role for task in one.tasks] == ["applicant"]
    one.on("2026-06-18").does("give_account").does("pay_refund").does("confirm_refund")
    assert one.asked == []


@journey
def a_moving_period_is_extended_once_and_then_the_market_rent_is_due() -> None:
    one = told().on("2026-08-20").says(leavings.EXTENSION, extension_reason="孩子学期未满").does("decide_extension")
    one.says(leavings.EXTENSION, extension_reason="再延").does("decide_extension", extension="refuse")
    assert one.on("2026-09-03").asked == ["appoint"], "until 1 December now"
    one.on("2026-12-02").does("after_period")
    with transaction():
        assert queries.rent_on(one.lease.id, date(2026, 12, 31)).tier == 60
        assert queries.rent_on(one.lease.id, date(2027, 1, 1)).monthly_fen == 100000
    one.on("2027-01-10").back().does("settle_answer").does("settle_approve")
    assert one.state() == ("ended", "granted")


@journey
def who_has_another_home_and_stays_is_brought_to_court_until_the_keys_are_back() -> None:
    one = told("violation").on("2026-09-02").does("after_period", period_outcome="court", period_reason="另有住房")
    assert sorted(one.asked) == ["appoint", "exit_evidence"]
    one.back()
    assert one.outcome == "returned" and one.asked == ["settle_answer"]


@journey
def who_gave_notice_may_stay_after_all() -> None:
    one = asks(unit=True).says(leavings.WITHDRAWN)
    assert (one.state(), home_state(), one.asked) == (("running", "withdrawn"), "5", [])
    other = asks_again(one)
    other.on("2026-07-16").does("after_period", period_outcome="continue", period_reason="调动取消")
    assert (other.state(), other.asked) == (("running", "withdrawn"), [])


def asks_again(one: Return) -> Return:
    """The same household gives notice once more; this time the lease has no home of the stock."""
    with one.at(), transaction():
        one.lease.unit_id = None
        leavings.ask_to_leave(one.lease, date(2026, 7, 15), "", by="citizen:1")
    return one


@journey
def a_second_cause_joins_the_leaving_that_runs() -> None:
    one = told()
    with one.at(), transaction():
        engine.send("leaving_due", one.number, {"lease_number": one.number, "cause": "expired"}, by="system")
    assert one.asked == ["appoint"]


@journey
def a_home_taken_back_by_execution_is_inspected_and_settled_too() -> None:
    gone = allowed().does("exit_plan").does("exit_confirm_plan", ("city_approver", "ZH")).does("exit_done")
    one = Return(gone.number, gone.today)
    assert one.outcome == "executed" and one.asked == ["appoint"]
    one.back().does("settle_answer").does("settle_approve")
    assert one.state() == ("ended", "granted")
