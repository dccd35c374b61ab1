"""My matter: where it stands, what is asked of me, what was decided, and that it is nobody else's."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from app import engine
from app.cases import queries as cases
from app.desk import commands as desk
from app.portal import words
from app.publicity import commands as publicity
from app.publicity import rules
from app.review import commands as review

from .conftest import pdf, png

OFFICER = "officer:901"


@pytest.fixture
def number(browser):
    """林晓岚's application, just sent."""
    return browser.apply()


def act(number: str, element: str, **answers: Any) -> engine.Process:
    """An officer does the open task of that element."""
    task = next(t for t in engine.open_tasks(business_key=number) if t.element == element)
    return engine.complete(task.id, answers, by=OFFICER)


def ask_for_supplement(number: str) -> int:
    """The street asks for D10 → the applicant's task."""
    act(number, "accept", outcome="supplement", missing=["D10"], missing_other="请补交租房合同")
    return next(t.id for t in engine.open_tasks(business_key=number) if t.role == "applicant")


def test_it_says_who_has_it_and_until_when(browser, number):
    page = browser.get(f"/my/{number}").text
    assert "翠香街道" in page and "受理审查" in page and "2026-03-09" in page and "还剩 5 个工作日" in page
    assert "已提交申请" in page and "已作出诚信承诺" in page and "/withdraw" in page
    assert number in browser.get("/my").text and number in browser.get("/").text


def test_it_says_when_it_is_late(browser, number, at):
    act(number, "accept", outcome="accept", missing=[], missing_other="")
    at("2026-03-18 09:00")
    page = browser.get(f"/my/{number}").text
    assert "已逾期 2 个工作日" in page and "2026-03-16" in page and "受理回执" in page


def test_a_supplement_is_answered_with_words_and_files(browser, number):
    task_id = ask_for_supplement(number)
    matter = browser.get(f"/my/{number}").text
    assert "请您办理：补正材料" in matter and "一次性补正告知书" in matter
    address = f"/my/{number}/answer/{task_id}"
    page = browser.get(address).text
    assert "低保证/特困证" in page and "请补交租房合同" in page
    data = {"files-D10": (io.BytesIO(pdf()), "低保证.pdf"), "supplement_note": "合同明天补", "upload": "1"}
    assert browser.client.post(address, data=data, content_type="multipart/form-data").status_code == 303
    page = browser.get(address).text
    assert "低保证.pdf" in page and "合同明天补" in page, "the file is kept and so is what was typed"
    refused = browser.post(address, {"supplement_note": "合同明天补"})
    assert refused.status_code == 422 and "合同明天补" in refused.text and "请勾选" in refused.text
    assert browser.post(address, {"supplement_note": "齐了", "supplement_done": "on"}).status_code == 303
    assert [t.element for t in engine.open_tasks(business_key=number)] == ["accept"]
    assert browser.get(address).status_code == 303, "answered: one is led to the matter"
    assert browser.post(address, {"supplement_done": "on"}).status_code == 409
    assert "申请人已补正" in browser.get(f"/my/{number}").text


def test_files_still_in_the_form_go_along_with_the_answer_and_a_bad_one_stops_it(browser, number):
    address = f"/my/{number}/answer/{ask_for_supplement(number)}"
    bad = {"files-D10": (io.BytesIO(b"nothing"), "x.pdf"), "supplement_done": "on", "supplement_note": "见附件"}
    answer = browser.client.post(address, data=bad, content_type="multipart/form-data")
    assert answer.status_code == 422 and "x.pdf" in answer.text and "见附件" in answer.text
    assert 'href="#f-files-D10"' in answer.text
    good = {"files-D10": (io.BytesIO(png()), "x.png"), "supplement_done": "on"}
    assert browser.client.post(address, data=good, content_type="multipart/form-data").status_code == 303
    assert [d.name for d in cases.documents(cases.case_by_number(number)) if d.kind == "D10"] == ["x.png"]


