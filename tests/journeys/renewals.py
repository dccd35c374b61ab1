"""A renewal and a change of tenant: every exit of renewal, renewal_review and change_of_tenant, and how the lease waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import engine
from app.allocation.commands import leave_list
from app.cases import queries as cases
from app.engine.decisions import decide
from app.leasing import commands as leasing
from app.leasing import queries as leases
from app.leasing.commands import endings, renewals, tenants
from app.leasing.queries import requests
from app.leasing.records import Bill, Lease, LeaseRequest
from app.registry import find_panel
from app.store import db
from tests.journeys.table import journey
from tests.journeys.walk import CITIZEN, COUPLE, Walk, begin

ASKED = {
    "renewal_reason": "继续居住",
    "asked_category": "30",
    "renewal_income": 5000,
    "renewal_changes": "",
    "renewal_true": True,
}
RENEW = {"renewal_outcome": "renew", "renewal_category": "30", "reasons": "仍符合条件"}
NOT = {"renewal_outcome": "refuse", "reasons": "名下另有住房"}
AGREE: dict[str, Any] = {"renew_decision": "agree"}
CHANGED = {"change_outcome": "approve", "change_category": "30", "reasons": "共同居住，符合条件"}


@dataclass
class Renewing:
    """A household whose lease ends soon, with the clock of its application."""

    walk: Walk
    number: str

    @property
    def lease(self) -> Lease:
        """The lease as it is now."""
        return leases.by_number(self.number)

    @property
    def request(self) -> LeaseRequest:
        """The latest request for renewal or another tenant."""
        with self.walk.at():
            return next(one for one in requests.requests_of(self.lease.id) if one.kind in ("renewal", "change"))

    def act(self, element: str, **typed: Any) -> Renewing:
        """Who may does the open task of that element."""
        self.walk.act(element, typed, key=self.number)
        return self

    def asks(self) -> Renewing:
        """The household asks for renewal."""
        with self.walk.at():
            renewals.ask_renewal(self.lease, ASKED, by=CITIZEN)
        return self

    def checked(self) -> Renewing:
        """The request is complete, and the departments answer."""
        self.act("complete", complete_outcome="accept")
        return self.answered()

    def answered(self) -> Renewing:
        """The departments answer what is asked of them."""
        for _round in range(20):
            if self.elements:
                return self
            if not self.walk.ask_departments():
                self.walk.wait()
        raise AssertionError(self.walk.process.trouble)

    @property
    def elements(self) -> list[str]:
        """What is open under the lease's number."""
        return sorted(task.element for task in self.walk.tasks(self.number))

    def published(self) -> Renewing:
        """Two officers agree; the notice is open."""
        self.act("propose", **RENEW).act("decide", **AGREE)
        assert self.elements == [] and self.walk.entry.level == 4
        return self

    def noticed(self) -> Renewing:
        """The days of the notice pass, holidays as well."""
        for _day in range(20):
            if self.elements or self.request.state != "open":
                return self
            self.walk.clock(self.walk.now + timedelta(days=1))
        raise AssertionError("the notice does not end")

    def process(self, diagram: str = "renewal") -> engine.Process:
        """The latest process of a diagram under the lease's number."""
        return next(one for one in engine.processes_of(self.number) if one.diagram == diagram)


def housed(ends_in: int = 60, *, case: bool = True) -> Renewing:
    """A household that was registered, with a lease that ends in so many days and is followed."""
    walk = begin(COUPLE).to_end()
    with walk.at():
        today, of = walk.now.date(), walk.case
        contract = leasing.Contract(
            district="XZ", ownership=1, category=of.category, area=Decimal("40"), unit_price_fen=2500,
            start_on=today - timedelta(days=700), end_on=today + timedelta(days=ends_in), unit_name="安居苑 101",
            terms=decide("lease_terms", {"category": of.category}), case_id=of.id if case else None,
            account_id=of.account_id if case else None, holder_name=of.applicant_name,
            holder=cases.applicant(of).id_number if case else None, persons=of.persons,
        )  # fmt: skip
        lease = leasing.open_lease(contract)
        leasing.begin(lease)
        leave_list(of.id, "housed")
        assert endings.follow() == 1
    return Renewing(walk, lease.number)


