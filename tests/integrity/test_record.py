"""The credit record: whom it bars and until when; its history only grows; forms that refuse keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from app.cases import queries as cases
from app.errors import Conflict
from app.integrity import commands, queries, steps
from app.integrity.records import IntegrityRecord
from app.registry import find_panel
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


def test_who_accepts_an_application_reads_what_bars_it_and_the_form_says_how_to_decide(held: Any, client: Any) -> None:
    case, record = held()
    with client.application.test_request_context():
        shown = str(find_panel("integrity.barred")({"case_id": case.id}))
        assert record.number in shown and "2031-03-02" in shown and "修复" in shown
        form = forms.find("review.accept")
        given = {"supplement_rounds": 0, "is_barred": True}
        assert "在禁止申请期内" in form.html({}, {}, given) and "在禁止申请期内" not in form.html(
            {}, {}, {"supplement_rounds": 0}
        )
        assert not form.fill(MultiDict({"outcome": "accept"}), given).errors, "a person decides"
        commands.end_record(record.id, "repaired", "已经改正")
        assert find_panel("integrity.barred")({"case_id": case.id}) == ""


def test_who_is_about_to_apply_is_told_until_when_and_where_to_ask_for_repair(held: Any, client: Any) -> None:
    case, _record = held()
    own = cases.applicant(case).id_number
    with client.application.test_request_context():
        applicants = find_panel("integrity.barred_applicants")
        assert "2031-03-02" in applicants({"id_numbers": [own]}) and "/my/integrity" in applicants(
            {"id_numbers": [own]}
        )
        relative = applicants({"id_numbers": ["440402196001107680", own]})
        assert "2031-03-02" in relative and "/my/integrity" not in relative
        assert applicants({"id_numbers": ["440402196001107680", ""]}) == ""
