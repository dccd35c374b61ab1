"""A renewal is asked for in its window, once, by its own household; another tenant by who lives there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app import engine
from app.cases import queries as case_queries
from app.errors import Conflict, Invalid
from app.leasing import queries
from app.leasing.commands import renewals, requests, tenants
from app.leasing.commands.billing import issue_month_of
from app.leasing.records import Bill, Lease
from app.leasing.rules.renewal import Window
from app.people import commands as people
from app.people.records import Account
from app.settings import TOP
from app.store import db

NUMBER = "11010519491231002X"
"""The number of GB 11643's example: nobody's."""
ASKED = {"renewal_reason": "继续居住", "asked_category": "30", "renewal_income": 5000, "renewal_changes": ""}
TYPED = {"renewal_reason": "继续居住", "asked_category": "30", "renewal_income": "5000", "renewal_true": "on"}
TERMS = {"tier": 80, "term_months": 24}


@pytest.fixture
def home(lease: Any) -> Lease:
    """The lease A1, of a tenant with an account, until 15 March 2029."""
    one: Lease = lease()
    names = [path.name for path in (TOP / "bpmn").iterdir() if path.suffix in (".bpmn", ".dmn")]
    engine.deploy_files({name: (TOP / "bpmn" / name).read_bytes() for name in names}, by="system")
    one.account_id = people.register_citizen("13800138000", NUMBER, "申请人甲", "four plain words here").id
    return one


@pytest.fixture
def browser_of(as_: Callable[[Any], Any]) -> Callable[[int], Any]:
    """browser_of(account_id) is that person's browser."""
    return lambda account_id: as_(_account(account_id))


def _account(account_id: int) -> Account:
    return db.session.scalars(sa.select(Account).where(Account.id == account_id)).one()


def test_a_window_is_open_on_its_first_and_on_its_last_day() -> None:
    window = Window(date(2028, 12, 15), date(2029, 3, 15))
    days = [date(2028, 12, 14), date(2028, 12, 15), date(2029, 3, 15), date(2029, 3, 16)]
    assert [window.is_open(day) for day in days] == [False, True, True, False]


def test_a_renewal_is_asked_for_in_the_last_three_months_only(home: Lease, at: Any) -> None:
    for day in ("2028-12-14", "2029-03-16"):
        at(f"{day} 10:00")
        with pytest.raises(Conflict, match="2028-12-15 至 2029-03-15"):
            renewals.ask_renewal(home, ASKED, by="citizen:1")
    at("2028-12-15 10:00")
    assert renewals.ask_renewal(home, ASKED, by="citizen:1").state == "open"


def test_a_renewal_that_is_open_is_not_asked_for_again(home: Lease, at: Any) -> None:
    at("2029-01-05 10:00")
    first = renewals.ask_renewal(home, ASKED, by="citizen:1")
    with pytest.raises(Conflict, match=first.number):
        renewals.ask_renewal(home, ASKED, by="citizen:1")
    assert renewals.open_renewal(home.id) == first.number


def test_nothing_that_is_not_open_can_be_withdrawn(home: Lease) -> None:
    with pytest.raises(Conflict, match="不能撤回"):
        renewals.withdraw_renewal(home, by="citizen:1")


def test_a_contract_that_is_renewed_late_bills_the_rest_of_its_month_and_the_months_since_once(
    home: Lease, at: Any
) -> None:
    at("2029-03-01 10:00")
    request = requests.keep(home, "renewal", ASKED, by="citizen:1")
    assert issue_month_of(home, date(2029, 3, 1))
    at("2029-05-02 10:00")
    for _again in range(2):
        renewals.grant_renewal(home.id, request.id, 50, TERMS)
    assert home.end_on == date(2031, 3, 15) and (request.state, request.decided["old_tier"]) == ("granted", 60)
    mine = sa.select(Bill).where(Bill.lease_id == home.id, Bill.from_on >= date(2029, 3, 1)).order_by(Bill.from_on)
    bills = [
        (one.kind, one.from_on.isoformat(), one.to_on.isoformat(), one.amount_fen) for one in db.session.scalars(mine)
    ]
    assert bills == [
        ("rent", "2029-03-01", "2029-03-15", 29032),
        ("rest", "2029-03-16", "2029-03-31", 41290),
        ("rent", "2029-04-01", "2029-04-30", 80000),
        ("rent", "2029-05-01", "2029-05-31", 80000),
    ]
    assert queries.rent_on(home.id, date(2029, 3, 15)).monthly_fen == 60000


