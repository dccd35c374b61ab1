"""The guided application, page by page, as a browser without JavaScript sees it."""

from __future__ import annotations

from app import engine
from app.cases import queries as cases
from app.store import clock

from .conftest import CATEGORY, CHILD, CONSENTS, CONTACT, OWN, SPOUSE, STRANGER, WORK, id_number


def test_a_household_applies_and_its_first_task_is_with_the_street(browser):
    uid = browser.begin()
    browser.fill(uid)
    assert browser.upload_all(uid) == 8, (
        "three ID cards, two incomes, the assets, two undertakings; the rest comes from registries"
    )
    check = browser.get(f"/apply/{uid}/check").text
    assert "内容无误" in check and "林晓岚" in check and "2,400.50 元" in check and SPOUSE in check
    page = browser.get(f"/apply/{uid}/declaration").text
    assert "林*" in page and OWN[:4] + "**********" + OWN[-4:] in page and "翠香街道" in page
    answer = browser.post(f"/apply/{uid}/declaration", CONSENTS)
    number = answer.location.split("/")[2]
    receipt = browser.get(answer.location).text
    assert number in receipt and "<svg" in receipt and "2026-03-09" in receipt
    case = cases.case_by_number(number)
    assert case.persons == 3 and case.submitted_on.isoformat() == "2026-03-02" and case.channel == "portal"
    assert len(cases.documents(case)) == 8
    tasks = engine.open_tasks(business_key=number)
    assert [(t.element, t.role, t.organisation, t.due_on.isoformat()) for t in tasks] == [
        ("accept", "street_reviewer", "440402001", "2026-03-09")
    ]


def test_the_same_draft_sent_twice_gives_the_same_receipt(browser):
    uid = browser.begin()
    browser.fill(uid)
    browser.upload_all(uid)
    first = browser.post(f"/apply/{uid}/declaration", CONSENTS)
    again = browser.post(f"/apply/{uid}/declaration", CONSENTS)
    assert first.status_code == again.status_code == 303 and first.location == again.location
    assert len(cases.cases_of(browser.account.id)) == 1
    for page in ("", "/contact", "/members", "/documents", "/check", "/declaration"):
        answer = browser.get(f"/apply/{uid}{page}")
        answer = browser.get(answer.location) if page == "/documents" else answer
        assert answer.status_code == 303 and answer.location == first.location


def test_what_is_typed_is_kept_also_when_it_is_not_valid(browser):
    uid = browser.begin()
    wrong = {**CONTACT, "contact_phone": "12", "address": ""}
    answer = browser.post(f"/apply/{uid}/contact", wrong)
    assert answer.status_code == 422
    assert 'value="12"' in answer.text and "error-summary" in answer.text and 'href="#f-contact_phone"' in answer.text
    later = browser.get(f"/apply/{uid}/contact").text
    assert 'value="12"' in later and 'value="440402001" selected' in later
    assert "有内容要修改" in browser.get(f"/apply/{uid}").text


def test_a_new_member_that_is_not_valid_is_kept_and_sent_twice_is_one(browser):
    uid = browser.begin()
    browser.add_member(uid, name="周敏", id_number="440402", relation="10")
    keys = browser.member_keys(uid)
    assert len(keys) == 2
    page = browser.get(f"/apply/{uid}/member/{keys[1]}").text
    assert "周敏" in page and 'value="440402"' in page
    for _ in range(2):
        assert (
            browser.post(
                f"/apply/{uid}/member/{keys[1]}", {"name": "周敏", "id_number": SPOUSE.lower(), "relation": "10"}
            ).status_code
            == 303
        )
    assert browser.member_keys(uid) == keys
    browser.post(f"/apply/{uid}/member/{keys[1]}/remove")
    browser.post(f"/apply/{uid}/member/{keys[0]}/remove")
    assert browser.member_keys(uid) == keys[:1], "the applicant stays"
    assert browser.get(f"/apply/{uid}/member/{keys[0]}/remove").status_code == 404, "and is not asked about"


