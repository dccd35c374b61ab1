"""Late fees and whom a payment goes to: hand-counted, and against a day-by-day reference."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.leasing.rules.account import Account, Paid, allocate
from app.leasing.rules.rent import whole_fen

RATE = Decimal("0.0005")
DUE = date(2026, 4, 10)


def bill(amount: int = 60000, due: date = DUE) -> Account:
    return Account(due, amount, due)


def test_a_fee_runs_from_the_day_after_the_due_day_to_the_day_of_payment() -> None:
    late = bill()
    assert late.late_fee(DUE, RATE) == 0
    assert late.late_fee(DUE + timedelta(1), RATE) == 30
    late.paid.append(Paid(DUE + timedelta(3), "principal", 60000))
    assert late.late_fee(DUE + timedelta(90), RATE) == 90, "the day of payment still bears the old principal"


def test_a_part_payment_lowers_the_fee_from_the_next_day() -> None:
    late = bill()
    late.paid.append(Paid(DUE + timedelta(10), "principal", 40000))
    assert late.late_fee(DUE + timedelta(20), RATE) == 300 + 100
    assert [(s.days, s.principal) for s in late.stretches(DUE + timedelta(20), RATE)] == [(10, 60000), (10, 20000)]


def test_a_fee_never_exceeds_the_bill() -> None:
    assert bill(1000).late_fee(DUE + timedelta(20_000), RATE) == 1000


def test_a_bill_is_overdue_at_the_start_of_a_day_when_it_was_not_paid_before_that_day() -> None:
    late = bill()
    assert not late.is_overdue(DUE) and late.is_overdue(DUE + timedelta(1))
    late.paid.append(Paid(DUE + timedelta(1), "principal", 60000))
    assert late.is_overdue(DUE + timedelta(1)) and not late.is_overdue(DUE + timedelta(2))


def test_money_goes_to_principals_by_age_then_to_fees_by_age_then_to_credit() -> None:
    old, new = bill(), bill(due=DUE + timedelta(30))
    day = DUE + timedelta(20)
    parts, rest = allocate(60000 + 60000 + 600 + 5, [old, new], day, RATE)
    assert [(account.due, paid.kind, paid.fen) for account, paid in parts] == [
        (old.due, "principal", 60000), (new.due, "principal", 60000), (old.due, "late_fee", 600),
    ]  # fmt: skip
    assert rest == 5, "the newer bill is not late yet: nothing else is owed"


@given(
    st.lists(st.tuples(st.integers(0, 120), st.integers(1, 50_000)), max_size=6),
    st.integers(1, 100_000),
    st.integers(0, 150),
)
def test_the_fee_is_the_sum_of_its_days(payments: list[tuple[int, int]], amount: int, until: int) -> None:
    one = bill(amount)
    for day, fen in sorted(payments):
        allocate(fen, [one], DUE + timedelta(day), Decimal(0))
    left, exact = amount, Decimal(0)
    for day in range(until + 1):
        if day > 0:
            exact += left * RATE
        left -= sum(p.fen for p in one.paid if p.kind == "principal" and p.on == DUE + timedelta(day))
    assert one.late_fee(DUE + timedelta(until), RATE) == min(amount, whole_fen(exact))


@given(st.lists(st.integers(1, 90_000), min_size=1, max_size=5), st.integers(1, 500_000), st.integers(0, 400))
def test_no_fen_is_lost(amounts: list[int], paid: int, days: int) -> None:
    bills = [bill(amount, DUE + timedelta(30 * i)) for i, amount in enumerate(amounts)]
    parts, rest = allocate(paid, bills, DUE + timedelta(days), RATE)
    assert sum(part.fen for _bill, part in parts) + rest == paid
    assert all(one.unpaid() >= 0 for one in bills)
    assert rest == 0 or all(one.unpaid() == 0 for one in bills)
