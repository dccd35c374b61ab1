"""A tenant sees what is due and why; an officer finds the leases that need something."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app import engine
from app.errors import DesignError
from app.leasing import queries as leases
from app.leasing.commands import beginnings, books
from app.leasing.queries import explained, lists
from app.people import commands as people
from app.people import queries
from app.people.records import Account
from app.settings import TOP

NUMBER = "11010519491231002X"
"""The number of GB 11643's example: nobody's."""


@pytest.fixture
def tenant(lease: Any) -> Account:
    """The tenant of the lease A1, with an account."""
    one = lease()
    engine.deploy_files({"next_action.dmn": (TOP / "bpmn" / "next_action.dmn").read_bytes()}, by="system")
    account = people.register_citizen("13800138000", NUMBER, "申请人甲", "four plain words here")
    one.account_id, one.unit_name = account.id, "安居苑 1栋 101"
    return account


def test_a_late_bill_is_explained_by_price_area_days_and_stretches(
    tenant: Account, begin_day: Any, pay: Any, at: Any, as_: Any
) -> None:
    begin_day("2026-03-16")
    pay("2026-04-05", 10000)
    at("2026-04-15 10:00")
    browser = as_(tenant)
    home = browser.get("/my/home").text
    assert "安居苑 1栋 101" in home and "其中 1 期已经逾期" in home
    owing = explained.owing(leases.by_number("ZL2026-000001"), date(2026, 4, 15))
    [line] = owing.overdue
    assert [(part.principal, part.days) for part in line.stretches] == [(30968, 10), (20968, 10)]
    assert line.fee == 260 and line.unpaid == 20968 and owing.days_late == 19
    page = browser.get(f"/my/home/ZL2026-000001/bills/{line.bill.id}").text
    for said in ("25.00 元", "40.00 ㎡", "60 %", "本期 16 天，当月 31 天", "2026-03-27", "2026-04-06", "2.60 元"):
        assert said in page, said
    assert browser.get("/my/home/ZL2026-000001/bills").status_code == 200


def test_a_lease_is_nobody_elses(tenant: Account, as_: Any) -> None:
    other = people.register_citizen("13800138001", "440402196001107680", "申请人乙", "four plain words here")
    assert as_(other).get("/my/home/ZL2026-000001/bills").status_code == 404
    assert "签订租约以后" in as_(other).get("/my/home").text


def test_an_officer_finds_late_leases_with_what_to_do_next(tenant: Account, begin_day: Any, as_: Any) -> None:
    for day in ("2026-03-16", "2026-04-01", "2026-05-01"):
        begin_day(day)
    begin_day("2026-05-12")
    browser = as_(_account("city_reviewer", "ZH"))
    assert [line.overdue for line in lists.lines(None, lists.Wish(show="overdue")).items] == [3]
    page = browser.get("/desk/leases?show=overdue&months=3").text
    assert "ZL2026-000001" in page and "约谈承租人" in page
    assert "ZL2026-000001" not in browser.get("/desk/leases?show=overdue&months=6").text
    assert "ZL2026-000001" not in browser.get("/desk/leases?show=ending").text
    whole = browser.get("/desk/leases/ZL2026-000001").text
    assert "建议：约谈承租人" in whole and "催缴通知书（一）" in whole
    elsewhere = as_(_account("district_reviewer", "DM"))
    assert elsewhere.get("/desk/leases/ZL2026-000001").status_code == 404
    assert "ZL2026-000001" not in elsewhere.get("/desk/leases").text


def _account(role: str, place: str) -> Any:
    return queries.officer(int(queries.officers_of(role, place)[0].actor.partition(":")[2]))


def test_a_review_is_due_in_the_month_before_the_anniversary(lease: Any, at: Any) -> None:
    lease()
    wish = lists.Wish(show="review")
    for day, found in (("2026-12-20", 0), ("2027-02-20", 1), ("2027-03-20", 0)):
        at(f"{day} 09:00")
        assert lists.lines(None, wish).total == found, day
    at("2027-02-20 09:00")
    assert lists.lines(["XZ"], wish).total == 0, "the lease lies in another district"


def test_the_deposit_is_held_apart_from_the_rent(lease: Any, at: Any) -> None:
    one = lease(start="2026-04-01")
    one.state = "draft"
    dues = beginnings.dues_of(one)
    assert (dues.deposit_fen, dues.rent_fen) == (120000, 60000)
    books.enter("bank", "advance", dues.total - 1, date(2026, 3, 16), lease_id=one.id)
    assert not beginnings.take_deposit(one.id)
    books.enter("bank", "advance", 1, date(2026, 3, 16), lease_id=one.id)
    assert beginnings.take_deposit(one.id) and beginnings.take_deposit(one.id)
    assert (explained.entries_of(one.id)[0].debit, len(explained.entries_of(one.id))) == ("advance", 3)


def test_terms_with_more_deposit_than_the_limit_are_refused(lease: Any) -> None:
    one = lease(start="2026-04-01")
    one.state = "draft"
    terms = {**one.terms, "deposit_months": 4, "term_months": 36}
    with pytest.raises(DesignError, match="超过上限 3 个月"):
        beginnings.prepare(one.id, beginnings.Wanted(date(2026, 4, 1), 2500, terms, 3))