def test_a_person_stands_once_in_a_household(browser):
    uid = browser.begin()
    answer = browser.add_member(uid, name="林晓岚", id_number=OWN, relation="10")
    assert answer.status_code == 422 and "已经填在另一位成员名下" in answer.text, "before the applicant's page is saved"
    browser.post(f"/apply/{uid}/member/{browser.member_keys(uid)[0]}")
    answer = browser.add_member(uid, name="林晓岚", id_number=f" {OWN[:6]} {OWN[6:]}", relation="10")
    assert answer.status_code == 422 and "已经填在另一位成员名下" in answer.text
    browser.add_member(uid, name="周敏", id_number=SPOUSE, relation="")
    answer = browser.add_member(uid, name="周敏", id_number=SPOUSE, relation="10")
    assert "已经填在另一位成员名下" in answer.text, "also when the other page is not right yet"


def test_the_check_page_names_a_person_entered_twice_while_other_topics_are_open(browser):
    uid = browser.begin()
    browser.add_member(uid, name="林晓岚", id_number=OWN, relation="10")
    page = browser.get(f"/apply/{uid}/check").text
    assert "“申请类别”还没有完成" in page and "与第1名成员的身份证号码相同" in page


def test_kinship_that_cannot_be_is_told_beside_its_field_when_the_member_is_saved(browser):
    uid = browser.begin()
    older = browser.add_member(uid, name="何志远", id_number=STRANGER, relation="20")
    assert older.status_code == 422 and "子女不应比申请人年长" in older.text and "error-summary" in older.text
    browser.add_member(uid, name="周敏", id_number=SPOUSE, relation="10")
    second = browser.add_member(uid, name="周敏敏", id_number=id_number("19880101", 20), relation="10")
    assert second.status_code == 422 and "只能填写一名配偶" in second.text


def test_who_stands_in_another_application_is_told_at_once_but_not_number_after_number(browser, stranger):
    number = browser.apply()
    uid = stranger.begin()
    for _ in range(5):
        answer = stranger.add_member(uid, name="周敏", id_number=SPOUSE, relation="10")
        assert answer.status_code == 422 and "已在另一份办理中的申请里" in answer.text
        assert number not in answer.text and "林晓岚" not in answer.text
        stranger.post(f"/apply/{uid}/member/{stranger.member_keys(uid)[1]}/remove")
    assert stranger.add_member(uid, name="周敏", id_number=SPOUSE, relation="10").status_code == 303, (
        "the end will tell"
    )


def test_the_applicant_is_the_person_of_the_account(browser):
    uid = browser.begin()
    key = browser.member_keys(uid)[0]
    page = browser.get(f"/apply/{uid}/member/{key}").text
    assert "林晓岚" in page and OWN not in page
    browser.post(f"/apply/{uid}/member/{key}", {"name": "别人", "id_number": STRANGER, "student": "on"})
    check = browser.get(f"/apply/{uid}/check").text
    assert OWN in check and STRANGER not in check and "在校学生" in check


def test_small_children_are_not_asked_for_work(browser):
    uid = browser.begin()
    browser.post(f"/apply/{uid}/member/{browser.member_keys(uid)[0]}")
    browser.add_member(uid, name="林一诺", id_number=CHILD, relation="30")
    assert "未满 16 周岁" in browser.get(f"/apply/{uid}/work").text
    answer = browser.post(f"/apply/{uid}/work/{browser.member_keys(uid)[0]}", WORK)
    assert answer.location.endswith(f"/apply/{uid}"), "nobody is left to be asked"


def test_another_category_asks_again_for_what_it_needs(browser):
    uid = browser.begin()
    browser.fill(uid)
    browser.post(f"/apply/{uid}/category", {**CATEGORY, "category": "50"})
    key = browser.member_keys(uid)[0]
    assert "毕业日期" in browser.get(f"/apply/{uid}/work/{key}").text
    assert "“工作与收入”还没有完成" in browser.get(f"/apply/{uid}/check").text


def test_hengqin_is_told_where_to_go(browser):
    uid = browser.begin()
    answer = browser.post(f"/apply/{uid}/contact", {**CONTACT, "town": "440402104"})
    assert answer.status_code == 422 and "横琴粤澳深度合作区" in answer.text