def test_letters_open_as_pdf(browser, number):
    act(number, "accept", outcome="accept", missing=[], missing_other="")
    (letter,) = cases.letters(cases.case_by_number(number))
    answer = browser.get(f"/my/{number}/letters/{letter.uid}")
    assert answer.data.startswith(b"%PDF") and answer.mimetype == "application/pdf"


def test_a_refusal_is_told_with_what_is_missing(browser, number):
    act(number, "accept", outcome="refuse", missing=["D10"], missing_other="")
    page = browser.get(f"/my/{number}").text
    assert "不予受理通知书" in page and "低保证/特困证" in page and "行政复议" in page and "/withdraw" not in page
    assert browser.get(f"/my/{number}/withdraw").status_code == 409
    assert browser.begin(), "one may apply again"


def test_a_rejection_is_told_in_the_readers_language(browser, number):
    review.reject_case(cases.case_by_number(number).id, "street", "不符合条件", ["X-SINGLE"])
    page = browser.get(f"/my/{number}").text
    assert "单身申请人须年满35周岁" in page and "可以与符合条件的家庭成员共同申请" in page
    browser.client.set_cookie("language", "en")
    page = browser.get(f"/my/{number}").text
    assert "at least 35 years old" in page and "together with members of your family" in page
    assert "单身申请人" not in page


def test_what_a_notice_shows_is_listed(browser, number):
    case = cases.case_by_number(number)
    publicity.open_notice(case.id, level=1, organisation=case.street, closes_on=date(2026, 3, 16))
    page = browser.get(f"/my/{number}").text
    assert "林*" in page and "一公示" in page and "2026-03-16" in page


def test_what_a_notice_shows_is_told_in_english_too(browser, number):
    case = cases.case_by_number(number)
    publicity.open_notice(case.id, level=1, organisation=case.street, closes_on=date(2026, 3, 16))
    browser.client.set_cookie("language", "en")
    page = browser.get(f"/my/{number}").text
    for label in ("ID number", "Persons in the household", "Town or subdistrict", "Local household"):
        assert label in page, label
    published = {*rules.LABELS.values(), *rules.CATEGORIES.values()}
    assert published == set(words.SHOWN), "the words that the room of notices writes are known here"
    assert not [label for label in published if f">{label}<" in page]


def test_a_suspended_application_says_so_and_why_and_that_its_notice_keeps_its_day(browser, number, at):
    case = cases.case_by_number(number)
    publicity.open_notice(case.id, level=1, organisation=case.street, closes_on=date(2026, 3, 16))
    desk.suspend_case(case, "申请人住院", by=OFFICER)
    page = browser.get(f"/my/{number}").text
    assert "中止办理" in page and "原因：申请人住院" in page and "已公告的 2026-03-16 24:00" in page
    assert "诚信调查" not in page and "现在由谁办理" not in page and "已终止" not in page
    desk.resume_case(case, by=OFFICER)
    assert "已中止办理" not in browser.get(f"/my/{number}").text


def test_a_process_that_stands_still_is_shown_as_suspended_too(browser, number):
    (process,) = engine.processes_of(number)
    engine.suspend(process.id, reason="核对数据", by="officer:1")
    page = browser.get(f"/my/{number}").text
    assert "已中止办理" in page and "核对数据" not in page, "an administrator's reason is not the applicant's"
    assert "现在由谁办理" not in page


def test_withdrawing_asks_once_and_ends_it(browser, number):
    asked = browser.get(f"/my/{number}/withdraw")
    assert "不能恢复" in asked.text
    assert browser.post(f"/my/{number}/withdraw").status_code == 303
    assert browser.post(f"/my/{number}/withdraw").status_code == 303, "twice is once"
    page = browser.get(f"/my/{number}").text
    assert "申请人已撤回申请" in page and "撤回申请通知书" in page
    assert not engine.open_tasks(business_key=number) and not cases.is_open(cases.case_by_number(number))


