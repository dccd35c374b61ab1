"""Filters as they come from an address; yellow at 80 % of the working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from app.desk import rules
from app.store import clock
from app.store.database import ZONE
from app.web.formatting import due_state


def test_only_known_filters_with_known_values_pass() -> None:
    given = {"q": " ZH2026 ", "due": "soon", "holder": "all", "sort": "id; DROP TABLE task", "page": "2", "x": "1"}
    assert rules.clean_filter(given) == {"q": "ZH2026", "due": "soon"}
    assert rules.clean_filter({"sort": "due", "holder": "mine", "name": "x" * 99}) == {
        "holder": "mine",
        "name": "x" * 60,
    }


def test_a_number_is_told_from_a_name() -> None:
    assert rules.is_number("ZH2026-000123") and rules.is_number("000123")
    assert not rules.is_number("欧阳琪琪") and not rules.is_number("")


def test_the_citys_late_tasks_go_to_the_citys_supervisor() -> None:
    assert rules.told_when_late("ZH", "XZ", "ZH") == "ZH"
    assert rules.told_when_late("440402001", "XZ", "ZH") == "XZ"


@pytest.mark.parametrize("today", [date(2026, 3, 2), date(2026, 3, 7), date(2026, 2, 17), date(2026, 9, 30)])
def test_yellow_is_what_the_page_shows_in_yellow(today: date) -> None:
    """Every start of the last and every end of the next weeks: the list's filter and the badge's colour agree."""
    marks = rules.yellow(today, ZONE)
    now = datetime.combine(today, datetime.min.time(), ZONE) + timedelta(hours=9)
    with clock.fixed(now):
        for gone in range(0, 60, 3):
            started = now - timedelta(days=gone)
            for left in range(0, 40):
                due = clock.end_of(today + timedelta(days=left))
                soon = any(due <= by and started < since for by, since in marks)
                state = due_state(SimpleNamespace(due_at=due, started_at=started))
                assert state is not None and soon == (state.tone != "good"), (today, gone, left, state.words)
