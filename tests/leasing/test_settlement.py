"""What is settled when a home is given back: hand-counted to the fen, against a reference, and booked so that nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import engine
from app.errors import Conflict, Invalid
from app.leasing import commands, queries
from app.leasing.commands import beginnings, books, endings, leavings, refunds, settlements
from app.leasing.queries import money
from app.leasing.queries import settlements as found
from app.leasing.rules.account import Account, Paid, allocate
from app.leasing.rules.settlement import Billed, Held, paid_with_cut, settle
from app.people import queries as people
from app.registry import acting_as
from app.settings import TOP
from app.store import personal

RATE = Decimal("0.0005")
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
BACK = date(2026, 6, 20)
FOUND = {"water": "1", "electricity": "2", "gas": ""}


def june(*paid: Paid, due: date = date(2026, 6, 10)) -> Billed:
    """June's bill of 600.01 yuan."""
    return Billed("2026-06", "rent", FIRST, LAST, 60001, Account("june", 60001, due, list(paid)))


def test_the_last_bill_is_cut_to_the_days_up_to_the_return() -> None:
    settled = settle([june()], Held(120000, 500), [("门", 3000)], BACK, RATE)
    # 600.01 × 20 ÷ 30 = 400.0066…, ten days of 0.05 % on 600.01 are 3.00
    assert [(line.kind, line.fen) for line in settled.lines] == [
        ("deposit", 120000), ("credit", 500), ("cut", 60001 - 40001), ("rent", -60001), ("late_fee", -300),
        ("damage", -3000),
    ]  # fmt: skip
    assert settled.balance_fen == 120000 + 500 - 40001 - 300 - 3000


def test_what_was_paid_for_days_after_the_return_comes_back() -> None:
    settled = settle([june(Paid(date(2026, 6, 5), "principal", 60001))], Held(0, 0), [], BACK, RATE)
    assert [(line.kind, line.fen) for line in settled.lines] == [("cut", 20000)] and settled.balance_fen == 20000


@pytest.mark.parametrize(("back", "due"), [("2026-05-31", 0), ("2026-06-01", 2000), ("2026-06-30", 60001)])
def test_both_ends_of_a_bill_count_as_days(back: str, due: int) -> None:
    assert june().due_fen(date.fromisoformat(back)) == due


@given(
    st.lists(st.tuples(st.integers(1, 90_000), st.integers(0, 90_000)), min_size=1, max_size=5),
    st.integers(0, 200_000), st.integers(0, 5_000), st.lists(st.integers(1, 50_000), max_size=3), st.integers(0, 180),
)  # fmt: skip
def test_every_fen_of_the_deposit_is_accounted_for(
    amounts: list[tuple[int, int]], deposit: int, credit: int, damages: list[int], days: int
) -> None:
    back = FIRST + timedelta(days=days)

    def bills() -> list[Billed]:
        made = []
        for place, (amount, paid) in enumerate(amounts):
            start = FIRST + timedelta(days=30 * place)
            part = [Paid(start, "principal", min(paid, amount))] if paid else []
            account = Account(place, amount, start + timedelta(days=9), part)
            made.append(Billed(str(place), "rent", start, start + timedelta(days=29), amount, account))
        return made

    settled = settle(bills(), Held(deposit, credit), [("x", fen) for fen in damages], back, RATE)
    booked = bills()
    pot = deposit + credit + sum(paid_with_cut(bill, back)[1] for bill in booked)
    accounts = [bill.account for bill in booked]
    if damages:
        accounts.append(Account("damage", sum(damages), back + timedelta(days=30)))
    parts, rest = allocate(pot, accounts, back, RATE)
    owed = sum(one.unpaid() + max(0, one.fee_left(back, RATE)) for one in accounts)
    assert settled.balance_fen == rest - owed and (rest == 0 or owed == 0)
    assert sum(paid.fen for _account, paid in parts) + rest == pot, "the deposit is with the household or on its bills"


@pytest.fixture
def home(lease: Any) -> Any:
    """A lease with a deposit of 1,200 yuan."""
    one = lease()
    for name in ("leaving_limits.dmn",):
        engine.deploy_files({name: (TOP / "bpmn" / name).read_bytes()}, by="system")
    books.enter("bank", "deposit", 120000, date(2026, 3, 16), lease_id=one.id)
    return one


def give_back(one: Any, day: str) -> None:
    """The keys come back, seen by two."""
    first, second = (
        people.officers_of("city_reviewer", "ZH")[0].actor,
        people.officers_of("city_approver", "ZH")[0].actor,
    )
    with acting_as(first):
        leavings.keep_return(one.id, date.fromisoformat(day), 2, FOUND, "完好")
    with acting_as(second):
        leavings.confirm_return(one.id)