def test_nobody_else_finds_any_of_it_in_the_same_words(browser, stranger, number):
    task_id = ask_for_supplement(number)
    case = cases.case_by_number(number)
    letter, document = cases.letters(case)[0], cases.documents(case)[0]
    draft = stranger.begin()
    paths = ("", "/receipt", "/withdraw", f"/answer/{task_id}", f"/letters/{letter.uid}", f"/documents/{document.uid}")
    nowhere = stranger.get("/my/ZH2026-999999").text
    for path in paths:
        answer = stranger.get(f"/my/{number}{path}")
        assert answer.status_code == 404 and _words(answer.text) == _words(nowhere), path
    for path in ("/withdraw", f"/answer/{task_id}"):
        assert stranger.post(f"/my/{number}{path}").status_code == 404
    for path in ("", "/contact", "/members", "/documents", "/check", "/declaration", "/discard"):
        assert browser.get(f"/apply/{draft}{path}").status_code == 404
    own_letter = f"/my/{number}/letters/{'0' * 32}"
    assert browser.get(own_letter).status_code == 404


def _words(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def test_a_citizen_without_matters_is_told_what_would_be_here(browser):
    assert "还没有申请" in browser.get("/my").text


def to_first_notice(number: str) -> None:
    """The street accepts, visits, examines and approves: the first notice is open."""
    act(number, "accept", outcome="accept", missing=[], missing_other="")
    visit = {"visited_on": "2026-03-03", "visitor_1": "甲", "visitor_2": "乙", "living_condition": "与申报一致"}
    act(number, "home_visit", **visit)
    act(number, "examine", opinion="agree", reasons="", codes=[])
    task = next(t for t in engine.open_tasks(business_key=number) if t.element == "approve")
    engine.complete(task.id, {"approval": "agree", "approval_note": ""}, by="officer:902")


def test_during_a_notice_and_the_joint_check_it_says_who_has_it_and_until_when(browser, number, at):
    to_first_notice(number)
    page = browser.get(f"/my/{number}").text
    assert "一公示中" in page and "2026-03-09" in page and "林*" in page
    at("2026-03-10 00:00")
    (process,) = [p for p in engine.processes_of(number) if p.diagram == "application"]
    engine.run_due(process.id)
    page = browser.get(f"/my/{number}").text
    assert "联合审查中" in page and "香洲区住房保障部门" in page and "2026-03-16" in page
    assert "法定期限" in browser.get("/my").text


def test_the_receipt_stays_as_it_was_given(browser, number, at):
    """Who received it and by when it had to answer, also when the matter lies elsewhere, or is over."""
    given = _words(browser.get(f"/my/{number}/receipt").text)
    assert "翠香街道" in given and "2026-03-09" in given
    to_first_notice(number)
    at("2026-03-10 00:00")
    (process,) = [p for p in engine.processes_of(number) if p.diagram == "application"]
    engine.run_due(process.id)
    assert "香洲区住房保障部门" in browser.get(f"/my/{number}").text
    assert _words(browser.get(f"/my/{number}/receipt").text) == given
    assert browser.post(f"/my/{number}/withdraw").status_code == 303
    assert _words(browser.get(f"/my/{number}/receipt").text) == given


def test_a_correction_is_answered_and_the_same_level_goes_on(browser, number):
    act(number, "accept", outcome="accept", missing=[], missing_other="")
    visit = {"visited_on": "2026-03-03", "visitor_1": "甲", "visitor_2": "乙", "living_condition": "与申报不符"}
    act(number, "home_visit", **visit)
    act(number, "examine", opinion="return_applicant", reasons="住房面积与现场不符，请说明", codes=[])
    task = next(t for t in engine.open_tasks(business_key=number) if t.element == "approve")
    engine.complete(task.id, {"approval": "agree", "approval_note": ""}, by="officer:902")
    (mine,) = [t for t in engine.open_tasks(business_key=number) if t.role == "applicant"]
    address = f"/my/{number}/answer/{mine.id}"
    assert "退回修改" in browser.get(f"/my/{number}").text and "住房面积与现场不符" in browser.get(address).text
    assert browser.post(address).status_code == 422
    assert browser.post(address, {"correction_note": "阳台没有计入"}).status_code == 303
    assert "examine" in [t.element for t in engine.open_tasks(business_key=number)]
