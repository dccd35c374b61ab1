"""The forms of a review, filled as officers fill them."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.review.rules import reason_codes
from app.web import forms

FORMS = ("accept", "home_visit", "civil_affairs", "examine", "approve", "integrity")


def fill(name: str, typed: list[tuple[str, str]], **variables: Any) -> Any:
    return forms.find(f"review.{name}").fill(MultiDict(typed), variables)


@pytest.mark.parametrize("name", FORMS)
def test_the_file_has_no_problem(name: str) -> None:
    assert forms.find(f"review.{name}").problems() == []


def test_only_upper_levels_may_return_to_the_level_before() -> None:
    typed = [("opinion", "return_previous"), ("reasons", "材料矛盾")]
    assert "opinion" in fill("examine", typed, level="street").errors
    assert fill("examine", typed, level="district").errors == {}


@pytest.mark.parametrize("opinion", ["return_applicant", "reject", "suspect"])
def test_everything_but_consent_needs_reasons(opinion: str) -> None:
    assert set(fill("examine", [("opinion", opinion)], level="city").errors) == {"reasons"}
    assert fill("examine", [("opinion", "agree")], level="city").errors == {}


def test_every_code_of_the_policy_may_ground_a_rejection() -> None:
    typed = [("opinion", "reject"), ("reasons", "不符合条件"), *[("codes", code) for code in reason_codes()]]
    assert fill("examine", typed, level="district").answers["codes"] == reason_codes()
    assert "codes" in fill("examine", [*typed, ("codes", "X-NONSENSE")], level="district").errors


def test_what_the_assessment_found_is_offered_first_and_marked(app: Any) -> None:
    with app.test_request_context():
        page = forms.find("review.examine").html(
            {"opinion": "reject"}, {}, {"level": "city", "found_codes": ["X-AREA"]}
        )
        plain = forms.find("review.examine").html({"opinion": "reject"}, {}, {"level": "city"})
    codes = [code for code in reason_codes() if code != "X-AREA"]
    assert sorted(["X-AREA", *codes], key=lambda code: page.index(f'value="{code}"')) == ["X-AREA", *codes]
    assert "X-AREA 人均住房面积超过标准（系统计算）" in page and page.count("系统计算") == 1
    assert "系统计算" not in plain, "before the assessment nothing is the system's"


def test_a_third_supplement_cannot_be_asked_for() -> None:
    typed = [("outcome", "supplement"), ("missing", "D05"), ("missing_other", "照片不清")]
    assert fill("accept", typed, supplement_rounds=1).answers["missing"] == ["D05"]
    assert "outcome" in fill("accept", typed, supplement_rounds=2).errors


def test_acceptance_asks_nothing_more_and_a_refusal_says_why() -> None:
    assert fill("accept", [("outcome", "accept")], supplement_rounds=0).errors == {}
    assert set(fill("accept", [("outcome", "refuse")], supplement_rounds=0).errors) == {"missing_other"}


def test_sending_back_to_the_examiner_says_why() -> None:
    assert set(fill("approve", [("approval", "send_back")]).errors) == {"approval_note"}
    assert fill("approve", [("approval", "agree")]).errors == {}


def test_a_different_income_is_named() -> None:
    typed = [("income_opinion", "differs"), ("civil_note", "核对")]
    assert set(fill("civil_affairs", typed).errors) == {"civil_income"}
    assert fill("civil_affairs", [("income_opinion", "confirmed"), ("civil_note", "核对")]).errors == {}


VISIT = {
    "visited_on": "2026-03-03",
    "living_condition": "租住",
    "persons_met": "申请人",
    "neighbours": "属实",
}


def visit(first: str, second: str) -> Any:
    return fill("home_visit", [*VISIT.items(), ("visitor_1", first), ("visitor_2", second)])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("张三", "张三"),
        ("张三", " 张 三　"),
        ("张三", "张\u3000三"),
        ("Li Wei", "ＬＩ　ＷＥＩ"),
        ("阿·力", "阿・力"),
        ("阿·力", "阿 • 力"),
    ],
)
def test_one_person_is_not_two_visitors_however_the_name_is_typed(app: Any, first: str, second: str) -> None:
    refused = visit(first, second)
    assert set(refused.errors) == {"visitor_2"} and refused.answers == {}
    assert "同一个人" in refused.errors["visitor_2"] and "另一名" in refused.errors["visitor_2"]
    assert refused.values["visitor_1"] == first and refused.values["persons_met"] == "申请人"
    with app.test_request_context():
        page = forms.find("review.home_visit").html(refused.values, refused.errors, {}, summary=False)
    field = page[page.index('name="visitor_2"') - 600 : page.index('name="living_condition"')]
    assert "同一个人" in field and 'aria-invalid="true"' in field


def test_two_visitors_are_kept_as_they_are_called() -> None:
    assert visit("张三", "张三丰").errors == {}
    kept = visit(" 张三 ", "ＬＩ　ＷＥＩ").answers
    assert (kept["visitor_1"], kept["visitor_2"]) == ("张三", "LI WEI")


def test_a_missing_visitor_is_missing_not_the_same() -> None:
    assert set(visit("", "").errors) == {"visitor_1", "visitor_2"}
    assert "同一个人" not in visit("", "").errors["visitor_2"]
