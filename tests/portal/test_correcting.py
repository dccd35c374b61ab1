"""A citizen corrects what was declared: prefilled, one topic a page, kept as a draft, before and after, handed in with the answer."""

from __future__ import annotations

import re

import pytest

from app import engine
from app.cases import queries as cases
from app.portal import queries
from app.registry import find_panel

from .conftest import CATEGORY, CONSENTS, CONTACT, OWN, SPOUSE, STRANGER, WORK, Browser, id_number
from .test_my import act

MOTHER = id_number("19590412", 48)
OFFICER = "officer:902"


@pytest.fixture
def number(browser):
    """林晓岚's application, just sent."""
    return browser.apply()


def returned(number: str) -> str:
    """The street returned the case to the applicant → the address of the answer."""
    act(number, "accept", outcome="accept", missing=[], missing_other="")
    visit = {"visited_on": "2026-03-03", "visitor_1": "甲", "visitor_2": "乙", "living_condition": "与申报不符"}
    act(number, "home_visit", **visit)
    act(number, "examine", opinion="return_applicant", reasons="收入和人口与实际不符", codes=[])
    task = next(t for t in engine.open_tasks(business_key=number) if t.element == "approve")
    engine.complete(task.id, {"approval": "agree", "approval_note": ""}, by=OFFICER)
    return asked(number)


def asked(number: str) -> str:
    """The address of the answer to the applicant's open task."""
    (mine,) = [t for t in engine.open_tasks(business_key=number) if t.role == "applicant"]
    return f"/my/{number}/answer/{mine.id}"


def opened(browser: Browser, address: str, **typed: str) -> str:
    """Presses “correct” → the uid of the correction."""
    answer = browser.post(address, {"correct": "1", **typed})
    assert answer.status_code == 303
    return str(answer.location.rpartition("/")[2])


def household(number: str) -> list[tuple[str, int]]:
    """Names and incomes as they are declared."""
    return [(m.name, m.declared_income_fen) for m in cases.members(cases.case_by_number(number))]


def test_the_declaration_is_there_to_be_corrected_and_what_was_typed_stays(browser, number):
    address = returned(number)
    uid = opened(browser, address, correction_note="工资写少了")
    tasks = browser.get(f"/apply/{uid}").text
    assert "更正申报内容" in tasks and "没有要补的" in tasks and "申请类别</a>" not in tasks
    own, spouse, child = browser.member_keys(uid)
    assert 'value="2400.5' in browser.get(f"/apply/{uid}/work/{own}").text
    assert SPOUSE in browser.get(f"/apply/{uid}/member/{spouse}").text
    assert "工资写少了" in browser.get(address).text
    assert opened(browser, address) == uid, "a correction that was begun is taken up again"
    assert child and browser.get("/my").text.count("没有提交的申请") == 0, "it is no application"


def test_before_and_after_are_shown_and_take_effect_with_the_answer(browser, number):
    address = returned(number)
    uid = opened(browser, address)
    own, spouse, child = browser.member_keys(uid)
    work = {"employer": "珠海一宇有限公司", "declared_monthly_income": "5200", "back": "check"}
    saved = browser.post(f"/apply/{uid}/work/{own}", work)
    assert saved.status_code == 303 and browser.get(saved.location).location.partition("#")[0] == address
    home = {
        "houses[]": "0",
        "houses[0].address": "拱北 1 号",
        "houses[0].area": "48",
        "houses[0].share": "50",
        "houses[0].use": "住宅",
    }
    browser.post(f"/apply/{uid}/housing", home)
    page = browser.get(address).text
    for said in ("2,400.50 元", "5,200.00 元", "拱北 1 号 · 48", "更正部分的声明与授权"):
        assert said in page, said
    before = household(number)
    refused = browser.post(address, {"correction_note": "工资写少了，漏了一处住房"})
    assert refused.status_code == 422 and "漏了一处住房" in refused.text and household(number) == before
    assert browser.post(address, {"correction_note": "已更正", **CONSENTS}).status_code == 303
    assert household(number)[0] == ("林晓岚", 520000)
    case = cases.case_by_number(number)
    assert case.facts["housing"]["houses"][0]["area"] == 48
    (entry,) = cases.corrections(case)
    assert entry.by == f"citizen:{browser.account.id}" and len((entry.detail or {})["changes"]) == 2
    assert queries.correction_of(case) is None and browser.get(f"/apply/{uid}").location == f"/my/{number}"
    assert "更正了申报内容（2 处）" in browser.get(f"/my/{number}").text


