"""An administrator imports later years; a wrong line is named by its number and nothing is changed."""

from __future__ import annotations

from datetime import date

import pytest

from app import calendar
from app.errors import Invalid
from app.store import working_days

GOOD = "date,name,kind\n2027-01-01,元旦,off\n2027-01-02,元旦,work\n"


@pytest.fixture(autouse=True)
def shipped():
    """The shipped table afterwards."""
    yield
    calendar.load((day, kind) for day, _, kind in calendar.shipped())


def test_an_imported_year_counts_and_the_shipped_ones_stay(db_session):
    assert working_days.replace(GOOD) == {2027: 2}
    working_days.load()
    assert not calendar.is_working_day(date(2027, 1, 1)) and calendar.is_working_day(date(2027, 1, 2))
    assert not calendar.is_working_day(date(2026, 2, 16))
    assert calendar.known_years() >= {2025, 2026, 2027}


def test_importing_a_year_again_replaces_it_whole(db_session):
    working_days.replace(GOOD)
    working_days.replace("\ufeffdate,name,kind\n2027-01-04,补休,off\n")
    assert [str(row.day) for row in working_days.rows()] == ["2027-01-04"]


def test_an_import_over_a_shipped_year_wins(db_session):
    working_days.replace("date,name,kind\n2026-03-03,植树,off\n")
    working_days.load()
    assert not calendar.is_working_day(date(2026, 3, 3)) and calendar.is_working_day(date(2026, 2, 16))


def test_every_wrong_line_is_named_and_nothing_is_changed(db_session):
    working_days.replace(GOOD)
    with pytest.raises(Invalid) as caught:
        working_days.replace(
            "date,name,kind\n2027-13-01,x,off\n2027-02-01,y,holiday\n2027-02-02,,off\n2027-02-02,,off\n"
        )
    assert all(part in caught.value.message for part in ("2 ", "3 ", "2027-02-02"))
    assert len(working_days.rows()) == 2
    with pytest.raises(Invalid):
        working_days.replace("day;what\n")
