"""The page of a case: who sees it and what of it, notes, suspended and resumed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app import engine
from app.cases import queries as case_queries
from app.desk import commands
from app.errors import Conflict, Invalid

from .conftest import Office


def test_the_page_shows_the_household_with_masked_numbers_and_where_it_stands(office: Office) -> None:
    case = office.matter()
    task = office.bring(case, "home_visit")
    page = office.get("reviewer", f"/desk/cases/{case.number}")
    for said in (
        "欧阳琪琪",
        "董熙宁",
        "4404**********",
        "2,500.00 元",
        "入户调查",
        "未领取",
        "受理回执",
        "镇街初审",
        "公示与异议",
    ):
        assert said in page, said
    assert not re.search(r"440402\d{8}", page)
    assert f"/desk/tasks/{task.id}" in page
    letter = case_queries.letters(case)[0]
    answer = office.browser("reviewer").get(f"/desk/cases/{case.number}/letters/{letter.uid}")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    office.get("reviewer", f"/desk/cases/{case.number}/letters/{'0' * 32}", 404)


def test_what_is_kept_by_a_chinese_word_is_read_in_english(office: Office) -> None:
    case = office.matter()
    office.browser("reviewer").set_cookie("language", "en")
    page = office.get("reviewer", f"/desk/cases/{case.number}")
    facts = page.partition("Form of support")[2][:200]
    assert "Public rental home" in facts and case.mode not in facts
    assert '<span class="quiet">System</span>' in page and ">系统<" not in page


def test_everybody_on_its_way_sees_a_case_and_nobody_else(office: Office) -> None:
    case = office.matter()
    for who in ("reviewer", "approver", "district", "boss", "city-boss", "auditor"):
        assert case.number in office.get(who, f"/desk/cases/{case.number}"), who
    for who in ("elsewhere", "other-boss"):
        for address in (case.number, f"{case.number}/letters/{'0' * 32}", f"{case.number}/documents/{'0' * 32}"):
            page = office.get(who, f"/desk/cases/{address}", 404)
        assert (
            re.search("<main.*?</main>", page, re.S)[0]
            == re.search(  # type: ignore[index]
                "<main.*?</main>", office.get(who, "/desk/cases/ZH2026-999999", 404), re.S
            )[0]
        )  # type: ignore[index]
        office.post(who, f"/desk/cases/{case.number}/notes", 404, text="我也看看")
    office.post("other-boss", f"/desk/cases/{case.number}/suspend", 404, reason="试试")
    assert "给同事的备注" not in office.get("auditor", f"/desk/cases/{case.number}"), "an auditor reads only"


def test_cases_are_found_by_number_or_name_within_ones_own_area(office: Office) -> None:
    mine, theirs = office.matter(1), office.matter(2, town="440403107")
    assert f'<h1>公租房资格申请 <span class="quiet">{mine.number}' in office.get(
        "reviewer", f"/desk/cases?q={mine.number}"
    )
    page = office.get("reviewer", "/desk/cases?q=欧阳")
    assert mine.number in page and theirs.number not in page
    assert "没有找到" in office.get("reviewer", f"/desk/cases?q={theirs.number}")
    page = office.get("city-boss", "/desk/cases?q=ZH2026")
    assert mine.number in page and theirs.number in page


def test_a_note_is_for_colleagues_only(office: Office) -> None:
    case = office.matter()
    page = office.post("reviewer", f"/desk/cases/{case.number}/notes", text="  家里白天没人  ")
    assert "家里白天没人" in page and "江家乐" in page
    assert "家里白天没人" not in str([entry.text for entry in case_queries.timeline(case, "applicant")])
    office.post("reviewer", f"/desk/cases/{case.number}/notes", 422, text=" ")
    office.post("reviewer", f"/desk/cases/{case.number}/notes", 422, text="长" * 1001)
    for back in ("https://evil.example/desk", "//evil.example", "/desk\\..\\evil", "/my"):
        answer = office.browser("reviewer").post(f"/desk/cases/{case.number}/notes", data={"text": "好", "back": back})
        assert answer.location == f"/desk/cases/{case.number}"


def test_suspended_nothing_runs_and_resumed_the_days_lost_are_given_back(office: Office, at: Any) -> None:
    case = office.matter()
    task = office.bring(case, "home_visit")
    due_on, state = task.due_on, case.state
    office.post("reviewer", f"/desk/cases/{case.number}/suspend", 403, reason="不归我管")
    office.post("boss", f"/desk/cases/{case.number}/suspend", 422, reason="  ")
    page = office.post("boss", f"/desk/cases/{case.number}/suspend", reason="申请人住院，家属请求暂缓")
    assert "已中止办理" in page and "恢复办理</button>" in page and "诚信调查" not in page
    assert case.number not in office.get("reviewer", "/desk")
    page = office.get("reviewer", f"/desk/tasks/{task.id}")
    assert "这件事项已中止办理" in page and "disabled" in page
    assert "申请人住院" in str([entry.text for entry in case_queries.timeline(case, "applicant")])
    assert [pause.reason for pause in case_queries.pauses(case)] == ["suspended"]
    at("2026-03-16 09:00")
    assert "期限按中止的天数顺延" in office.post("boss", f"/desk/cases/{case.number}/resume")
    resumed = engine.task(task.id)
    assert (resumed.due_on - due_on).days == 14 and not resumed.is_hidden  # type: ignore[operator]
    assert case.state == state and case_queries.pauses(case)[0].ended_at is not None
    assert case.number in office.get("reviewer", "/desk")
    office.post("boss", f"/desk/cases/{case.number}/resume", 409)


def test_only_a_living_case_can_be_suspended_and_only_once(office: Office) -> None:
    case = office.matter()
    with pytest.raises(Invalid):
        commands.suspend_case(case, "", by=office.actor("boss"))
    commands.suspend_case(case, "等待", by=office.actor("boss"))
    with pytest.raises(Conflict):
        commands.suspend_case(case, "等待", by=office.actor("boss"))
    commands.resume_case(case, by=office.actor("boss"))
    refusal = {"outcome": "refuse", "missing": ["D06"], "missing_other": "不符合"}
    engine.complete(office.task(case).id, refusal, by=office.actor("reviewer"))
    with pytest.raises(Conflict):
        commands.suspend_case(case, "等待", by=office.actor("boss"))


def test_a_decision_on_a_suspended_case_is_refused_and_kept(office: Office) -> None:
    case = office.matter()
    task = office.task(case)
    commands.suspend_case(case, "等待", by=office.actor("boss"))
    page = office.post("reviewer", f"/desk/tasks/{task.id}", 409, outcome="refuse", missing_other="写了很久的理由")
    assert "没有提交" in page and "已中止" in page and "写了很久的理由</textarea>" in page