def test_who_joins_needs_documents_and_who_leaves_drops_out(browser, number):
    address = returned(number)
    uid = opened(browser, address)
    child = browser.member_keys(uid)[2]
    browser.post(f"/apply/{uid}/member/{child}/remove")
    browser.add_member(uid, name="赵桂兰", id_number=MOTHER, relation="52")
    key = browser.member_keys(uid)[2]
    page = browser.get(address).text
    assert "更正的内容还没有填完" in page and "赵桂兰" in page and "不在家庭内" in page
    browser.post(f"/apply/{uid}/work/{key}", {"declared_monthly_income": "1800"})
    browser.post(f"/apply/{uid}/assets/{key}", {"declared_deposits": "0"})
    answer = {"correction_note": "孩子随前妻生活，母亲与我们同住", **CONSENTS}
    refused = browser.post(address, answer)
    assert refused.status_code == 422 and "证明材料" in refused.text and "孩子随前妻生活" in refused.text
    documents = browser.get(f"/apply/{uid}/documents").text
    assert "这里只列出更正以后新需要的材料" in documents and "周敏" not in documents
    assert browser.upload_all(uid) > 0
    assert browser.post(address, answer).status_code == 303
    case = cases.case_by_number(number)
    assert [name for name, _income in household(number)] == ["林晓岚", "周敏", "赵桂兰"] and case.persons == 3
    mother = cases.members(case)[2]
    assert {doc.kind for doc in cases.documents(case) if doc.member_id == mother.id}
    assert cases.live_case_of(id_number("20190601", 32)) is None, "who was taken out is free"
    assert cases.live_case_of(MOTHER) == case
    assert [line.kind for line in cases.timeline(case, "officer")].count("consents_given") == 2


def test_nobody_joins_who_stands_in_another_application(browser, stranger, number):
    uid = stranger.begin()
    stranger.post(f"/apply/{uid}/category", CATEGORY)
    stranger.post(f"/apply/{uid}/contact", CONTACT)
    (own,) = stranger.member_keys(uid)
    for place in (f"member/{own}", "claims", "housing"):
        stranger.post(f"/apply/{uid}/{place}")
    stranger.post(f"/apply/{uid}/work/{own}", WORK)
    stranger.post(f"/apply/{uid}/assets/{own}", {"declared_deposits": "0"})
    stranger.upload_all(uid)
    address = returned(number)
    own_uid = opened(browser, address)
    assert browser.add_member(own_uid, name="何志远", id_number=STRANGER, relation="61").status_code == 303
    assert stranger.post(f"/apply/{uid}/declaration", CONSENTS).status_code == 303
    uid = own_uid
    key = browser.member_keys(uid)[3]
    browser.post(f"/apply/{uid}/work/{key}", {"declared_monthly_income": "1800"})
    browser.post(f"/apply/{uid}/assets/{key}", {"declared_deposits": "0"})
    browser.upload_all(uid)
    refused = browser.post(address, {"correction_note": "加上弟弟", **CONSENTS})
    assert refused.status_code == 422 and "何志远" in refused.text and len(household(number)) == 3
    again = browser.post(f"/apply/{uid}/member/{key}", {"name": "何志远", "id_number": STRANGER, "relation": "61"})
    assert again.status_code == 422 and "已在另一份办理中的申请里" in again.text


