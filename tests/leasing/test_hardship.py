"""Hardship: equal parts to the fen, a rent that is lower for a while, asking and filing, what officers see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import engine
from app.calendar import is_working_day
from app.errors import Conflict
from app.leasing import commands, queries
from app.leasing.commands import hardship
from app.leasing.commands.rents import reduce_rent
from app.leasing.queries import plans, requests
from app.leasing.rules.hardship import equal_parts, reduced, reduction_months
from app.people import commands as people
from app.people import queries as officers
from app.people.records import Account
from app.settings import TOP
from app.store import db

NUMBER = "11010519491231002X"
"""The number of GB 11643's example: nobody's."""
ASKED = {"hardship_wish": "both", "hardship_reason": "四月失业", "hardship_evidence": "失业登记证"}


@given(st.integers(0, 10**9), st.integers(0, 12), st.dates(date(2026, 1, 1), date(2026, 6, 30)))
def test_the_parts_sum_to_the_fen_and_differ_by_one_at_most(total: int, count: int, day: date) -> None:
    parts = list(equal_parts(total, count, day, due_day=10))
    amounts = [part.fen for part in parts]
    assert sum(amounts) == (total if count else 0) and len(parts) == min(count, total)
    assert not amounts or (min(amounts) > 0 and max(amounts) - min(amounts) <= 1)
    assert amounts == sorted(amounts, reverse=True)
    days = [part.on for part in parts]
    assert all(is_working_day(one) and one.day >= 10 for one in days) and days == sorted(set(days))
    assert not days or (days[0].year, days[0].month) == (day.year + day.month // 12, day.month % 12 + 1)


def test_half_a_fen_of_a_lower_rent_is_rounded_up() -> None:
    assert (reduced(60000, 0), reduced(60000, 50), reduced(60001, 50), reduced(30968, 33)) == (
        60000, 30000, 30001, 20749,
    )  # fmt: skip


def test_a_reduction_begins_with_the_next_month_and_lasts_whole_months() -> None:
    assert reduction_months(date(2026, 4, 1), 2) == (date(2026, 5, 1), date(2026, 6, 30))
    assert reduction_months(date(2026, 12, 31), 12) == (date(2027, 1, 1), date(2027, 12, 31))


def rents(lease: Any) -> list[tuple[str, int, int]]:
    return [(str(one.from_on), one.monthly_fen, one.reduction) for one in plans.rents_of(lease.id)]


def test_a_new_tier_within_a_reduction_is_reduced_too_and_stays_when_it_is_over(lease: Any) -> None:
    one = lease()
    reduce_rent(one, date(2026, 5, 1), date(2026, 7, 31), 50, basis="困难减免")
    assert rents(one) == [("2026-03-16", 60000, 0), ("2026-05-01", 30000, 50), ("2026-08-01", 60000, 0)]
    commands.set_rent(one, date(2026, 6, 1), 2500, 80, basis="年度复核")
    assert rents(one)[1:] == [("2026-05-01", 30000, 50), ("2026-06-01", 40000, 50), ("2026-08-01", 80000, 0)]
    commands.set_rent(one, date(2026, 5, 1), 2500, 30, basis="更正")
    assert rents(one)[1:] == [("2026-05-01", 15000, 50), ("2026-06-01", 15000, 50), ("2026-08-01", 30000, 0)]


def test_a_tier_that_was_known_before_is_reduced_from_its_own_day(lease: Any) -> None:
    one = lease()
    commands.set_rent(one, date(2026, 6, 1), 2500, 80, basis="年度复核")
    reduce_rent(one, date(2026, 5, 1), date(2026, 7, 31), 50, basis="困难减免")
    assert rents(one)[1:] == [("2026-05-01", 30000, 50), ("2026-06-01", 40000, 50), ("2026-08-01", 80000, 0)]


@pytest.fixture
def home(lease: Any, begin_day: Any, at: Any) -> Any:
    """The lease A1 in Xiangzhou with an account, on 20 April; its bill of March and of April are late."""
    one = lease(district="XZ")
    for name in ("hardship.bpmn", "hardship.dmn", "next_action.dmn"):
        content = (TOP / "bpmn" / name).read_bytes()
        engine.deploy_files({name: content, "hardship.dmn": (TOP / "bpmn" / "hardship.dmn").read_bytes()}, by="system")
    account = people.register_citizen("13800138000", NUMBER, "申请人甲", "four plain words here")
    one.account_id, one.unit_name = account.id, "安居苑 1栋 101"
    for day in ("2026-03-16", "2026-04-01", "2026-04-11"):
        begin_day(day)
    at("2026-04-20 10:00")
    return one


def officer(role: str) -> Any:
    return officers.officer(int(officers.officers_of(role, "XZ")[0].actor.partition(":")[2]))


def citizen(home: Any) -> Any:
    return db.session.get(Account, (home.tenant, home.account_id))


def granted(home: Any, **figures: int) -> dict[str, Any]:
    request = hardship.ask(home, dict(ASKED), by=f"citizen:{home.account_id}")
    made = hardship.grant(request.id, hardship.Granted(**figures))
    hardship.requests.decide(request.id, "granted", {})
    return made


def test_a_tenant_asks_once_and_loses_nothing_that_was_typed(home: Any, as_: Any) -> None:
    browser, address = as_(citizen(home)), f"/my/home/{home.number}/hardship"
    assert "现在应缴" in browser.get(address).text
    again = browser.post(address, data={"hardship_wish": "both", "hardship_reason": "四月失业，两个孩子上学"})
    assert again.status_code == 422 and "四月失业，两个孩子上学" in again.text
    assert browser.post(address, data=ASKED).status_code == 303
    assert browser.post(address, data=ASKED).status_code == 409, "sent twice"
    page = browser.get(address).text
    assert "正在审查" in page and "提交申请" not in page
    assert "审查期间暂停催缴" in browser.get("/my/home").text
    assert requests.open_request(home.id, "hardship") is not None


def test_hardship_is_nobody_elses(home: Any, as_: Any) -> None:
    other = people.register_citizen("13800138001", "440402196001107680", "申请人乙", "four plain words here")
    assert as_(other).get(f"/my/home/{home.number}/hardship").status_code == 404
    assert as_(other).post(f"/my/home/{home.number}/hardship", data=ASKED).status_code == 404


def test_an_officer_files_it_for_who_has_no_account_and_sees_what_is_owed_beside_the_task(home: Any, as_: Any) -> None:
    home.account_id = None
    browser = as_(officer("district_reviewer"))
    address = f"/desk/leases/{home.number}/hardship"
    assert "登记困难申请" in browser.get(f"/desk/leases/{home.number}").text
    assert browser.get(address).status_code == 200
    assert browser.post(address, data=ASKED).status_code == 303
    assert "审查中" in browser.get(f"/desk/leases/{home.number}").text
    [task] = [one for one in engine.open_tasks(business_key=home.number) if one.form == "leasing.hardship_propose"]
    page = browser.get(f"/desk/tasks/{task.id}").text
    for said in ("四月失业", "失业登记证", "2 期逾期", "减免最多 50 %、12 个月", "909.68 元"):
        assert said in page, said


def test_more_than_the_policy_allows_is_said_beside_the_field(home: Any, as_: Any) -> None:
    hardship.ask(home, dict(ASKED), by="citizen:5")
    [task] = [one for one in engine.open_tasks(business_key=home.number) if one.form == "leasing.hardship_propose"]
    from_form = {"hardship_outcome": "both", "reduction_percent": "51", "reduction_months": "13", "instalments": "13"}
    browser = as_(officer("district_reviewer"))
    answer = browser.post(f"/desk/tasks/{task.id}", data={**from_form, "proposal_reason": "属实"})
    assert answer.status_code == 422 and answer.text.count("超过政策的上限") >= 3


def test_a_plan_shows_its_days_and_blocks_another_request(home: Any, as_: Any) -> None:
    made = granted(home, percent=50, months=2, instalments=3)
    assert set(made) == {"reduction", "instalments"}
    page = as_(citizen(home)).get("/my/home").text
    for said in ("2026-05-11", "303.23 元", "从 2026-05-01 到 2026-06-30，月租金减免 50 %"):
        assert said in page, said
    with pytest.raises(Conflict, match="期满以后才能再申请"):
        hardship.ask(home, dict(ASKED), by="citizen:5")
    assert "分期" in as_(officer("district_reviewer")).get(f"/desk/leases/{home.number}").text


def test_where_nothing_is_overdue_there_is_nothing_to_pay_in_parts(home: Any, pay: Any) -> None:
    pay("2026-04-20", 90968)
    assert granted(home, instalments=3) == {}


def test_the_ladder_rests_until_the_day_after(home: Any, at: Any) -> None:
    day = date(2026, 4, 20)
    assert not plans.ladder_rests(home.id, day)
    made = granted(home, instalments=3)
    assert plans.ladder_rests(home.id, day + timedelta(days=5))
    at("2026-05-17 00:00")
    hardship.close_plan(made["instalments"].id, "broken")
    assert plans.ladder_rests(home.id, date(2026, 5, 17)) and not plans.ladder_rests(home.id, date(2026, 5, 18))


def test_a_bill_says_what_was_taken_off(home: Any, begin_day: Any, as_: Any) -> None:
    granted(home, percent=50, months=2)
    begin_day("2026-05-01")
    [bill] = [one for one in queries.statement(home, date(2026, 5, 1)).bills if one.month == "2026-05"]
    assert bill.amount_fen == 30000
    assert "减免 50 % 后 300.00 元" in as_(citizen(home)).get(f"/my/home/{home.number}/bills/{bill.id}").text
