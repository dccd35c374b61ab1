"""Official letters: every kind renders, as PDF/A, once; what is typed into them never becomes source."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from werkzeug.datastructures import MultiDict

from app.cases import commands, letters, queries
from app.cases.kinds import KINDS
from app.cases.records import Case
from app.cases.texts import COMMON, default_text, examples, kinds_with_text, placeholders
from app.errors import DesignError, Invalid, NotFound
from app.store import files
from app.web import forms
from tests.cases.households import id_number

Opener = Callable[..., Case]
BODIES: dict[str, dict[str, Any]] = {
    "receipt": {"accepted_on": "2026-03-09", "silent": True, "promised_on": None, "documents": [{"code": "D02", "name": "身份证", "count": 2, "note": ""}]},
    "supplement": {"items": [{"code": "D05", "name": "婚姻证明"}], "other": "照片不清", "due_on": "2026-03-23", "round": 2, "is_last": True},
    "refusal": {"items": [{"code": "D05", "name": "婚姻证明"}], "other": "未补正", "rounds": 2},
    "correction": {"level_name": "区复审", "reasons": "请说明住房情况", "due_on": "2026-04-20"},
    "rejection": {"level_name": "区复审", "facts": [{"name": "家庭人口", "value": "2 人"}], "opinion": "不符合条件", "reasons": [{"code": "X-INCOME", "text": "收入超过标准", "article": "第七条", "advice": "可以重新申请。"}], "automated": True},
    "registration": {"receipt_number": "ZHLH00000001", "original_rank": 1, "rank": 1, "accepted_on": "2026-03-09", "registered_on": "2026-05-22", "guarantee_mode": "实物配租", "tier": 2},
    "objection_answer": {"objection_number": "YY2026-000001", "notice_number": "GS2026-000001", "notice_title": "二公示", "verdict": "partly", "remedy": "return", "reasons": "部分属实"},
    "objection_reply": {"objection_number": "YY2026-000001", "notice_number": "GS2026-000001", "notice_title": "二公示", "verdict": "unclear", "remedy": "none", "reasons": "线索不明", "received_on": "2026-04-16"},
    "withdrawn": {"cause": "silence", "due_on": "2026-03-23"},
    "offer": {"receipt_number": "ZHLH00000001", "unit_name": "安居苑 1栋 101", "due_on": "2026-06-01"},
    "place_lost": {"receipt_number": "ZHLH00000001", "cause": "refusals", "choices": 3, "signings": 0},
    "lease_expiry": {"lease_number": "ZL2026-000001", "unit_name": "安居苑 1栋 101", "end_on": "2029-03-15"},
}  # fmt: skip

EXIT = {
    "unit_name": "安居苑 1栋 101",
    "facts": "六期租金逾期",
    "basis": "第11号令第二十九条",
    "order": "腾退住房",
    "period": "自收到本文书之日起15日内",
    "owed": 360000,
    "late_fee": 105,
    "statement": "未作陈述",
}
LEAVING: dict[str, dict[str, Any]] = {
    "exit_demand": {**EXIT, "manner": "缴至合同约定账户。"},
    "exit_urging": {**EXIT, "manner": ""},
    "exit_decision": {**EXIT, "review_days": 60, "suit_months": 6},
    "exit_rescission": EXIT,
    "court_application": {"court": "香洲区人民法院", "decided_on": "2026-04-01", "decision_number": "珠房保腾〔2026〕1号", "request": "腾退", "facts": "欠租", "statement": "无", "state": "有人居住", "head": "罗嘉欣", "annexes": [{"name": "决定书", "pages": 2}], "deliveries": [{"letter": "决定书", "manner": "留置送达", "on": "2026-04-02", "served_on": "2026-04-02", "receiver": "拒收", "proof": "照片"}], "account": [{"month": "2026-03", "amount": 30968, "unpaid": 30968, "late_fee": 15}]},
    "violation_notice": {"matter_name": "租约编号", "violation": "转租", "facts": "转租他人", "basis": "第11号令第三十六条", "order": "责令退回", "hearing_days": 5},
    "violation_decision": {"matter_name": "租约编号", "facts": "转租他人", "statement": "未要求听证", "basis": "第11号令第三十六条", "order": "责令退回", "fine_fen": 100000, "pay_days": 15, "review_days": 60, "suit_months": 6},
    "integrity_notice": {"violation": "转租", "facts": "转租他人", "basis": "第11号令第三十六条", "from_on": "2026-03-02", "until_on": "2031-03-02", "barred_until": "2031-03-02", "published": True},
}  # fmt: skip
BODIES |= LEAVING


def own_examples(kind: str) -> dict[str, Any]:
    return {name: value for name, value in examples(kind).items() if name not in placeholders(COMMON)}


BODIES = {kind: own_examples(kind) for kind in kinds_with_text()} | BODIES


def text_of(content: bytes) -> str:
    return (
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace(" ", "").replace("\n", "")
    )


def test_every_kind_has_a_body_here() -> None:
    assert set(BODIES) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_letter_says_who_what_and_when(open_case: Opener, kind: str) -> None:
    case = open_case()
    letter = commands.write_letter(case, kind, BODIES[kind])
    assert letter.file_id is None
    content = files.content(letters.pdf(letter))
    text = text_of(content)
    assert b"pdfaid:part" in content
    for said in (KINDS[kind].title, letter.number, "欧阳琪琪", "2026年3月2日"):
        assert said in text
    assert id_number(2) not in text


def test_a_letter_sends_people_to_a_page_that_is_called_so() -> None:
    """What stands in “” and begins with 我的 is the title of a page."""
    rooms = Path(letters.__file__).parents[2]
    title = re.compile(r"block title %}{{ _\('(我的[^']+)'\) }}")
    pages = {name for page in rooms.rglob("templates/**/*.html") for name in title.findall(page.read_text("utf-8"))}
    texts = (Path(letters.__file__).parent / "texts").glob("*.txt")
    named = {name for text in texts for name in re.findall("“(我的[^”]+)”", text.read_text("utf-8"))}
    assert "我的事项" in named and named <= pages


def test_adverse_letters_name_every_remedy_and_its_time(open_case: Opener) -> None:
    adverse = (
        "refusal",
        "rejection",
        "place_lost",
        "annual_review_result",
        "renewal_granted",
        "renewal_refused",
        "integrity_notice",
    )
    for kind in adverse:
        letter = commands.write_letter(open_case(), kind, BODIES[kind])
        text = text_of(files.content(letters.pdf(letter)))
        assert all(said in text for said in ("复核", "15个工作日", "行政复议", "60日", "行政诉讼", "6个月"))


def test_a_letter_is_rendered_once(open_case: Opener) -> None:
    letter = commands.write_letter(open_case(), "withdrawn", {"cause": "applicant"})
    first = letters.pdf(letter)
    assert letters.pdf(letter).id == first.id
    assert letters.render_pending(10) == 0
    assert letter.rendered_at is not None


def test_the_ticker_renders_what_nobody_looked_at(open_case: Opener) -> None:
    written = [commands.write_letter(open_case(), "withdrawn", {"cause": "applicant"}) for _ in range(3)]
    assert letters.render_pending(2) == 2
    assert letters.render_pending(2) == 1
    assert all(letter.file_id for letter in written)


def test_words_in_a_letter_are_never_source(open_case: Opener) -> None:
    typed = '#panic("x") $x^2$ #import "base.typ" ]#{ //没有 \\ "引号" <b>'
    letter = commands.write_letter(open_case(), "correction", {**BODIES["correction"], "reasons": typed})
    assert '#panic("x")' in text_of(files.content(letters.pdf(letter)))


def test_an_unknown_kind_is_a_mistake_of_the_diagram(open_case: Opener) -> None:
    with pytest.raises(DesignError):
        commands.write_letter(open_case(), "love", {})


def test_letters_are_found_by_the_code_on_them(open_case: Opener) -> None:
    letter = commands.write_letter(open_case(), "withdrawn", {"cause": "applicant"})
    assert queries.letter_by_uid(letter.uid) == letter
    with pytest.raises(NotFound):
        queries.letter_by_uid("0" * 32)


def test_one_letter_in_trouble_does_not_hold_up_the_others(open_case: Opener) -> None:
    broken = commands.write_letter(open_case(), "supplement", {"items": 7, "due_on": "2026-03-23"})
    sound = commands.write_letter(open_case(), "withdrawn", {"cause": "applicant"})
    assert letters.render_pending(10) == 2
    assert sound.file_id and not broken.file_id and broken.trouble
    assert letters.render_pending(10) == 0
    broken.data = {**broken.data, "items": []}
    assert letters.pdf(broken).size and broken.trouble is None


def test_what_an_objector_was_told_is_not_among_the_households_letters(open_case: Opener) -> None:
    case = open_case()
    objector = {"recipient": "李某", "recipient_id": "4404**********0011"}
    commands.write_letter(case, "objection_reply", {**BODIES["objection_reply"], **objector})
    assert queries.letters(case) == []


def test_a_letter_about_a_lease_needs_no_case(open_case: Opener) -> None:
    open_case()  # places are loaded
    to = commands.Recipient("陈志强", "4404**********1234", "ZL2026-000001", "租约编号")
    letter = commands.write_to(to, "exit_decision", LEAVING["exit_decision"], issuer="XZ")
    text = text_of(files.content(letters.pdf(letter)))
    assert all(
        said in text for said in ("租约编号", "ZL2026-000001", "行政复议", "60日", "行政诉讼", "6个月", "3600.00元")
    )
    assert queries.letters_about("ZL2026-000001") == [letter]


ABOUT_A_LEASE = (
    "lease_contract", "move_in", "rent_bill", "demand_1", "demand_2", "interview_notice", "annual_review_result",
    "renewal_granted", "renewal_refused", "exit_decision", "exit_urging", "court_application", "settlement",
    "violation_notice", "violation_decision", "integrity_notice",
)  # fmt: skip


@pytest.mark.parametrize("kind", ABOUT_A_LEASE)
def test_a_letter_of_a_lease_is_a_text_with_a_basis_and_what_may_be_done(kind: str) -> None:
    text = str(default_text(kind))
    assert "《" in text or "依照{basis}" in text
    assert any(said in text for said in ("@remedies", "申辩", "异议", "争议", "执行请求")), kind


def test_what_its_recipient_opens_is_served_once_unless_an_officer_serves_it(open_case: Opener) -> None:
    case = open_case()
    opened = commands.write_letter(case, "withdrawn", {"cause": "applicant"})
    for _twice in range(2):
        commands.read_by_recipient(opened)
    [served] = queries.deliveries([opened.id])
    assert (served.manner, str(served.served_on), served.receiver) == ("electronic", "2026-03-02", "欧阳琪琪")
    to = commands.Recipient("陈志强", "4404**********1234", "ZL2026-000001", "租约编号")
    decision = commands.write_to(to, "exit_decision", LEAVING["exit_decision"], issuer="XZ")
    commands.read_by_recipient(decision)
    assert queries.deliveries([decision.id]) == []


def test_how_a_letter_was_served_is_kept(open_case: Opener) -> None:
    letter = commands.write_letter(open_case(), "withdrawn", {"cause": "applicant"})
    day = date(2026, 3, 3)
    commands.keep_delivery(letter.id, "left", day, day, receiver="拒收", witness="社区工作人员", proof="照片三张")
    [kept] = queries.deliveries([letter.id])
    assert (kept.manner, kept.served_on, kept.witness) == ("left", day, "社区工作人员")


def test_nothing_is_served_before_it_was_written(open_case: Opener) -> None:
    letter = commands.write_letter(open_case(), "withdrawn", {"cause": "applicant"})
    before = letter.written_at.date() - timedelta(days=1)
    with pytest.raises(Invalid, match="早于文书的日期"):
        commands.keep_delivery(letter.id, "direct", before, before, receiver="陈志强", proof="回证1号")


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"manner": "direct"}, []),
        ({"manner": "post"}, []),
        ({"manner": "left"}, ["left_how"]),
        ({"manner": "left", "left_how": "witness"}, ["witness"]),
        ({"manner": "left", "left_how": "record"}, []),
        ({"manner": "public"}, ["public_reason"]),
        ({"manner": "electronic"}, ["consent"]),
    ],
)
def test_each_manner_of_service_asks_for_its_own_proof(
    db_session: Any, given: dict[str, str], lacking: list[str]
) -> None:
    typed = {"delivered_on": "2026-03-02", "receiver": "陈志强", "proof": "1号", **given}
    assert list(forms.find("cases.deliver").fill(MultiDict(typed), {}).errors) == lacking