def test_a_correction_without_changes_is_only_put_away(browser, number):
    address = returned(number)
    opened(browser, address)
    assert "什么也没有改" in browser.get(address).text
    assert browser.post(address, {"correction_note": "申报无误"}).status_code == 303
    assert cases.corrections(cases.case_by_number(number)) == []


def test_category_and_town_and_the_applicant_are_not_corrected(browser, number):
    address = returned(number)
    uid = opened(browser, address)
    assert browser.get(f"/apply/{uid}/category").status_code == 404
    assert browser.post(f"/apply/{uid}/contact", {"town": "440402002"}).status_code == 404
    own = browser.member_keys(uid)[0]
    browser.post(f"/apply/{uid}/member/{own}/remove")
    browser.post(f"/apply/{uid}/member/{own}", {"name": "别人", "id_number": MOTHER, "relation": "01"})
    assert browser.post(address, {"correction_note": "无", **CONSENTS}).status_code == 303
    first = cases.members(cases.case_by_number(number))[0]
    assert (first.name, first.id_number) == ("林晓岚", OWN)


def test_a_correction_is_given_up_and_begun_anew(browser, number):
    address = returned(number)
    uid = opened(browser, address)
    browser.post(f"/apply/{uid}/work/{browser.member_keys(uid)[0]}", {"declared_monthly_income": "9"})
    assert "确认删除" in browser.get(f"/apply/{uid}/discard").text
    assert browser.post(f"/apply/{uid}/discard").location.startswith(address)
    assert "5,200" not in browser.get(address).text and opened(browser, address) != uid


def test_a_supplement_may_correct_what_was_declared_too(browser, number):
    act(number, "accept", outcome="supplement", missing=[], missing_other="家庭成员的收入写反了")
    address = asked(number)
    uid = opened(browser, address)
    spouse = browser.member_keys(uid)[1]
    browser.post(f"/apply/{uid}/work/{spouse}", {"declared_monthly_income": "3100"})
    assert browser.post(address, {"supplement_done": "on", **CONSENTS}).status_code == 303
    assert household(number)[1] == ("周敏", 310000)
    assert [t.element for t in engine.open_tasks(business_key=number)] == ["accept"]


def test_after_the_answer_or_the_end_a_correction_leads_to_the_matter(browser, number):
    uid = opened(browser, returned(number))
    engine.send("withdraw", number, {}, by="citizen:1")
    assert browser.get(f"/apply/{uid}").location == f"/my/{number}"
    assert browser.get(f"/apply/{uid}/check").location == f"/my/{number}"
    assert browser.post(f"/apply/{uid}/declaration", CONSENTS).location == f"/my/{number}"


def test_a_stranger_finds_no_correction(browser, stranger, number):
    address = returned(number)
    uid = opened(browser, address)
    for page in ("", "/members", "/housing", "/check", "/documents", "/discard"):
        assert stranger.get(f"/apply/{uid}{page}").status_code == 404
    assert stranger.post(address, {"correct": "1"}).status_code == 404


def test_officers_read_what_was_changed_by_whom_and_when(browser, number):
    address = returned(number)
    uid = opened(browser, address)
    own = browser.member_keys(uid)[0]
    browser.post(f"/apply/{uid}/work/{own}", {"employer": "<b>新单位</b>", "declared_monthly_income": "5200"})
    browser.post(address, {"correction_note": "已更正", **CONSENTS})
    panel = _panel(number, "examine")
    for said in ("申请人更正了申报", "2,400.50 元", "5,200.00 元", "林晓岚", "2026-03-02 09:00"):
        assert said in panel, said
    assert "&lt;b&gt;新单位" in panel and OWN not in panel


def _panel(number: str, element: str) -> str:
    task = next(t for t in engine.open_tasks(business_key=number) if t.element == element)
    panel = find_panel(str(task.form))
    assert panel is not None
    return re.sub(r"\s+", " ", str(panel(engine.variables(task.id))))
