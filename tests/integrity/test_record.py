"""The credit record: whom it bars and until when; its history only grows; forms that refuse keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.errors import Conflict
from app.integrity import commands, queries, steps
from app.integrity.records import IntegrityRecord
from app.web import forms

Opener = Callable[..., Any]


@pytest.fixture
def held(open_case: Opener) -> Callable[..., tuple[Any, IntegrityRecord]]:
    """held(bar_months=60) holds a false statement against a case's applicant since 2 March 2026."""

    def hold(bar_months: int | None = 60) -> tuple[Any, IntegrityRecord]:
        case = open_case()
        facts = {"matter": case.number, "district": case.district, "kind": "7", "facts": "虚报收入", "evidence": "核查"}
        terms = {"basis": "第三十五条", "record_months": 60, "bar_months": bar_months}
        return case, commands.open_record({**facts, "case_id": case.id}, terms)

    return hold


def test_a_household_is_barred_up_to_the_last_day_and_not_after(held: Any, at: Any) -> None:
    case, record = held()
    assert steps.is_barred(case.id) == {"is_barred": True, "barred_until": "2031-03-02", "barred_by": [record.number]}
    at("2031-03-02 23:00")
    assert steps.is_barred(case.id)["is_barred"]
    at("2031-03-03 00:00")
    assert steps.is_barred(case.id) == {"is_barred": False, "barred_until": None, "barred_by": []}


def test_a_record_that_bars_nobody_or_was_repaired_lets_apply(held: Any) -> None:
    case, record = held(bar_months=None)
    assert not steps.is_barred(case.id)["is_barred"]
    record.barred_until = record.until_on
    assert steps.is_barred(case.id)["is_barred"]
    commands.end_record(record.id, "repaired", "已经改正")
    assert not steps.is_barred(case.id)["is_barred"]
    assert [(line.kind, line.text) for line in queries.history(record.id)] == [
        ("recorded", ""),
        ("repaired", "已经改正"),
    ]


@pytest.mark.parametrize("change", ["UPDATE integrity_entry SET text = 'x'", "DELETE FROM integrity_entry"])
def test_a_line_of_the_history_is_never_changed(held: Any, db_session: Any, change: str) -> None:
    held()
    with pytest.raises(sa.exc.DBAPIError, match="history stays"):
        db_session.execute(sa.text(change))


def test_a_request_for_which_nobody_waits_is_a_conflict(held: Any) -> None:
    _case, record = held()
    with pytest.raises(Conflict):
        commands.ask_repair(record, "repair", "已经改正", by="citizen:1")


def test_a_fine_over_the_limit_is_refused_with_the_article_and_kept_as_typed() -> None:
    form = forms.find("integrity.draft_decision")
    typed = MultiDict({"decision_order": "退回住房", "fine": "1000.01"})
    filled = form.fill(typed, {"terms": {"most_fine_fen": 100000}})
    assert "第三十六条" in filled.errors["fine"] and filled.values["fine"] == "1000.01"
    assert not form.fill(MultiDict({**typed, "fine": "1000"}), {"terms": {"most_fine_fen": 100000}}).errors
    assert form.fill(MultiDict({**typed, "fine": "1"}), {"terms": {"most_fine_fen": 0}}).errors