def _state(home: Renewing, state: str, lease: str = "running") -> None:
    with home.walk.at():
        assert (home.request.state, home.lease.state, home.process().state) == (state, lease, "done")


@journey
def a_household_that_is_still_eligible_stays_at_its_new_rent() -> None:
    home = housed().asks()
    old = home.lease.end_on
    home.checked()
    with home.walk.at():
        panel = find_panel("leasing.renew_propose")
        assert panel is not None
        shown = panel(engine.variables(home.walk.task("propose", home.number).id))
        assert "5000 元" in shown and "资格判定" in shown and "&lt;" not in shown
    home.published().noticed().act("sign", sign_answer="sign", renew_signature="本人")
    _state(home, "granted")
    with home.walk.at():
        lease = home.lease
        rent = leases.rent_on(lease.id, old + timedelta(days=1))
        assert lease.end_on > old + timedelta(days=1000) and (rent.tier, rent.from_on) == (30, old + timedelta(days=1))
        assert leases.rent_on(lease.id, old).tier == 60, "the old contract keeps its rent"
        process = home.process("lease")
        assert engine.process_variables(process.id)["end_on"] == lease.end_on.isoformat()
    assert home.walk.letters[-1] == "renewal_granted" and home.walk.state == "6030"


@journey
def a_term_that_ends_while_its_renewal_is_decided_waits_for_it() -> None:
    home = housed(12).asks().checked().published().noticed()
    old = home.lease.end_on
    home.walk.clock(home.walk.now + timedelta(days=6))
    with home.walk.at():
        assert home.lease.state == "running" and home.walk.now.date() > old
    home.act("sign", sign_answer="sign", renew_signature="本人")
    _state(home, "granted")
    with home.walk.at():
        assert engine.process_variables(home.process("lease").id)["end_on"] == home.lease.end_on.isoformat()
        bills = db.session.scalars(sa.select(Bill).where(Bill.lease_id == home.lease.id, Bill.from_on > old)).all()
        assert all(bill.kind in ("rent", "rest") for bill in bills)


@journey
def a_renewal_that_fails_after_the_end_of_the_term_lets_it_expire() -> None:
    home = housed(3).asks()
    home.walk.clock(home.walk.now + timedelta(days=6))
    assert home.lease.state == "running"
    home.act("complete", complete_outcome="supplement", complete_note="缺收入证明")
    home.walk.clock(home.walk.now + timedelta(days=15))
    _state(home, "lapsed", "leaving")


@journey
def a_lease_that_ends_otherwise_does_not_wait_for_its_renewal() -> None:
    home = housed(3).asks()
    home.walk.clock(home.walk.now + timedelta(days=6))
    with home.walk.at():
        engine.send("lease_ended", home.number, {"ended_on": home.walk.now.date().isoformat()}, by="system")
        assert home.lease.state == "ended" and home.process("lease").state == "done"


@journey
def what_is_missing_is_supplemented_and_what_is_returned_proposed_again() -> None:
    home = housed().asks().act("complete", complete_outcome="supplement", complete_note="缺收入证明")
    home.act("supplement", supplement_note="已补").checked()
    home.act("propose", **RENEW).act("decide", renew_decision="return", decide_note="类别有误")
    assert home.elements == ["propose"]
    home.published().noticed().act("sign", sign_answer="refuse")
    _state(home, "lapsed")


