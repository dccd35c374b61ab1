"""What anybody sees in the browser: masked lists, the objection form, 410 afterwards, the objector's status."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from app import engine
from app.cases import queries as cases
from app.publicity import commands, steps
from app.publicity.records import Notice, NoticeEntry, NoticeView, Objection
from app.registry import find_panel
from app.store import db, get

BPMN = Path(__file__).parents[2] / "bpmn"
TEXT = "他家另有一套商品房没有申报"
TYPED = {"grounds": "housing", "text": TEXT, "manner": "real_name", "name": "王五六", "phone": "13800138000"}


@pytest.fixture
def diagrams(published):
    """The real diagrams, deployed."""


def canaries(case):
    """Every personal text of the household that no public page may show."""
    found = [case.address, case.contact_phone, "7531", "24681", "珠海一宇", "最低生活保障", "低保"]
    for member in cases.members(case):
        found += [member.name, member.id_number, member.id_number[4:14]]
    return found


def address(notice, ordinal=1):
    return f"/notices/{notice.number}/object/{ordinal}"


def key_of(client, notice):
    return re.search(r'name="key"[^>]*value="([^"]+)"', client.get(address(notice)).text).group(1)


def send(client, notice, key=None, **changes):
    return client.post(address(notice), data=TYPED | {"key": key or key_of(client, notice)} | changes)


def receipt_of(answer):
    number = re.search(r"YY2026-\d{6}", answer.text).group(0)
    code = re.search(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", answer.text).group(0)
    return number, code


NAMELESS = {"manner": "anonymous", "name": "", "phone": "", "lead": "每天在小区门口摆摊，有照片"}


def test_many_anonymous_objections_from_one_address_must_wait_and_nothing_typed_is_lost(
    diagrams, published, client, at
):
    notice = published[1]
    sent = [send(client, notice, **NAMELESS) for _turn in range(3)]
    assert [answer.status_code for answer in sent] == [200, 200, 200]
    key = key_of(client, notice)
    refused = send(client, notice, key=key, **NAMELESS)
    assert refused.status_code == 429 and "03-23 09:10" in refused.text and notice.hotline in refused.text
    assert TEXT in refused.text and NAMELESS["lead"] in refused.text and key in refused.text
    assert db.session.query(Objection).count() == 3
    at("2026-03-23 09:10:01")
    assert "异议已经收到" in send(client, notice, key=key, **NAMELESS).text
    at("2026-03-23 09:20:01")
    assert send(client, notice, **NAMELESS).status_code == 429, "the wait doubles"
    assert "已经提交过" in send(client, notice, key=key, **NAMELESS).text, "the same form again is no further one"


def test_only_anonymous_ones_of_that_address_to_that_notice_wait(diagrams, published, household, client):
    notice = published[1]
    for _turn in range(3):
        send(client, notice, **NAMELESS)
    assert send(client, notice, **NAMELESS).status_code == 429
    assert "异议已经收到" in send(client, notice).text, "who gives a name need not wait"
    other = get(
        Notice, get(NoticeEntry, steps.open_notice(household(2).id, 1, "440402001", "2026-03-30")["entry_id"]).notice_id
    )
    assert "异议已经收到" in send(client, other, **NAMELESS).text
    elsewhere = client.application.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert "异议已经收到" in send(elsewhere, notice, **NAMELESS).text


def test_the_list_can_be_filtered_and_is_not_indexed(published, client):
    notice = published[1]
    answer = client.get("/notices")
    assert answer.status_code == 200 and "noindex" in answer.headers["X-Robots-Tag"]
    assert notice.number in answer.text and "2026-03-30 24:00" in answer.text
    assert notice.number in client.get("/notices?level=2&organisation=XZ").text
    assert notice.number not in client.get("/notices?level=1").text
    assert "现在没有公示" in client.get("/notices?organisation=DM").text
    assert client.get("/notices?level=abc&page=-3").status_code == 200


def test_a_notice_shows_what_is_published_and_nothing_else(published, client):
    case, notice, entry = published
    answer = client.get(f"/notices/{notice.number}")
    assert answer.status_code == 200 and "noindex" in answer.headers["X-Robots-Tag"]
    for shown in (case.number, "欧阳*", entry.shown["id_number"], "户籍家庭", "翠香街道", "12345", address(notice)):
        assert shown in answer.text
    for page in ("/notices", f"/notices/{notice.number}", address(notice)):
        html = client.get(page).text
        assert [hidden for hidden in canaries(case) if hidden in html] == []


def test_every_look_is_logged_without_an_address(published, client):
    client.get(f"/notices/{published[1].number}", environ_base={"REMOTE_ADDR": "10.1.2.3"})
    view = db.session.query(NoticeView).one()
    assert len(view.viewer) == 32 and "10.1.2.3" not in view.viewer


def test_after_24_00_the_page_says_410_and_what_it_was(published, client, at):
    case, notice, _ = published
    at("2026-03-30 23:59:59")
    assert client.get(f"/notices/{notice.number}").status_code == 200
    at("2026-03-31 00:00:00")
    for page in (f"/notices/{notice.number}", address(notice)):
        answer = client.get(page)
        assert answer.status_code == 410 and "noindex" in answer.headers["X-Robots-Tag"]
        assert notice.title in answer.text and "2026-03-30" in answer.text
        assert "欧阳" not in answer.text and case.number not in answer.text
    assert notice.number not in client.get("/notices").text


def test_unknown_notices_and_entries_are_not_found(published, client):
    assert client.get("/notices/XZ-2-2026-9999").status_code == 404
    assert client.get(address(published[1], 7)).status_code == 404


def test_a_withdrawn_household_is_gone_from_the_page(published, client):
    case, notice, _ = published
    steps.take_down(case.id)
    assert "欧阳" not in client.get(f"/notices/{notice.number}").text
    assert client.get(address(notice)).status_code == 404


def test_an_objection_gets_a_receipt_and_a_process(published, client, diagrams):
    case, notice, entry = published
    answer = send(client, notice)
    assert answer.status_code == 200
    number, code = receipt_of(answer)
    assert "2026-03-25" in answer.text, "received within two working days"
    task = engine.open_tasks(business_key=number)[0]
    assert task.element == "receive_objection" and task.role == "district_reviewer" and task.organisation == "XZ"
    data = engine.variables(task.id)
    assert data["entry_id"] == entry.id and data["case_number"] == case.number
    assert "王五六" not in str(data) and "13800138000" not in str(data)
    status = client.post("/objections", data={"number": number, "code": code})
    assert status.status_code == 200 and "待受理" in status.text and "王五六" not in status.text
    assert "13800138000" not in client.get(f"/notices/{notice.number}").text


def test_sending_twice_gives_the_same_receipt_and_one_process(published, client, diagrams):
    notice = published[1]
    key = key_of(client, notice)
    first, second = send(client, notice, key), send(client, notice, key)
    assert receipt_of(first) == receipt_of(second) and "已经提交过" in second.text
    assert db.session.query(Objection).count() == 1
    assert len(engine.processes_of(receipt_of(first)[0])) == 1


def test_a_forged_key_is_refused_and_nothing_typed_is_lost(published, client):
    answer = send(client, published[1], key="forged")
    assert answer.status_code == 422 and TEXT in answer.text and "页面已经失效" in answer.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"grounds": ""}, "异议事项"),
        ({"text": ""}, "异议内容"),
        ({"name": ""}, "姓名"),
        ({"phone": "12ab"}, "8 至 12 位"),
        ({"manner": "anonymous", "lead": "有钱"}, "具体线索"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(published, client, changes, said):
    answer = send(client, published[1], **changes)
    assert answer.status_code == 422 and said in answer.text and "error-summary" in answer.text
    assert db.session.query(Objection).count() == 0


def test_one_second_late_is_refused_with_what_was_typed(published, client, at):
    notice = published[1]
    key = key_of(client, notice)
    at("2026-03-31 00:00:00")
    answer = send(client, notice, key)
    assert answer.status_code == 410 and "逾期" in answer.text and TEXT in answer.text
    assert db.session.query(Objection).count() == 0


def picture():
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


def test_files_are_judged_by_content(published, client, diagrams):
    notice = published[1]
    bad = send(client, notice, files=[(io.BytesIO(b"<svg onload=alert(1)>"), "照片.png")])
    assert bad.status_code == 422 and "照片.png" in bad.text and TEXT in bad.text
    assert send(client, notice, files=[(io.BytesIO(picture()), "照片.png")]).status_code == 200
    objection = db.session.query(Objection).one()
    assert len(objection.files) == 1
    file = client.get(f"/objections/{objection.number}/files/{objection.files[0]}")
    assert file.status_code in (302, 303), "nobody who is not signed in reads it"


def test_number_and_code_are_asked_and_a_wrong_one_says_the_same_as_none(published, client, diagrams):
    number, code = receipt_of(send(client, published[1]))
    assert number in client.get(f"/objections/{number}").text
    wrong = client.post("/objections", data={"number": number, "code": "AAAA-AAAA-AAAA"})
    none = client.post("/objections", data={"number": "YY2026-999999", "code": code})
    assert wrong.status_code == none.status_code == 422
    assert wrong.text.replace(number, "") == none.text.replace("YY2026-999999", "")
    assert client.post("/objections/reply", data={"number": number, "code": "no"}).status_code == 404


def test_the_objector_reads_the_answer(published, client, diagrams):
    number, code = receipt_of(send(client, published[1]))
    objection = db.session.query(Objection).one()
    steps.answer_objection(objection.id, "not_upheld", None, "该房屋已于两年前出售")
    answer = client.post("/objections", data={"number": number, "code": code})
    assert "异议不成立" in answer.text and "该房屋已于两年前出售" in answer.text
    assert 'name="back" value="/objections"' in answer.text, (
        "choosing a language leads to where the code is asked, not home"
    )
    pdf = client.post("/objections/reply", data={"number": number, "code": code})
    assert pdf.data.startswith(b"%PDF") and "attachment" in pdf.headers["Content-Disposition"]


def test_the_panels_show_the_objector_to_those_who_ask_back_only(published, client, diagrams, app):
    send(client, published[1])
    objection = db.session.query(Objection).one()
    from_panel = {}
    with app.test_request_context():
        for name in ("receive_objection", "investigate", "decide"):
            from_panel[name] = str(find_panel(f"publicity.{name}")({"objection_id": objection.id}))
    assert "13800138000" in from_panel["receive_objection"] and "13800138000" in from_panel["investigate"]
    assert "王五六" not in from_panel["decide"] and TEXT in from_panel["decide"]
    with app.test_request_context():
        assert objection.number in find_panel("publicity.notices")({"case_id": objection.case_id})


def test_who_examines_again_reads_why_and_nothing_of_who_objected(published, client, app):
    case, _, entry = published
    receipts = [
        commands.receive_objection(entry.id, {**TYPED, "text": text}, [], form_key=text) for text in (TEXT, "别的事")
    ]
    commands.keep_findings(receipts[0].objection.id, receive_note="", findings="房产登记在册")
    commands.answer_objection(receipts[0].objection.id, verdict="upheld", remedy="return", reasons="住房面积超过标准")
    commands.answer_objection(receipts[1].objection.id, verdict="not_upheld", remedy="none", reasons="查无此事")
    given = {"case_id": case.id, "case_number": case.number, "level": "district"}
    for name in ("examine", "approve"):
        with app.test_request_context(headers={"Accept-Language": "zh"}):
            text = str(find_panel(f"review.{name}")(given))
        for told in ("异议成立", TEXT, "房产登记在册", "住房面积超过标准", "退回本级重新审核"):
            assert told in text
        for hidden in ("王五六", "13800138000", "别的事", "查无此事"):
            assert hidden not in text
