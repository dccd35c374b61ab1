"""A home is allotted to a household that waits, and becomes a lease: every exit of allotment, refusal and the beginning of lease."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from app import engine
from app.allocation import queries as waiting
from app.engine.decisions import decide
from app.integrity import commands as integrity
from app.leasing import commands as leasing
from app.leasing import queries as leases
from app.leasing.commands import endings
from app.leasing.records import Lease
from app.stock import commands as stock
from app.stock import queries as homes
from app.store import clock, transaction
from app.store.database import ZONE
from app.web import forms
from tests.journeys.leases import LINE, Tenancy
from tests.journeys.table import journey
from tests.journeys.walk import Walk, begin

CODE = "XZ01-1-101"
AGREE = {"allot_approval": "agree", "allot_approval_note": ""}
ALLOT = {"allot_outcome": "allot", "unit_code": CODE, "allot_reason": "排位在前，户型相符"}
SIGN = {"sign_answer": "sign", "duties_known": "on", "signature": "本人"}
KEYS = {"keys": "3", "water": "12", "electricity": "345", "gas": "", "inventory": "门窗、灶具完好"}


def waits() -> Walk:
    """A household on the waiting list, and a stock with two free homes."""
    walk = begin().to_end()
    with walk.at():
        made = stock.add_project(
            "XZ01", "安居苑", town="440402001", kind="1", ownership=1, address="翠香街道1号", place=[113.55, 22.27]
        )
        stock.set_price(made, date(2026, 1, 1), 2500, basis="评估报告 1 号")
        building = stock.add_building(made, "1栋", floors=18, has_lift=True)
        facts = {"floor": 1, "area": Decimal("40.00"), "layout": "一室一厅", "state": "2"}
        for door in ("101", "102"):
            stock.add_unit(building, by="system", code=f"XZ01-1-{door}", number=door, **facts)
    return walk


def allot(walk: Walk) -> Walk:
    """The city begins to allot a home, as its page does."""
    with walk.at():
        data = {
            "case_id": walk.case_id, "case_number": walk.number, "district": walk.case.district, "unit_words": "",
            "account_id": walk.case.account_id, "category": walk.case.category,
        }  # fmt: skip
        walk.process_id = engine.start("allotment", business_key=walk.number, data=data, by="officer:1").id
    return walk


def offered(walk: Walk | None = None) -> Walk:
    """A home is offered."""
    return allot(walk or waits()).act("allot", ALLOT).act("approve", AGREE)


def state_of(walk: Walk, code: str = CODE) -> str:
    """The state of a home."""
    with walk.at():
        return homes.home(code).unit.state


@dataclass
class Renting:
    """A household that took its home, on its way to the keys."""

    walk: Walk
    number: str

    @property
    def lease(self) -> Lease:
        """The lease as it is now."""
        return leases.by_number(self.number)

    def act(self, element: str, typed: dict[str, Any]) -> Renting:
        """Who may does the open task of that element."""
        self.walk.act(element, typed, key=self.number)
        return self

    def checked(self) -> Renting:
        """The departments answer, as before."""
        for _round in range(20):
            if self.walk.tasks(self.number):
                return self
            if not self.walk.ask_departments():
                self.walk.wait()
        raise AssertionError(self.walk.process.trouble)

    def prepared(self) -> Renting:
        """The contract is drawn up, to begin today."""
        self.act("prepare", {"start_on": self.walk.now.date().isoformat(), "prepare_note": ""})
        return self

    def signed(self) -> Renting:
        """Both sides sign."""
        self.prepared().act("sign", SIGN)
        return self.act("countersign", {"countersign": "sign", "countersign_note": ""})

    def pays(self, fen: int) -> Renting:
        """The bank reports a payment of now."""
        with self.walk.at():
            day = self.walk.now.date().isoformat()
            line = {"lease_ref": self.number, "date": day, "amount": fen, "bank_ref": f"H{fen}"}
            leasing.take_payment(line)
        return self

    def has_keys(self) -> Renting:
        """The keys are handed over and a second person confirms."""
        self.act("hand_over", {**KEYS, "handed_on": self.walk.now.date().isoformat()})
        return self.act("witness", {"witness_opinion": "right", "witness_note": ""})


def taken(walk: Walk | None = None) -> Renting:
    """The household accepts: a lease is drafted and its process begins."""
    walk = offered(walk).act("answer", {"offer_answer": "accept", "offer_note": ""})
    with walk.at():
        assert walk.state == "6010" and waiting.rank_of(walk.case_id) is None
        lease = leases.open_lease_of(case_id=walk.case_id)
        assert lease is not None and lease.state == "draft"
        walk.process_id = engine.processes_of(lease.number)[0].id
        return Renting(walk, lease.number)


@journey
def an_allotment_may_be_dropped_before_a_home_is_chosen() -> None:
    walk = allot(waits()).act("allot", {"allot_outcome": "stop", "allot_reason": "没有合适的户型"})
    assert (walk.process.state, walk.state, state_of(walk)) == ("done", "5010", "2")


@journey
def a_household_that_is_barred_gets_no_home_and_a_person_says_so() -> None:
    walk = waits()
    facts = {"matter": "-", "kind": "7", "facts": "虚报收入", "evidence": "核查", "case_id": walk.case_id}
    with walk.at(), transaction():
        terms = {"basis": "第三十五条", "record_months": 60, "bar_months": 60}
        integrity.open_record({**facts, "district": walk.case.district}, terms)
    task = allot(walk).task("allot")
    given = engine.variables(task.id)
    assert given["is_barred"] and given["barred_until"]
    assert "allot_outcome" in forms.find("allocation.allot").fill(MultiDict(ALLOT), given).errors
    walk.act("allot", {"allot_outcome": "stop", "allot_reason": "在禁止申请期内"})
    assert (walk.process.state, walk.state, state_of(walk)) == ("done", "5010", "2")


@journey
def a_home_that_is_not_free_or_not_approved_is_chosen_anew() -> None:
    walk = allot(waits()).act("allot", {**ALLOT, "unit_code": "XZ01-1-999"})
    assert "没有编号为 XZ01-1-999" in engine.variables(walk.task("allot").id)["unit_words"]
    walk.act("allot", ALLOT).act("approve", {"allot_approval": "return", "allot_approval_note": "户型偏小"})
    assert state_of(walk) == "2"
    walk.act("allot", {**ALLOT, "unit_code": "XZ01-1-102"}).act("approve", AGREE)
    assert (state_of(walk), state_of(walk, "XZ01-1-102"), walk.letters[-1]) == ("2", "3", "offer")


@journey
def whoever_gives_up_a_third_home_leaves_the_list() -> None:
    walk = waits()
    for _time in range(2):
        allot(walk).act("allot", ALLOT).act("approve", AGREE).act("answer", {"offer_answer": "refuse"})
        assert (walk.process.state, walk.state, state_of(walk)) == ("done", "5010", "2")
    allot(walk).act("allot", ALLOT).act("approve", AGREE)
    due = walk.task("answer").due_at
    assert due is not None
    walk.clock(due)
    assert (walk.process.state, walk.state, walk.letters[-1]) == ("done", "6020", "place_lost"), "silence is a refusal"
    with walk.at():
        assert waiting.refusals(walk.case_id) == {"choice": 3, "signing": 0}


@journey
def a_household_that_has_a_lease_gets_no_second_one() -> None:
    walk = offered()
    with walk.at():
        case = walk.case
        held = leasing.Contract(
            district="XZ", ownership=1, category=case.category, area=Decimal("40"), unit_price_fen=2500,
            start_on=date(2026, 6, 1), end_on=date(2028, 5, 31), case_id=case.id, unit_name="别处 101",
            terms=decide("lease_terms", {"category": case.category}),
        )  # fmt: skip
        leasing.open_lease(held)
    walk.act("answer", {"offer_answer": "accept", "offer_note": ""})
    with walk.at():
        assert "已有租约 ZL2026-000001（别处 101）" in engine.process_variables(walk.process_id)["lease_problem"]
    assert (walk.process.state, walk.state, state_of(walk)) == ("done", "5010", "2")


@journey
def a_lease_is_signed_paid_for_and_begins_with_the_keys() -> None:
    home = taken().checked().prepared()
    home.act("sign", SIGN).act("countersign", {"countersign": "return", "countersign_note": "起租日改"})
    home.signed().pays(1000)
    assert not home.walk.tasks(home.number), "a part is not enough"
    home.pays(400000).act("hand_over", {**KEYS, "handed_on": home.walk.now.date().isoformat()})
    home.act("witness", {"witness_opinion": "again", "witness_note": "漏抄电表"}).has_keys()
    walk = home.walk
    assert (walk.state, state_of(walk), [task.element for task in walk.tasks(home.number)]) == ("6030", "5", ["file"])
    with walk.at():
        lease = home.lease
        rent = leases.rent_on(lease.id, lease.start_on).monthly_fen
        assert (lease.state, rent, leases.deposit_of(lease.id)) == ("running", 80000, 160000)
    home.act("file", {"filing_number": "备2026-1", "filed_on": walk.now.date().isoformat()})
    with walk.at():
        assert home.lease.filing_number == "备2026-1"
        last = home.lease.end_on
        engine.send("lease_ended", home.number, {"ended_on": "2026-12-31"}, by="system")
    assert walk.process.state == "done" and last > date(2028, 1, 1)
    assert home.lease.ended_on == date(2026, 12, 31)


@journey
def who_does_not_sign_twice_leaves_the_list() -> None:
    home = taken().checked().prepared().act("sign", {"sign_answer": "refuse"})
    walk = home.walk
    assert (walk.process.state, walk.state, state_of(walk)) == ("done", "5010", "2")
    allot(walk).act("allot", ALLOT).act("approve", AGREE).act("answer", {"offer_answer": "accept"})
    with walk.at():
        again = leases.open_lease_of(case_id=walk.case_id)
        assert again is not None
        walk.process_id = engine.processes_of(again.number)[0].id
    late = Renting(walk, again.number).checked().prepared()
    due = walk.task("sign", late.number).due_at
    assert due is not None
    walk.clock(due)
    assert (walk.process.state, walk.state, walk.letters[-1]) == ("done", "6020", "place_lost")


@journey
def who_does_not_pay_before_the_keys_gets_none() -> None:
    home = taken().checked().signed()
    walk = home.walk
    walk.clock(walk.now + timedelta(days=30))
    assert (walk.process.state, walk.state, state_of(walk)) == ("done", "5010", "2")
    with walk.at():
        assert waiting.refusals(walk.case_id) == {"choice": 0, "signing": 1} and home.lease.state == "ended"


def no_longer_eligible() -> Renting:
    """After months on the list the departments know of a house."""
    walk = waits()
    walk.clock(walk.now + timedelta(days=60))
    for record in walk.departments.records.values():
        record["houses"] = [{"address": "香洲区", "area": 90, "share": 1, "use": "住宅", "signed_only": False}]
    return taken(walk).checked()


@journey
def who_is_no_longer_eligible_gets_no_lease() -> None:
    home = no_longer_eligible().act("recheck", {"recheck_outcome": "stop", "recheck_reason": "名下另有住房"})
    walk = home.walk
    assert (walk.process.state, walk.state, walk.letters[-1], state_of(walk)) == ("done", "6020", "place_lost", "2")


@journey
def what_the_check_found_may_be_cleared_up() -> None:
    home = no_longer_eligible().act("recheck", {"recheck_outcome": "continue", "recheck_reason": "登记有误，已更正"})
    assert [task.element for task in home.walk.tasks(home.number)] == ["prepare"]


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day} 09:00").replace(tzinfo=ZONE)


def followed(end: str = "2026-06-20") -> Tenancy:
    """A lease that was taken over from a file ends soon: it gets a process, once."""
    with clock.fixed(_at("2026-03-16")), transaction():
        line = {**LINE, "start": "2024-01-16", "end": end}
        lease, _is_new = leasing.take_lease(line)
        assert endings.follow() == 1 and endings.follow() == 0
        return Tenancy(lease.number, date(2026, 3, 16))


def told(home: Tenancy) -> tuple[str, ...]:
    """Of which notices the household was told."""
    [process] = [one for one in engine.processes_of(home.number) if one.diagram == "lease"]
    with transaction():
        return tuple(engine.process_variables(process.id)["told"])


def say(home: Tenancy, name: str, **data: Any) -> None:
    """Another process of the lease says so."""
    with clock.fixed(_at(home.today.isoformat())), transaction():
        assert engine.send(name, home.number, data, by="system").outcome == "delivered"


@journey
def a_term_never_ends_in_silence() -> None:
    home = followed().until("2026-03-20")
    assert told(home) == ("months_3",)
    assert told(home.until("2026-05-20")) == ("months_3", "month_1")
    assert told(home.until("2026-06-10")) == ("months_3", "month_1", "days_10")
    home.until("2026-06-21")
    with transaction():
        assert leases.by_number(home.number).state == "leaving"
    say(home, "lease_ended", ended_on="2026-08-31")
    with transaction():
        lease = leases.by_number(home.number)
        assert (lease.state, lease.ended_on) == ("ended", date(2026, 8, 31))


@journey
def a_lease_that_is_renewed_is_told_of_its_new_end() -> None:
    home = followed().until("2026-05-21")
    say(home, "lease_renewed", end_on="2026-12-31")
    assert told(home) == ()
    assert told(home.until("2026-09-30")) == ("months_3",)
