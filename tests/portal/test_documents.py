"""Uploads: what is asked for and why, what is refused and why, and whose they are."""

from __future__ import annotations

import pytest

from app.portal import commands, queries
from app.portal.records import DraftFile
from app.store import db
from app.store.files import StoredFile

from .conftest import CATEGORY, CONTACT, SPOUSE, png


@pytest.fixture
def uid(browser):
    """A draft with a couple, before its documents."""
    uid = browser.begin()
    browser.post(f"/apply/{uid}/category", CATEGORY)
    browser.post(f"/apply/{uid}/contact", CONTACT)
    browser.post(f"/apply/{uid}/member/{browser.member_keys(uid)[0]}")
    browser.add_member(uid, name="周敏", id_number=SPOUSE, relation="10")
    return uid


def test_the_list_follows_category_and_answers_with_reasons(browser, uid):
    page = browser.get(f"/apply/{uid}/documents").text
    assert "18至59周岁、有劳动能力的成员需提交" in page and "抚恤定补" not in page and "免提交" in page
    browser.post(f"/apply/{uid}/claims", {"claims": ["claims_support"]})
    assert "申报优抚对象的需提交" in browser.get(f"/apply/{uid}/documents").text
    browser.post(f"/apply/{uid}/category", {**CATEGORY, "category": "60"})
    assert "劳动合同或聘用合同" in browser.get(f"/apply/{uid}/documents").text


def test_before_category_and_members_the_page_says_what_to_do_first(browser):
    uid = browser.begin()
    assert "请先选择申请类别" in browser.get(f"/apply/{uid}/documents").text
    assert "先选类别、填成员" in browser.get(f"/apply/{uid}").text


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"MZ\x90\x00 not a picture", "身份证.png", "只改扩展名是不够的"),
        (b"%PDF-1.7 broken", "流水.pdf", "已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "a.png", "已损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024), "large.png", "超过 10 MB"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_with_the_reason(browser, uid, content, name, why):
    answer = browser.upload(uid, "D08", "", content, name)
    assert answer.status_code == 422 and why in answer.text and name in answer.text
    assert 'href="#f-D08"' in answer.text and 'id="f-D08"' in answer.text
    assert not queries.files_of(queries.draft_of(browser.account.id, uid))


def test_no_file_and_an_unknown_line(browser, uid):
    answer = browser.post(f"/apply/{uid}/documents", {"kind": "D08", "member_key": ""})
    assert answer.status_code == 422 and "请先选择文件" in answer.text
    assert browser.upload(uid, "D99").status_code == 404
    assert browser.upload(uid, "D01").status_code == 404, "the system makes it"
    assert browser.upload(uid, "D06", "0" * 32).status_code == 404
    assert browser.upload(uid, "D27").status_code == 303, "anything else may be added"


def test_what_is_uploaded_comes_back_as_a_download_and_can_be_taken_out(browser, uid):
    browser.upload(uid, "D08", "", png(), "承诺 书.png")
    browser.upload(uid, "D08", "", png(), "again.png")
    ((kept, stored),) = queries.files_of(queries.draft_of(browser.account.id, uid))
    answer = browser.get(f"/apply/{uid}/documents/{kept.uid}")
    assert answer.data == png() and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    address = f"/apply/{uid}/documents/{kept.uid}/remove"
    assert f'href="{address}"' in browser.get(f"/apply/{uid}/documents").text
    asked = browser.get(address).text
    assert "文件“承诺 书.png”会从这份申请中删除" in asked and "确认删除" in asked
    assert db.session.query(DraftFile).count() == 1, "asking takes nothing out"
    browser.post(address)
    assert "文件“承诺 书.png”已删除" in browser.get(f"/apply/{uid}/documents").text
    assert db.session.query(DraftFile).count() == 0 and db.session.query(StoredFile).count() == 0


def test_a_member_who_leaves_takes_the_documents_along(browser, uid):
    key = browser.member_keys(uid)[1]
    browser.upload(uid, "D02", key)
    browser.upload(uid, "D08")
    address = f"/apply/{uid}/member/{key}/remove"
    assert f'href="{address}"' in browser.get(f"/apply/{uid}/members").text
    asked = browser.get(address).text
    assert "周敏填写的全部内容和 1 个文件会从这份申请中删除" in asked and "确认移除" in asked
    assert key in browser.member_keys(uid), "asking takes nobody out"
    browser.post(address)
    assert "周敏已从申请中移除，填写的内容和 1 个文件已删除" in browser.get(f"/apply/{uid}/members").text
    assert [kept.kind for kept, _ in queries.files_of(queries.draft_of(browser.account.id, uid))] == ["D08"]


def test_old_drafts_are_cleared_with_everything(browser, uid, at):
    browser.upload(uid, "D08")
    at("2026-04-01 09:00")
    assert commands.discard_expired(10) == 0
    at("2026-04-02 09:00")
    assert commands.discard_expired(10) == 1
    assert db.session.query(DraftFile).count() == 0 and db.session.query(StoredFile).count() == 0


def test_a_submitted_draft_keeps_nothing_and_its_documents_stay_with_the_case(browser, at):
    number = browser.apply()
    at("2026-05-05 09:00")
    assert commands.discard_expired(10) == 1
    page = browser.get(f"/my/{number}").text
    assert page.count("/documents/") == 8


def test_the_undertaking_can_be_printed_for_every_adult_to_sign(browser, uid):
    assert f"/apply/{uid}/undertaking" in browser.get(f"/apply/{uid}/documents").text
    page = browser.get(f"/apply/{uid}/undertaking").text
    assert "林晓岚" in page and "周敏" in page and SPOUSE not in page and SPOUSE[-4:] in page