@journey
def two_officers_refuse_with_reasons_and_the_household_leaves() -> None:
    home = housed()
    home.walk.clock(home.walk.now + timedelta(days=5))
    for record in home.walk.departments.records.values():
        record["houses"] = [{"address": "香洲区", "area": 90, "share": 1, "use": "住宅", "signed_only": False}]
    home.walk.clock(home.walk.now + timedelta(days=40))
    home.asks().checked()
    assert home.elements == ["propose"], "a negative assessment refuses nothing by itself"
    home.act("propose", **NOT).act("decide", **AGREE)
    with home.walk.at():
        assert home.request.state == "refused" and "名下另有住房" in home.request.decided["reasons"]
        assert "leaving" in [one.diagram for one in engine.processes_of(home.number)]
    assert "renewal_refused" in home.walk.letters


@journey
def an_objection_to_a_renewal_sends_it_back_or_ends_it() -> None:
    home = housed().asks().checked().published()
    home.walk.decide(home.walk.object_to(), "upheld", "return")
    home.noticed()
    assert home.elements == ["propose"]
    home.published()
    home.walk.decide(home.walk.object_to("again"), "upheld", "reject")
    home.noticed()
    assert home.request.state == "refused"


@journey
def who_does_not_sign_the_new_contract_in_time_has_none() -> None:
    home = housed(80).asks().checked().published().noticed()
    due = home.walk.task("sign", home.number).due_at
    assert due is not None
    home.walk.clock(due)
    _state(home, "lapsed")


@journey
def a_household_withdraws_its_renewal_and_its_notice_is_taken_down() -> None:
    home = housed().asks().checked().published()
    with home.walk.at():
        renewals.withdraw_renewal(home.lease, by=CITIZEN)
    _state(home, "withdrawn")
    assert "notice_taken_down" in home.walk.timeline


@journey
def a_lease_without_a_case_is_renewed_on_what_the_officer_knows() -> None:
    home = housed(case=False).asks()
    home.act("complete", complete_outcome="accept").act("propose", **RENEW).act("decide", **AGREE)
    home.act("sign", sign_answer="sign", renew_signature="本人")
    _state(home, "granted")


@journey
def a_lease_without_a_case_whose_renewal_is_withdrawn_has_no_notice() -> None:
    home = housed(case=False).asks()
    with home.walk.at():
        renewals.withdraw_renewal(home.lease, by=CITIZEN)
    _state(home, "withdrawn")


def bereaved(cause: str = "death") -> Renewing:
    """The other of a couple asks to be the tenant."""
    home = housed()
    with home.walk.at():
        [other] = tenants.candidates(home.lease)
        asked = {"change_cause": cause, "new_member": other.uid, "evidence": "证明 1 号", "change_true": True}
        tenants.ask_change(home.lease, asked, by=CITIZEN)
    return home


@journey
def the_cohabitant_becomes_the_tenant_after_a_death() -> None:
    home = bereaved()
    former, name = home.lease.holder_index, home.lease.holder_name
    home.act("examine", cohabitation="yes", examine_note="居委会证明").answered()
    home.act("propose", **CHANGED).act("decide", change_decision="return", decide_note="类别")
    home.act("propose", **CHANGED).act("decide", change_decision="agree")
    with home.walk.at():
        lease = home.lease
        assert home.request.state == "granted" and home.request.decided["former_name"] == name
        assert lease.holder_name != name and lease.holder_index != former and lease.persons == 1
        assert leases.rent_on(lease.id, date(lease.end_on.year, lease.end_on.month, 1)).tier == 30
        assert home.walk.case.applicant_name == lease.holder_name
    assert home.walk.letters[-1] == "change_decided" and home.process("change_of_tenant").state == "done"


@journey
def a_change_that_is_refused_puts_nobody_out() -> None:
    home = bereaved("agreement").act("examine", cohabitation="no", examine_note="另住他处")
    home.act("propose", change_outcome="refuse", reasons="没有共同居住").act("decide", change_decision="agree")
    assert home.elements == ["guide"]
    home.act("guide", guide_way="again", guide_note="补充居住证明后再申请")
    with home.walk.at():
        assert (home.request.state, home.lease.state) == ("refused", "running")
        assert home.request.decided["guide_way"] == "again" and len(engine.processes_of(home.number)) == 2
