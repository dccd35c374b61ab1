"""What the diagrams call, found by name as the diagrams find it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import app.review.steps  # noqa: F401  the steps announce themselves
from app.cases import commands as case_commands
from app.cases import queries as cases
from app.cases.records import Case
from app.errors import DesignError
from app.registry import find_step
from app.review import queries

Household = Callable[..., Case]
LIMITS = {"first_review": {"days": 10, "unit": "wd"}}


def call(name: str, **variables: Any) -> dict[str, Any]:
    step = find_step(f"review.{name}")
    return step.call(**step.arguments(variables)) or {}


def titles(case: Case, audience: str = "applicant") -> list[str]:
    return [entry.title for entry in cases.timeline(case, audience)]


def test_acceptance_writes_the_receipt_and_starts_the_first_review(household: Household, at: Any) -> None:
    case = household()
    at("2026-03-09 16:00")
    assert call("accept_case", case_id=case.id, accept_from="2026-03-02", silent=False, limits=LIMITS) == {
        "accepted_on": "2026-03-09",
        "review_from": "2026-03-09",
    }
    (receipt,) = cases.letters(case)
    assert (receipt.kind, receipt.data["promised_on"], receipt.issuer) == ("receipt", "2026-03-23", "440402001")
    assert {line["code"] for line in receipt.data["documents"]} >= {"D01", "D02", "D25"}
    assert (case.state, case.accepted_on) == ("1050", date(2026, 3, 9))
    assert titles(case)[0] == "已受理"


@pytest.mark.parametrize("noticed", ["2026-03-10 00:00", "2026-03-18 10:00"])
def test_silence_ends_on_its_last_day_however_late_it_is_noticed(household: Household, at: Any, noticed: str) -> None:
    """The ticker was down for a week: the office's time is none the longer."""
    case = household()
    at(noticed)
    limits = {**LIMITS, "accept": {"days": 5, "unit": "wd"}}
    assert call("accept_case", case_id=case.id, accept_from="2026-03-02", silent=True, limits=limits) == {
        "accepted_on": "2026-03-02",
        "review_from": "2026-03-09",
    }
    assert cases.letters(case)[0].data["promised_on"] == "2026-03-23"


def test_the_days_for_which_a_case_was_held_are_given_back_to_the_office(household: Household, at: Any) -> None:
    case = household()
    at("2026-03-04 10:00")
    case_commands.begin_pause(case, "suspended")
    at("2026-03-18 09:00")
    case_commands.end_pause(case, "suspended")
    at("2026-03-26 09:00")
    limits = {**LIMITS, "accept": {"days": 5, "unit": "wd"}}
    found = call("accept_case", case_id=case.id, accept_from="2026-03-02", silent=True, limits=limits)
    assert found["review_from"] == "2026-03-23"


def test_a_supplement_is_asked_for_at_once_and_the_clock_stands(household: Household, at: Any) -> None:
    case = household()
    asked = {"missing": ["D05", "D18", "nonsense"], "missing_other": "门牌号", "due_on": "2026-03-23"}
    assert call("request_supplement", case_id=case.id, **asked) == {"supplement_rounds": 1}
    (letter,) = cases.letters(case)
    assert [item["code"] for item in letter.data["items"]] == ["D05", "D18"]
    assert (case.state, letter.data["other"], letter.data["due_on"]) == ("1020", "门牌号", "2026-03-23")
    at("2026-03-10 09:00")
    call("answer_supplement", case_id=case.id, supplement_note="补齐了")
    assert case.state == "1010"
    assert [pause.ended_at is not None for pause in cases.pauses(case)] == [True]
    assert call("request_supplement", case_id=case.id, **asked) == {"supplement_rounds": 2}


def test_a_refusal_ends_the_case_with_a_letter(household: Household) -> None:
    case = household()
    call("refuse_case", case_id=case.id, missing=["D05"], missing_other="两次补正仍不齐全")
    assert (case.state, cases.letters(case)[0].kind) == ("1030", "refusal")
    assert not any(member.live for member in cases.members(case))


@pytest.mark.parametrize(
    ("cause", "title"), [("applicant", "申请人已撤回申请"), ("silence", "逾期未答复，视为撤回申请")]
)
def test_a_withdrawn_case_is_free_for_a_new_application(household: Household, cause: str, title: str) -> None:
    case = household()
    call("request_supplement", case_id=case.id, missing=["D05"], missing_other="", due_on="2026-03-23")
    call("withdraw_case", case_id=case.id, cause=cause)
    assert (case.state, titles(case)[0]) == ("0000", title)
    assert cases.letters(case)[0].data["due_on"] == "2026-03-23"
    assert household(1, external_ref="again").id != case.id


def test_visit_and_income_check_are_kept(household: Household) -> None:
    case = household()
    call(
        "keep_home_visit",
        case_id=case.id,
        visited_on="2026-03-12",
        visitor_1="甲",
        visitor_2="乙",
        living_condition="租住",
        neighbours=None,
    )
    call("keep_civil_affairs", case_id=case.id, income_opinion="differs", civil_income=5200.5, civil_note="核对过")
    assert queries.home_visits(case.id)[0].visitor_2 == "乙"
    assert queries.income_checks(case.id)[0].income_fen == 520050