def test_a_contract_that_is_renewed_early_changes_no_bill(home: Lease, at: Any) -> None:
    at("2029-01-10 10:00")
    request = requests.keep(home, "renewal", ASKED, by="citizen:1")
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Bill))
    renewals.grant_renewal(home.id, request.id, 50, TERMS)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Bill)) == before
    assert queries.rent_on(home.id, home.end_on).monthly_fen == 80000


def test_a_contract_renewed_before_its_month_is_charged_by_days_at_both_rents(home: Lease, at: Any) -> None:
    at("2029-02-10 10:00")
    request = requests.keep(home, "renewal", ASKED, by="citizen:1")
    renewals.grant_renewal(home.id, request.id, 50, TERMS, price=2600)
    at("2029-03-01 01:00")
    for _again in range(2):
        issue_month_of(home, date(2029, 3, 1))
    mine = sa.select(Bill).where(Bill.lease_id == home.id, Bill.month == "2029-03").order_by(Bill.from_on)
    bills = [
        (
            one.kind,
            one.from_on.day,
            one.to_on.day,
            one.amount_fen,
            one.due_on.isoformat(),
            one.figures["unit_price_fen"],
        )
        for one in db.session.scalars(mine)
    ]
    assert bills == [("rent", 1, 15, 29032, "2029-03-12", 2500), ("rest", 16, 31, 42942, "2029-03-26", 2600)]
    assert queries.rent_on(home.id, date(2029, 3, 16)).monthly_fen == 83200
    said = next(one.data for one in case_queries.letters_about(home.number) if one.kind == "renewal_granted")
    assert (said["unit_price"], said["old_fen"], said["monthly_fen"]) == (2600, 60000, 83200)


def test_a_lease_without_a_household_on_record_gets_no_other_tenant(home: Lease) -> None:
    asked = {"change_cause": "death", "new_member": "0" * 32, "evidence": "证明", "change_true": True}
    with pytest.raises(Invalid, match="成年"):
        tenants.ask_change(home, asked, by="citizen:1")


def test_a_household_asks_on_its_page_sees_the_stage_and_withdraws(home: Lease, at: Any, browser_of: Any) -> None:
    at("2029-01-05 10:00")
    browser = browser_of(home.account_id)
    address = f"/my/home/{home.number}/renew"
    assert "现在可以申请" in browser.get(address).text
    wrong = browser.post(address, data={"renewal_changes": "多了一个孩子"})
    assert wrong.status_code == 422 and "多了一个孩子" in wrong.text
    sent = browser.post(address, data=TYPED, follow_redirects=True)
    assert "核对申请" in sent.text and "续租申请" in sent.text
    assert browser.post(address, data=TYPED).status_code == 409
    assert browser.post(f"{address}/withdraw", follow_redirects=True).status_code == 200
    assert renewals.open_renewal(home.id) is None
    again = browser.post(address, data=TYPED, follow_redirects=True)
    assert "核对申请" in again.text, "the stage is that of the request that is open, not of the one before"


def test_outside_the_window_the_page_says_from_when(home: Lease, at: Any, browser_of: Any) -> None:
    at("2028-06-05 10:00")
    page = browser_of(home.account_id).get(f"/my/home/{home.number}/renew").text
    assert "可以从 2028-12-15 到 2029-03-15 申请续租" in page and "提交申请" not in page


def test_somebody_elses_lease_is_not_found_by_its_number(home: Lease, browser_of: Any) -> None:
    number, home.account_id = home.account_id, None
    browser = browser_of(number)
    for page in ("renew", "change"):
        assert browser.get(f"/my/home/{home.number}/{page}").status_code == 404