def test_rows_of_homes_come_and_go_and_nothing_is_lost(browser):
    uid = browser.begin()
    added = browser.post(f"/apply/{uid}/housing", {"add": "houses"})
    assert added.status_code == 200 and 'name="houses[0].area"' in added.text
    house = {
        "houses[]": "0",
        "houses[0].address": "狮山路 1 号",
        "houses[0].area": "x",
        "houses[0].share": "50",
        "houses[0].use": "住宅",
    }
    answer = browser.post(f"/apply/{uid}/housing", house)
    assert answer.status_code == 422 and "狮山路 1 号" in answer.text
    assert "狮山路 1 号" in browser.get(f"/apply/{uid}/housing").text
    assert browser.post(f"/apply/{uid}/housing", {**house, "houses[0].area": "38.5"}).status_code == 303
    assert "38.5 ㎡ · 50 % · 住宅" in browser.get(f"/apply/{uid}/check").text


def test_changing_an_answer_from_the_check_page_leads_back_to_it(browser):
    uid = browser.begin()
    browser.fill(uid)
    assert 'name="back" value="check"' in browser.get(f"/apply/{uid}/contact?back=check").text
    assert browser.post(f"/apply/{uid}/contact", {**CONTACT, "back": "check"}).location.endswith("/check")


def test_without_every_consent_nothing_is_sent(browser):
    uid = browser.begin()
    browser.fill(uid)
    browser.upload_all(uid)
    answer = browser.post(f"/apply/{uid}/declaration", {"truthful": "on"})
    assert answer.status_code == 422 and "敏感个人信息" in answer.text and not cases.cases_of(browser.account.id)


def test_an_unfinished_application_is_not_sent(browser):
    uid = browser.begin()
    assert browser.get(f"/apply/{uid}/declaration").location.endswith("/check")
    answer = browser.post(f"/apply/{uid}/declaration", CONSENTS)
    assert answer.status_code == 422 and "“申请类别”还没有完成" in answer.text


def test_one_application_a_household(browser):
    number = browser.apply()
    assert browser.post("/apply").location.endswith(f"/my/{number}")
    assert number in browser.get("/apply").text and "开始申请" not in browser.get("/apply").text


def test_nobody_stands_in_two_applications_and_whose_is_not_told(browser, stranger):
    uid = stranger.begin()
    stranger.fill(uid)
    stranger.upload_all(uid)
    number = browser.apply()
    for answer in (stranger.get(f"/apply/{uid}/check"), stranger.post(f"/apply/{uid}/declaration", CONSENTS)):
        assert "已在另一份办理中的申请里" in answer.text and "内容无误" not in answer.text
        assert number not in answer.text and "林晓岚" not in answer.text
    assert not cases.cases_of(stranger.account.id)


def test_who_stands_in_anothers_application_cannot_begin(browser, stranger):
    uid = browser.begin()
    browser.fill(uid)
    browser.add_member(uid, name="何志远", id_number=STRANGER, relation="70")
    key = browser.member_keys(uid)[3]
    browser.post(f"/apply/{uid}/work/{key}", WORK)
    browser.post(f"/apply/{uid}/assets/{key}", {"declared_deposits": "0"})
    browser.upload_all(uid)
    assert browser.post(f"/apply/{uid}/declaration", CONSENTS).status_code == 303
    page = stranger.get("/apply").text
    assert "另一个家庭的申请" in page and "林晓岚" not in page
    assert stranger.post("/apply").location.endswith("/apply")


def test_a_draft_is_kept_thirty_days_and_then_gone(browser, at):
    uid = browser.begin()
    at("2026-04-01 09:00")
    assert browser.get(f"/apply/{uid}").status_code == 200
    at("2026-04-02 09:00")
    assert clock.today().isoformat() == "2026-04-02"
    answer = browser.get(f"/apply/{uid}")
    assert answer.status_code == 410 and "30 天" in answer.text
    assert browser.begin() != uid


def test_a_draft_can_be_deleted_with_its_documents(browser):
    uid = browser.begin()
    browser.fill(uid)
    browser.upload(uid, "D08")
    assert "1 个文件" in browser.get(f"/apply/{uid}/discard").text
    assert browser.post(f"/apply/{uid}/discard").status_code == 303
    assert browser.get(f"/apply/{uid}").status_code == 404