def test_facts_are_assessed_and_kept_with_their_digest(household: Household, registered: Callable[..., None]) -> None:
    case = household()
    registered(case, income_monthly=9999)
    facts = call("assemble_facts", case_id=case.id)["facts"]
    assessment = queries.decide(facts)
    assert assessment["codes"] == ["X-INCOME"]
    call("keep_assessment", case_id=case.id, assessment=assessment, facts=facts)
    kept = queries.latest_assessment(case.id)
    assert kept is not None and (kept.eligible, kept.codes, kept.policy_version) == (False, ["X-INCOME"], "zh-2026-01")
    assert kept.facts == facts and len(kept.facts_digest) == 64
    assert "资格判定：1 项不符合" in titles(case, "officer") and "资格判定：1 项不符合" not in titles(case)


@pytest.mark.parametrize(
    ("level", "opinion", "state"),
    [("street", "agree", "2040"), ("district", "agree", "3040"), ("city", "agree", "4040"), ("district", "return_previous", "3020"), ("city", "return_previous", "4020")],
)  # fmt: skip
def test_a_conclusion_moves_the_case(household: Household, level: str, opinion: str, state: str) -> None:
    case = household()
    call("begin_review", case_id=case.id, level=level)
    call("conclude", case_id=case.id, level=level, opinion=opinion, reasons=None, codes=None)
    assert case.state == state
    assert queries.opinions(case.id)[0].opinion == opinion


def test_why_a_case_went_down_a_level_is_the_officers_to_read(household: Household) -> None:
    case = household()
    call("conclude", case_id=case.id, level="city", opinion="return_previous", reasons="材料矛盾", codes=[])
    assert [entry.text for entry in cases.timeline(case, "applicant")][0] == ""
    assert [entry.text for entry in cases.timeline(case, "officer")][0] == "材料矛盾"


def test_the_street_has_nobody_to_return_to(household: Household) -> None:
    with pytest.raises(DesignError):
        call("conclude", case_id=household().id, level="street", opinion="return_previous")


def test_a_correction_goes_out_and_comes_back_to_its_level(household: Household) -> None:
    case = household()
    call("begin_review", case_id=case.id, level="district")
    call("request_correction", case_id=case.id, level="district", reasons="请说明", due_on="2026-04-20")
    letter = cases.letters(case)[0]
    assert (case.state, letter.kind, letter.issuer, letter.data["reasons"]) == ("3025", "correction", "XZ", "请说明")
    call("answer_correction", case_id=case.id, level="district", correction_note="已说明")
    assert case.state == "3010"


def test_a_suspicion_suspends_and_its_end_restores(household: Household) -> None:
    case = household()
    call("begin_review", case_id=case.id, level="city")
    call("suspend_for_integrity", case_id=case.id, level="city", reasons="收入证明可疑")
    assert case.state == "9010"
    assert not any("可疑" in entry.text for entry in cases.timeline(case, "applicant"))
    call("close_integrity", case_id=case.id, finding="cleared", finding_note="属实")
    assert case.state == "4010"
    assert queries.open_suspicion(case.id) is None


@pytest.mark.parametrize(
    ("level", "state", "issuer"),
    [("street", "2030", "440402001"), ("district", "3030", "XZ"), ("city", "4030", "ZH"), ("notice_2", "4060", "XZ")],
)
def test_a_rejection_names_facts_reasons_and_article(
    household: Household, registered: Callable[..., None], level: str, state: str, issuer: str
) -> None:
    case = household()
    registered(case, income_monthly=9999)
    facts = call("assemble_facts", case_id=case.id)["facts"]
    call("keep_assessment", case_id=case.id, assessment=queries.decide(facts), facts=facts)
    call("reject_case", case_id=case.id, level=level, reasons="收入超标", codes=["X-INCOME"])
    letter = cases.letters(case)[0]
    assert (case.state, letter.kind, letter.issuer) == (state, "rejection", issuer)
    assert letter.data["facts"][1] == {"name": "人均月收入", "value": "6,249.50 元"}
    assert "第七条" in letter.data["reasons"][0]["article"]
    assert letter.data["opinion"] == "收入超标"
    assert case.closed_at is not None


@pytest.mark.parametrize(
    ("codes", "automated"), [(["X-INCOME"], True), (["X-INCOME", "X-AREA"], False), (["X-AREA"], False), ([], False)]
)
def test_a_letter_says_that_the_system_worked_out_only_what_it_found(
    household: Household, registered: Callable[..., None], codes: list[str], automated: bool
) -> None:
    case = household()
    assert call("begin_review", case_id=case.id, level="street") == {"found_codes": []}
    registered(case, income_monthly=9999)
    facts = call("assemble_facts", case_id=case.id)["facts"]
    call("keep_assessment", case_id=case.id, assessment=queries.decide(facts), facts=facts)
    assert call("begin_review", case_id=case.id, level="district") == {"found_codes": ["X-INCOME"]}
    call("reject_case", case_id=case.id, level="district", reasons="不符合条件", codes=codes)
    assert cases.letters(case)[0].data["automated"] is automated
