"""Days are counted as the law and the State Council's notices say; the vectors come from the trade."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import calendar
from app.calendar import deadline, is_working_day, months_after, next_working_day, working_days_between

_FILE = Path(__file__).parent / "data" / "day_count_vectors.csv"
VECTORS = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
DAYS = st.dates(date(2025, 1, 1), date(2026, 11, 30))


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['start']}+{row['n']}{row['unit']}")
def test_the_trades_vectors_hold(row):
    assert deadline(date.fromisoformat(row["start"]), int(row["n"]), row["unit"]) == date.fromisoformat(
        row["expected_end"]
    )


def test_the_policys_worked_example_holds():
    day, days = date(2026, 3, 2), []
    for n, unit in ((5, "wd"), (10, "wd"), (7, "cd"), (10, "wd"), (7, "cd"), (10, "wd"), (7, "cd"), (5, "wd")):
        day = deadline(day, n, unit)
        days.append(day.strftime("%m-%d"))
    assert days == ["03-09", "03-23", "03-30", "04-14", "04-21", "05-08", "05-15", "05-22"]


@given(DAYS, st.integers(0, 30))
def test_a_deadline_in_working_days_is_that_many_working_days_later(start, n):
    end = deadline(start, n, "wd")
    assert working_days_between(start, end) == n
    assert n == 0 or is_working_day(end)


@given(DAYS, st.integers(0, 30))
def test_a_deadline_in_calendar_days_never_ends_early_nor_on_a_rest_day(start, n):
    end = deadline(start, n, "cd")
    assert is_working_day(end) and end >= start + timedelta(days=n)
    assert end == next_working_day(start + timedelta(days=n))


@given(DAYS, DAYS)
def test_counting_back_is_counting_with_the_other_sign(a, b):
    assert working_days_between(a, b) == -working_days_between(b, a)


def test_a_month_after_the_31st_ends_on_the_months_last_day_and_rolls():
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert deadline(date(2026, 1, 31), 1, "month") == date(2026, 2, 28)  # a Saturday that is worked
    assert deadline(date(2025, 11, 30), 3, "month") == date(2026, 2, 28)
    assert deadline(date(2026, 9, 1), 1, "month") == date(2026, 10, 8)  # the first days of October are off
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_worked_weekends_and_holidays_are_known():
    assert is_working_day(date(2026, 2, 14)) and not is_working_day(date(2026, 2, 16))
    assert not is_working_day(date(2026, 3, 7)) and is_working_day(date(2026, 3, 9))


def test_a_year_without_data_counts_weekends_and_says_so_once(caplog):
    calendar.load((day, kind) for day, _, kind in calendar.shipped())
    assert 2031 not in calendar.known_years()
    assert deadline(date(2031, 1, 3), 1, "wd") == date(2031, 1, 6)
    assert len([r for r in caplog.records if "2031" in r.getMessage()]) == 1


@pytest.mark.parametrize(("n", "unit"), [(-1, "wd"), (3, "weeks")])
def test_a_senseless_period_is_refused(n, unit):
    with pytest.raises(ValueError):
        deadline(date(2026, 3, 2), n, unit)