def test_a_settlement_is_booked_as_it_was_shown(home: Any, begin_day: Any, at: Any) -> None:
    for day in ("2026-03-16", "2026-04-01", "2026-05-01"):
        begin_day(day)
    at("2026-05-20 10:00")
    give_back(home, "2026-05-20")
    shown = settlements.draft(home.id, [{"what": "门", "fen": 3000}]).balance_fen
    # March 309.68, April 600, May 20 of 31 days 387.10; late 55 days of 309.68, 40 of 600, 10 of 600 (rest days moved on)
    march, april, may = queries.account_of(home.id)
    fees = sum(one.late_fee(date(2026, 5, 20), RATE) for one in (march, april, may))
    assert shown == 120000 - 30968 - 60000 - 38710 - 3000 - fees
    settlements.book_settlement(home.id, date(2026, 6, 19))
    left = queries.account_of(home.id)
    day = date(2026, 5, 20)
    assert queries.deposit_of(home.id) == queries.advance_of(home.id) == 0
    assert -shown == sum(one.unpaid() + one.fee_left(day, RATE) for one in left)
    assert money.faults_of_books() == []
    again = settlements.book_settlement(home.id, date(2026, 6, 19))
    assert again.balance_fen == shown and len(queries.account_of(home.id)) == 4, "twice changes nothing"
    with pytest.raises(Conflict):
        settlements.draft(home.id, [])


def test_what_is_left_goes_back_by_two_people(home: Any, at: Any, pay: Any, db_session: Any) -> None:
    commands.issue_firsts()
    pay("2026-03-20", 30968)
    at("2026-03-25 10:00")
    give_back(home, "2026-03-25")
    settlements.draft(home.id, [])
    left = settlements.book_settlement(home.id, date(2026, 4, 24)).balance_fen
    assert left == 120000 + 30968 - 19355 == queries.advance_of(home.id)
    refund = refunds.open_refund(home.id, date(2026, 4, 3))
    assert refunds.open_refund(home.id, date(2026, 4, 3)).id == refund.id and refund.fen == left
    refunds.keep_account(refund.id, "甲", "中国银行", personal.seal_answer("6222 0212"))
    with acting_as("officer:1"):
        refunds.keep_payment(refund.id, date(2026, 3, 25), "T1")
        with pytest.raises(Conflict):
            refunds.book_refund(refund.id)
    with acting_as("officer:2"):
        refunds.book_refund(refund.id)
        refunds.book_refund(refund.id)
    assert queries.advance_of(home.id) == 0 and money.faults_of_books() == []
    assert (refund.state, refund.account, b"62220212" in bytes(refund.account_sealed or b"")) == (
        "paid",
        "62220212",
        False,
    )
    with pytest.raises(Conflict):
        refunds.open_refund(home.id, date(2026, 4, 3))


def test_nothing_is_settled_before_the_keys_are_back(home: Any) -> None:
    with pytest.raises(Conflict, match="钥匙"):
        settlements.draft(home.id, [])
    assert found.settlement_of(home.id) is None


def test_who_stays_after_the_term_pays_for_it_and_nobody_pays_after_the_keys(
    lease: Any, begin_day: Any, at: Any
) -> None:
    one = lease(end="2026-05-15")
    for day in ("2026-03-16", "2026-04-01", "2026-05-01"):
        begin_day(day)
    at("2026-05-16 00:00")
    endings.expire(one.id)
    begin_day("2026-06-01")
    lines = [(bill.kind, bill.month, bill.amount_fen) for bill, _billed in found.billed(one.id)]
    assert lines == [
        ("rent", "2026-03", 30968), ("rent", "2026-04", 60000), ("rent", "2026-05", 29032),
        ("occupancy", "2026-05", 30968), ("occupancy", "2026-06", 60000),
    ]  # fmt: skip
    at("2026-06-10 10:00")
    give_back(one, "2026-06-10")
    begin_day("2026-07-01")
    assert len(found.billed(one.id)) == 5, "the keys are back"


def test_a_notice_that_comes_too_late_is_refused_by_its_first_day(home: Any, at: Any) -> None:
    at("2026-04-01 10:00")
    with pytest.raises(Invalid, match="2026-05-01"):
        leavings.ask_to_leave(home, date(2026, 4, 30), "", by="citizen:1")


def test_one_person_alone_takes_no_keys_back(home: Any) -> None:
    with acting_as("officer:1"):
        leavings.keep_return(home.id, date(2026, 3, 16), 2, FOUND, "完好")
        with pytest.raises(Conflict):
            leavings.confirm_return(home.id)
    assert beginnings.queries.returned_on(home.id) is None
