"""Rents, part months, due days: hand-counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.leasing.rules.rent import due_on, issued_on, month_of, monthly_rent, months, whole_fen


@pytest.mark.parametrize(
    ("price", "area", "tier", "fen"),
    [(2500, "40.00", 60, 60000), (2200, "28.50", 10, 6270), (3120, "58.66", 80, 146415), (2475, "60.00", 10, 14850)],
)
def test_the_monthly_rent_is_price_by_area_by_tier_rounded_once(price: int, area: str, tier: int, fen: int) -> None:
    assert monthly_rent(price, Decimal(area), tier) == fen


def test_half_a_fen_is_rounded_up() -> None:
    assert [whole_fen(Decimal(text)) for text in ("0.5", "1.5", "2.49", "2.5")] == [1, 2, 2, 3]


def test_a_part_of_a_month_is_counted_by_the_days_of_that_month() -> None:
    march = month_of(date(2026, 3, 16), date(2029, 3, 15), date(2026, 3, 20))
    assert march is not None and (march.days, march.length, march.rent(60000)) == (16, 31, 30968)
    last = month_of(date(2026, 3, 16), date(2026, 6, 10), date(2026, 6, 1))
    assert last is not None and last.rent(60000) == 20000
    assert month_of(date(2026, 3, 16), date(2026, 6, 10), date(2026, 7, 1)) is None


def test_a_bill_is_due_on_the_tenth_and_never_on_a_rest_day() -> None:
    start = date(2026, 3, 16)
    found = {
        m.name: due_on(start, m, day_of_month=10, first_days=10, today=m.first)
        for m in months(start, None, date(2026, 10, 1))
    }
    assert found["2026-03"] == date(2026, 3, 26), "ten days after the start"
    assert found["2026-04"] == date(2026, 4, 10)
    assert found["2026-05"] == date(2026, 5, 11), "the 10th is a Sunday"
    assert found["2026-10"] == date(2026, 10, 10), "a Saturday that is worked"


def test_a_bill_that_is_made_too_late_leaves_the_days_of_a_first_one() -> None:
    start, [_march, april] = date(2026, 3, 16), months(date(2026, 3, 16), None, date(2026, 4, 1))
    on_time = due_on(start, april, day_of_month=10, first_days=10, today=date(2026, 4, 10))
    late = due_on(start, april, day_of_month=10, first_days=10, today=date(2026, 6, 1))
    assert (on_time, late) == (date(2026, 4, 10), date(2026, 6, 11))


def test_the_first_bill_is_issued_on_the_start_day_the_others_on_the_first() -> None:
    start = date(2026, 3, 16)
    assert [issued_on(start, m) for m in months(start, date(2026, 5, 2), date(2027, 1, 1))] == [
        date(2026, 3, 16), date(2026, 4, 1), date(2026, 5, 1),
    ]  # fmt: skip


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 1500), st.integers(1, 500_000))
def test_the_months_of_a_lease_are_its_days_and_full_months_cost_the_rent(start: date, days: int, rent: int) -> None:
    end = date.fromordinal(start.toordinal() + days)
    found = list(months(start, end, date(2040, 1, 1)))
    assert sum(m.days for m in found) == days + 1
    assert all(m.rent(rent) == rent for m in found if m.days == m.length)
    assert all(0 <= m.rent(rent) <= rent for m in found)
    assert [m.first for m in found[1:]] == [date.fromordinal(m.last.toordinal() + 1) for m in found[:-1]]
