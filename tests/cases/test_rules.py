"""An application's faults, documents, codes and states."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.cases import codes
from app.cases.rules import check_application, days_done, fen, required_documents, stage_of, yuan
from tests.cases.households import application, id_number, member

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "households" / "applications.jsonl"


def faults(said: dict[str, Any], **more: Any) -> dict[str, str]:
    return {problem.field: problem.key for problem in check_application(said, **more)}


def test_a_right_application_has_no_fault() -> None:
    assert check_application(application()) == []


def test_all_paper_applications_are_right() -> None:
    if not SHARED.exists():
        pytest.skip(f"NOT TESTED: {SHARED} is missing")
    lines = SHARED.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if check_application(json.loads(line))] == []


@pytest.mark.parametrize(
    ("said", "field", "key"),
    [
        ({"category": 35}, "category", "not_code"),
        ({"category": True}, "category", "not_code"),
        ({"mode": "免费送房"}, "mode", "not_code"),
        ({"town": "440402104"}, "town", "town_external"),
        ({"town": "440402401"}, "town", "town_zone"),
        ({"town": "110101001"}, "town", "town_unknown"),
        ({"submitted_on": "2026-02-30"}, "submitted_on", "not_date"),
        ({"submitted_on": 20260302}, "submitted_on", "not_date"),
        ({"submitted_on": None}, "submitted_on", "required"),
        ({"contact_phone": "12345"}, "contact_phone", "bad_phone"),
        ({"address": "  "}, "address", "required"),
        ({"address": "长" * 201}, "address", "too_long"),
        ({"labour_contract": "yes"}, "labour_contract", "not_flag"),
        ({"graduated_on": "2026-03-03"}, "graduated_on", "date_future"),
        ({"category": 50, "education": "本科"}, "graduated_on", "graduation_needed"),
        ({"category": 50, "graduated_on": "2024-06-30"}, "education", "education_needed"),
        ({"education": "幼儿园"}, "education", "not_code"),
        ({"members": []}, "members", "no_members"),
        ({"members": "none"}, "members", "no_members"),
        ({"members": [member(i, "01" if i == 0 else "30", born="20200101") for i in range(21)]}, "members", "too_many"),
        ({"shoe_size": 42}, "shoe_size", "unknown_field"),
        ({"members": [member(1, "10")]}, "members[0].relation", "first_not_self"),
        ({"members": [member(1), member(2)]}, "members[1].relation", "second_self"),
        ({"members": [member(1), member(2, "10"), member(3, "12")]}, "members[2].relation", "two_spouses"),
        ({"members": [member(1), member(1, "10")]}, "members[1].id_number", "id_twice"),
        ({"members": [member(1, id_number=id_number(1)[:-1] + "#")]}, "members[0].id_number", "id_problem"),
        ({"members": [member(1, id_number=None)]}, "members[0].id_number", "required"),
        ({"members": [member(1, born="20100101")]}, "members[0].id_number", "applicant_minor"),
        ({"members": [member(1), member(2, "20", born="19700101")]}, "members[1].relation", "minor_child_older"),
        ({"members": [member(1), member(2, "51", born="19990101")]}, "members[1].relation", "parent_younger"),
        ({"members": [member(1, declared_deposits=-1)]}, "members[0].declared_deposits", "not_money"),
        ({"members": [member(1, declared_deposits="12.345")]}, "members[0].declared_deposits", "not_money"),
        ({"members": [member(1, declared_deposits=None)]}, "members[0].declared_deposits", "not_money"),
        ({"members": [member(1, declared_monthly_income=float("nan"))]}, "members[0].declared_monthly_income", "not_money"),
        ({"members": [member(1, declared_monthly_income=10**12)]}, "members[0].declared_monthly_income", "money_large"),
        ({"members": [member(1, name=7)]}, "members[0].name", "not_text"),
        ({"members": [member(1, hobby="chess")]}, "members[0].hobby", "unknown_field"),
        ({"members": ["she"]}, "members[0]", "not_object"),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_field(said: dict[str, Any], field: str, key: str) -> None:
    assert faults(application(**said)).get(field) == key


def test_every_fault_is_found_at_once() -> None:
    found = faults(application(category=1, town="x", contact_phone="", members=[member(1, "10", name="")]))
    assert {"category", "town", "contact_phone", "members[0].name", "members[0].relation"} <= set(found)


def test_what_is_no_application_is_one_fault() -> None:
    assert [problem.key for problem in check_application(["a", "list"])] == ["not_object"]


def test_a_submission_in_the_future_is_refused_when_the_day_is_known() -> None:
    assert faults(application(), today=date(2026, 3, 1)) == {"submitted_on": "date_future"}
    assert faults(application(), today=date(2026, 3, 2)) == {}


def test_no_fault_says_an_id_number() -> None:
    number = id_number(1)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    texts = [problem.text for problem in check_application(application(members=[member(1, id_number=wrong)]))]
    assert texts and not any(wrong in text for text in texts)


def test_faults_are_told_in_both_languages() -> None:
    (problem,) = check_application(application(contact_phone=""))
    assert problem.text == "请填写联系电话。"
    assert problem.text_in("en") == "Please fill in Contact phone."


def test_yuan_and_fen() -> None:
    assert [fen(amount) for amount in (12, "12.5", 0.07, "1e3")] == [1200, 1250, 7, 100000]
    assert [yuan(amount) for amount in (1200, 1205)] == [12, 12.05]
    for wrong in (-1, "12.345", "many", None, True, float("inf")):
        with pytest.raises(ValueError):
            fen(wrong)


def needed(category: int, members: list[dict[str, Any]], *claims: str) -> dict[str, tuple[int, ...]]:
    return {line.code: line.members for line in required_documents(category, {"members": members, "claims": claims})}


APPLICANT = {"relation": "01", "age": 40, "student": False, "disabled": False}


def test_documents_follow_the_category() -> None:
    assert set(needed(30, [APPLICANT])) == {"D01", "D02", "D03", "D05", "D06", "D07", "D08", "D25"}
    assert set(needed(20, [APPLICANT])) - set(needed(30, [APPLICANT])) == {"D10"}
    assert set(needed(60, [APPLICANT])) == {"D01", "D02", "D04", "D05", "D06", "D07", "D08", "D18", "D19", "D21", "D25"}
    assert {"D16", "D18"} <= set(needed(50, [APPLICANT]))
    assert {"D16", "D17"} <= set(needed(70, [APPLICANT]))


def test_documents_follow_the_household() -> None:
    father = {"relation": "51", "age": 70, "student": False, "disabled": True}
    adopted = {"relation": "27", "age": 6, "student": False, "disabled": False}
    found = needed(30, [APPLICANT, father, adopted])
    assert found["D02"] == (0, 1, 2)
    assert found["D06"] == (0,)
    assert found["D09"] == (1,)
    assert found["D11"] == (1,)
    assert found["D14"] == (2,)
    assert found["D25"] == (0, 1)


def test_documents_follow_what_is_claimed() -> None:
    assert "D13" not in needed(30, [APPLICANT])
    assert {"D13", "D24"} <= set(needed(30, [APPLICANT], "claims_military", "agent"))


def test_what_departments_share_need_not_be_handed_in() -> None:
    exempt = {line.code for line in required_documents(20, {"members": [APPLICANT]}) if line.exempt}
    assert exempt == {"D01", "D03", "D05", "D07", "D10"}


def test_codes_have_names_in_both_languages() -> None:
    assert codes.label("household_category", 10) == "特困人员"
    assert codes.label("relation", "10", "en") == "Spouse"
    assert codes.label("relation", "xx") == "xx"
    assert len(codes.table("relation")) == 86 and len(codes.table("ethnic")) == 58
    assert len(codes.table("application_state")) == 42
    assert {"value": "2", "label": "实物配租"} in codes.choices("guarantee_mode")


def test_every_state_but_those_off_the_line_has_a_stage() -> None:
    off = {code.code for code in codes.table("application_state") if stage_of(code.code) is None}
    assert off == {"7010", "0000", "9010", "9020"}


def test_each_stage_is_done_on_a_day_and_a_case_that_goes_back_loses_the_days_from_there() -> None:
    first, later, last = date(2026, 1, 5), date(2026, 1, 20), date(2026, 2, 2)
    days = days_done({}, "accept", "1050", first)
    assert days == {"accept": "2026-01-05"}
    days = days_done(days, "first_review", "2040", later)
    assert days == {"accept": "2026-01-05", "first_review": "2026-01-20"}
    assert days_done(days, "notice_1", "9010", last) == days, "suspended: nothing is done by that"
    assert days_done(days, "notice_1", "2010", last) == {"accept": "2026-01-05"}
    assert days_done(days, "notice_1", "0000", last) == {**days, "notice_1": "2026-02-02"}, "ended there"
    registered = days_done(days, "notice_3", "5010", last)
    assert registered["registered"] == "2026-02-02"
    assert days_done(registered, "registered", "6010", date(2026, 5, 1))["registered"] == "2026-02-02"
