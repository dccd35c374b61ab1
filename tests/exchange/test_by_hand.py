"""What is found by hand reaches the decision and the comparison side by side, and says that it was found by hand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app import engine
from app.exchange import commands, queries, steps
from app.exchange.rules import FACT_KEYS, found_by_hand
from app.exchange.rules.by_hand import NOTHING
from app.exchange.rules.shapes import malformed
from app.registry import find_panel
from app.review import queries as reviews
from app.settings import TOP
from app.web import forms
from tests.exchange.by_hand import typed_from
from tests.exchange.conftest import record
from tests.exchange.test_rounds import FLAT, find, find_out
from tests.exchange.test_rounds import told as told  # a fixture

RICH = record(
    permit={"valid_until": "2030-01-31"},
    vehicles=[{"plate": "粤C80808", "value": 90000, "type": "小型汽车"}],
    enterprises=[{"name": "海风贸易", "role": "股东", "capital": 30000}],
    houses=[FLAT],
    houses_disposed=[{"area": 60, "share": 0.5, "date": "2024-05-06", "kind": "转让"}],
    housing_guarantee="租赁补贴",
    assistance={"kind": "低保", "since": "2024-01-01", "until": "2030-12-31"},
    ban_until="2030-01-01",
    dead=True,
)


@pytest.fixture
def silent(session: Any, open_household: Any, told: Any) -> Any:
    """A couple of category 60 of whom no department says anything: (case, the checks of the applicant)."""
    case = open_household(category=60)
    round_id = steps.send_queries(case.id)["round_id"]
    waiting = steps.summarise(round_id)["inconclusive"]
    return case, round_id, [queries.check_by_id(one["check_id"]) for one in waiting]


def text_of(app: Any, name: str, **variables: Any) -> str:
    panel = find_panel(name)
    assert panel is not None
    with app.test_request_context():
        return " ".join(re.sub(r"<[^>]+>", " ", panel(variables)).split())


@pytest.mark.parametrize("key", FACT_KEYS)
def test_every_fact_may_be_typed_as_a_registry_has_it(app: Any, key: str) -> None:
    for known, word in ((RICH, "something"), ({}, "nothing")):
        values: MultiDict[str, Any] = MultiDict()
        for name, value in typed_from({key: known[key]} if known else {}).items():
            values.setlist(name, value if isinstance(value, list) else [value])
        with app.test_request_context():
            filled = forms.find("exchange.assist").fill(values, {"items": [key]})
        assert filled.errors == {} and filled.answers[key]["found"] == word
        facts = found_by_hand([key], filled.answers).facts
        assert facts == {key: known[key] if known else NOTHING[key]} and malformed(facts, (key,)) == []


def test_only_what_is_open_is_asked_and_must_be_said(app: Any) -> None:
    filled = forms.find("exchange.assist").fill(MultiDict(), {"items": ["houses"]})
    assert set(filled.errors) == {"houses.found", "finding_note"}


def test_two_items_left_open_are_told_apart(app: Any) -> None:
    with app.test_request_context():
        told = forms.find("exchange.assist").fill(MultiDict(), {"items": ["houses", "houses_disposed"]}).errors
    assert len(set(told.values())) == len(told)


def test_what_is_found_is_decided_on_like_an_answer(silent: Any) -> None:
    case, round_id, _checks = silent
    table = TOP / "bpmn" / "eligibility.dmn"
    engine.deploy_files({table.name: table.read_bytes()}, by="system")
    before = reviews.facts_of(case)
    assert before["members"][0]["houses"] == [] and before["applicant"]["insurance_months"] == 0
    find_out(find(round_id, "land").id, {"houses": [FLAT]})
    find_out(find(round_id, "social").id, record())
    find_out(find(round_id, "tax").id, record(income_monthly=9000))
    after = reviews.facts_of(case)
    assert after["members"][0]["houses"] == [{"area": 92, "share": 0.5, "use": "住宅"}]
    assert after["applicant"]["insurance_months"] == 12 and after["members"][0]["income_registered"] == 9000
    assert "X-HOUSING" in reviews.decide(after)["codes"] and "X-HOUSING" not in reviews.decide(before)["codes"]
    assert steps.close_round(round_id) == {"joint_result": "mismatch"}


def test_no_record_decides_nothing_and_is_shown(app: Any, silent: Any) -> None:
    case, round_id, _checks = silent
    before = reviews.facts_of(case)
    for check in queries.valid_checks(round_id):
        assert find_out(check.id, "no_record").finding == "no_record"
    assert reviews.facts_of(case) == before
    assert steps.close_round(round_id) == {"joint_result": "unresolved"}
    text = text_of(app, "review.known", case_id=case.id, codes=[], level="district")
    assert "社会保险 — — 没有查到 人工查明" in text and "凭据 函〔2026〕1号" in text


def test_a_later_no_record_ends_what_was_known_before(silent: Any) -> None:
    case, round_id, _checks = silent
    check = find_out(find(round_id, "land").id, {"houses": [FLAT]})
    commands.keep_finding(check.replaces or 0, typed={"houses": {"found": "no_record"}}, note="更正", by="officer:2")
    assert reviews.facts_of(case)["members"][0]["houses"] == []


def test_both_comparisons_say_who_found_it_when_and_on_what(app: Any, silent: Any) -> None:
    case, round_id, _checks = silent
    find_out(find(round_id, "land").id, {"houses": [FLAT]})
    marked = "人工查明：officer:1，2026-03-02，凭据 函〔2026〕1号"
    assert marked in text_of(app, "review.known", case_id=case.id, codes=[], level="district")
    assert marked in text_of(app, "exchange.joint_check", case_id=case.id)
