"""What officers read beside their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

import app.review.panels  # noqa: F401  the panels announce themselves
from app.cases.records import Case
from app.registry import find_panel
from app.review import commands, queries
from tests.cases.households import ADDRESS, PHONE, id_number

Household = Callable[..., Case]
NAMES = ("accept", "home_visit", "civil_affairs", "examine", "approve", "integrity")


@pytest.fixture
def show(app: Flask) -> Callable[..., str]:
    """show("examine", case, level="city") renders that panel as in a request."""

    def rendered(name: str, case: Case, *, language: str = "zh", **variables: Any) -> str:
        panel = find_panel(f"review.{name}")
        assert panel is not None
        given = {"case_id": case.id, "case_number": case.number, "level": "district", "supplement_rounds": 0}
        with app.test_request_context(headers={"Accept-Language": language}):
            return str(panel({**given, **variables}))

    return rendered


def assessed(case: Case, registered: Callable[..., None], **facts: Any) -> None:
    registered(case, **facts)
    found = commands.assemble_facts(case.id)
    commands.keep_assessment(case.id, queries.decide(found), found)


@pytest.mark.parametrize("name", NAMES)
def test_every_form_has_a_panel_that_shows_the_household_without_numbers(
    household: Household, show: Any, name: str
) -> None:
    text = show(name, household())
    assert "欧阳琪琪" in text and "董熙宁" in text and ADDRESS in text
    assert id_number(2) not in text
    assert (PHONE in text) is (name == "home_visit")


def test_acceptance_lists_what_is_needed_and_what_was_handed_in(household: Household, show: Any) -> None:
    text = show("accept", household())
    assert "D02 身份证" in text and "免提交" in text


def test_the_reviewer_sees_declared_against_registered_with_differences_marked(
    household: Household, registered: Any, show: Any
) -> None:
    case = household()
    assessed(
        case,
        registered,
        income_monthly=9999,
        houses=[{"address": "康宁路9号", "area": 50, "share": 0.5, "use": "住宅", "signed_only": True}],
    )
    text = show("examine", case)
    for said in (
        "申报与登记对照",
        "2,500.00 元",
        "9,999.00 元",
        "不一致",
        "康宁路9号 50㎡ × 50% 住宅，已签约未交付",
        "收入超过标准",
        "X-INCOME",
        "第七条第（二）项",
    ):
        assert said in text


def test_the_approver_reads_the_examiners_opinion_first(household: Household, registered: Any, show: Any) -> None:
    case = household()
    assessed(case, registered)
    text = show("approve", case, opinion="reject", reasons="收入<b>超标</b>", codes=["X-INCOME"])
    assert text.index("区复审经办意见") < text.index("申请家庭")
    assert "收入&lt;b&gt;超标&lt;/b&gt;" in text and "X-INCOME" in text


@pytest.mark.parametrize("name", ["examine", "approve"])
def test_reasons_that_the_system_did_not_find_are_named(
    household: Household, registered: Any, show: Any, name: str
) -> None:
    case = household()
    assessed(case, registered, income_monthly=9999)
    told = "以下理由不是系统按现行政策计算得出的"
    assert told not in show(name, case, opinion="reject", codes=["X-INCOME"])
    text = show(name, case, opinion="reject", codes=["X-INCOME", "X-AREA"])
    part = text[text.index(told) :].partition("</section>")[0]
    assert "X-AREA" in part and "X-INCOME" not in part


def test_visits_checks_and_earlier_opinions_stay_in_sight(household: Household, show: Any) -> None:
    case = household()
    commands.keep_home_visit(
        case.id, visited_on=case.submitted_on, visitors=("甲", "甲"), found={"neighbours": "情况属实"}
    )
    commands.keep_income_check(case.id, opinion="differs", income_fen=520050, note="核对过")
    commands.conclude(case.id, "street", "agree", "", [])
    text = show("examine", case)
    for said in ("情况属实", "两名调查人相同", "5,200.50 元", "核对过", "镇街初审"):
        assert said in text


def test_whoever_looks_into_a_suspicion_reads_it(household: Household, show: Any) -> None:
    case = household()
    commands.suspend_for_integrity(case.id, "city", "收入证明可疑")
    assert "收入证明可疑" in show("integrity", case)
