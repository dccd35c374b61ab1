"""Notices and objections in the database: what is shown, when it ends, what objections come to."""

from __future__ import annotations

from datetime import date

import pytest

from app.cases import queries as cases
from app.errors import DesignError, Gone, Invalid
from app.publicity import commands, queries, rules, steps
from app.publicity.records import EntryVersion, Objection
from app.store import db

ANSWERS = {"manner": "anonymous", "grounds": "income", "text": "收入不实", "lead": "每天在小区门口摆摊，有照片"}
CLOSES = "2026-03-30"
READERS = ("applicant", "officer")


def open_one(case, level=2, organisation="XZ", closes_on=CLOSES):
    return steps.open_notice(case.id, level, organisation, closes_on)


def objection_to(entry_id, key="k1", **changes):
    return commands.receive_objection(entry_id, ANSWERS | changes, [], form_key=key)


def test_what_is_published_is_masked_and_hashed(published):
    case, notice, entry = published
    assert entry.shown == {
        "case_number": case.number,
        "name": "欧阳*",
        "id_number": "4404" + "*" * 10 + cases.applicant(case).id_number[-4:],
        "persons": 2,
        "category": "local",
        "place": "翠香街道",
    }
    assert entry.sha256 == rules.sha256_of(entry.shown)
    assert notice.number == "XZ-2-2026-0001" and notice.closes_at.isoformat() == "2026-03-31T00:00:00+08:00"
    assert case.state == "3050"


def test_the_timeline_tells_the_applicant_what_is_shown(published):
    case, notice, _ = published
    line = next(line for line in cases.timeline(case, "applicant") if line.kind == "notice_published")
    assert line.detail["shown"]["申请人"] == "欧阳*" and line.detail["shown"]["类别"] == "户籍家庭"
    assert notice.number == line.detail["notice"]
    assert queries.shown_of(case.id)[0]["shown"]["name"] == "欧阳*"


def test_one_notice_is_the_batch_of_a_day(household):
    first, second, other = household(1), household(2), household(3)
    entries = [open_one(first), open_one(second), open_one(other, closes_on="2026-03-31")]
    rows = queries.open_notices()
    assert [(line.notice.number, line.entries) for line in rows] == [("XZ-2-2026-0001", 2), ("XZ-2-2026-0002", 1)]
    assert len({e["entry_id"] for e in entries}) == 3 and rows[0].notice.entries == 2


def test_publishing_again_changes_nothing(household):
    case = household()
    assert open_one(case) == open_one(case)
    assert db.session.query(EntryVersion).count() == 1


@pytest.mark.parametrize("closes_on", ["2026-03-27", "2026-03-29"])
def test_a_notice_that_is_short_or_ends_on_a_rest_day_is_refused(household, closes_on):
    with pytest.raises(DesignError, match="公示期"):
        open_one(household(), closes_on=closes_on)


def test_a_correction_is_a_new_version_and_the_old_one_stays(published):
    case, _, entry = published
    before = entry.sha256
    case.category = 60
    commands.correct_entry(entry.id, reason="类别登记有误", by="officer:1")
    versions = queries.published(entry)
    assert [v["version"] for v in versions] == [1, 2] and all(v["holds"] for v in versions)
    assert versions[0]["sha256"] == before and versions[1]["shown"]["category"] == "migrant"


def test_a_tampered_version_is_found(published):
    entry = published[2]
    version = db.session.query(EntryVersion).one()
    version.shown = version.shown | {"persons": 9}
    db.session.flush()
    assert [v["holds"] for v in queries.published(entry)] == [False]


def test_without_objections_the_case_passes(published, at):
    _, _, entry = published
    at("2026-03-31 00:00")
    assert steps.close_notice(entry.id) == {"open_objections": 0}
    assert steps.tally(entry.id) == {"open_objections": 0, "upheld": False, "remedy": "none", "reasons": ""}
    assert entry.state == "closed"


def test_an_objection_holds_the_case_until_it_is_decided(published, at):
    case, _, entry = published
    receipt = objection_to(entry.id)
    assert case.state == "3060"
    at("2026-03-31 00:00")
    assert steps.close_notice(entry.id) == {"open_objections": 1}
    steps.answer_objection(receipt.objection.id, "not_upheld", None, "经核实，无此事")
    assert steps.tally(entry.id)["open_objections"] == 0 and not steps.tally(entry.id)["upheld"]
    letter = cases.letters(case)[0]
    assert letter.kind == "objection_answer" and letter.issuer == "XZ" and letter.data["verdict"] == "not_upheld"


def test_a_decided_objection_gives_the_notice_its_state_back(published):
    case, _, entry = published
    first, second = objection_to(entry.id, "a"), objection_to(entry.id, "b")
    steps.answer_objection(first.objection.id, "unclear", "none", "线索不明")
    assert case.state == "3060"
    steps.answer_objection(second.objection.id, "not_upheld", "none", "不成立")
    assert case.state == "3050"


def test_an_upheld_objection_is_told_with_its_remedy(published):
    entry = published[2]
    receipt = objection_to(entry.id)
    steps.answer_objection(receipt.objection.id, "upheld", "reject", "收入超过标准")
    assert steps.tally(entry.id) == {
        "open_objections": 0,
        "upheld": True,
        "remedy": "reject",
        "reasons": "收入超过标准",
    }
    steps.answer_objection(receipt.objection.id, "not_upheld", "none", "改主意了")
    assert steps.tally(entry.id)["upheld"], "decided once, it stays"


def test_why_an_objection_is_upheld_is_the_officers_to_read_in_the_history(published):
    case, _, entry = published
    steps.answer_objection(objection_to(entry.id).objection.id, "upheld", "return", "收入超过标准")
    read = {who: [line for line in cases.timeline(case, who) if line.kind == "objection_answered"] for who in READERS}
    assert [[line.text for line in read[who]] for who in READERS] == [[""], ["收入超过标准"]]


@pytest.mark.parametrize("verdict", ["upheld", "partly"])
@pytest.mark.parametrize("remedy", [None, "none"])
def test_an_upheld_objection_without_a_remedy_is_refused_and_stays_open(published, verdict, remedy):
    """Nothing is chosen in the officer's place: the letter would say what nobody decided."""
    case, _, entry = published
    receipt = objection_to(entry.id)
    with pytest.raises(Invalid, match="必须选择处理"):
        steps.answer_objection(receipt.objection.id, verdict, remedy, "收入超过标准")
    assert receipt.objection.state == "received" and receipt.objection.verdict is None
    assert steps.tally(entry.id)["open_objections"] == 1 and cases.letters(case) == []


def test_an_objection_in_the_last_second_is_in_time_and_the_next_is_not(published, at):
    entry = published[2]
    at("2026-03-30 23:59:59")
    assert objection_to(entry.id, "in time").objection.state == "received"
    at("2026-03-31 00:00:00")
    with pytest.raises(Gone, match="届满"):
        objection_to(entry.id, "too late")


def test_the_same_form_twice_is_one_objection(published):
    entry = published[2]
    one, two = objection_to(entry.id), objection_to(entry.id, text="又写了一遍")
    assert one.objection.id == two.objection.id and one.secret == two.secret and two.repeated
    assert db.session.query(Objection).count() == 1


def test_the_objector_is_sealed_and_the_case_does_not_know_them(published):
    case, _, entry = published
    receipt = objection_to(entry.id, manner="real_name", name="王五六", phone="13800138000", lead="")
    steps.answer_objection(receipt.objection.id, "partly", "return", "部分属实")
    assert receipt.objection.name == "王五六" and b"13800138000" not in bytes(receipt.objection.phone_sealed)
    told = [(line.title, line.detail) for line in cases.timeline(case, "applicant")]
    told += [letter.data for letter in cases.letters(case)]
    assert "王五六" not in str(told) and "13800138000" not in str(told) and "收入不实" not in str(told)


def test_only_number_and_code_together_open_an_objection(published):
    receipt = objection_to(published[2].id)
    number = receipt.objection.number
    found = queries.objection_for(number, receipt.secret.lower().replace("-", " "))
    assert found.id == receipt.objection.id
    for wrong in ((number, "AAAA-AAAA-AAAA"), ("YY2026-999999", receipt.secret), (number, "")):
        with pytest.raises(Exception, match="找不到"):
            queries.objection_for(*wrong)


def test_the_answer_to_the_objector_is_a_pdf_without_the_applicant(published, at):
    case, _, entry = published
    receipt = objection_to(entry.id)
    steps.answer_objection(receipt.objection.id, "not_upheld", "none", "不成立")
    content = commands.reply_to(receipt.objection)
    assert content.startswith(b"%PDF") and content == commands.reply_to(receipt.objection)
    assert "objection_reply" not in {letter.kind for letter in cases.letters(case)}


def test_a_withdrawn_case_leaves_the_page_at_once(published):
    case, notice, entry = published
    assert steps.take_down(case.id) == {"taken_down": 1} and entry.state == "withdrawn"
    assert queries.visible_entries(notice).total == 0 and queries.open_notices() == []
    with pytest.raises(Gone):
        objection_to(entry.id)


def test_an_ended_case_is_not_shown_even_if_nobody_took_it_down(published):
    case, notice, _ = published
    case.state = "0000"
    db.session.flush()
    assert queries.visible_entries(notice).total == 0


def test_a_case_returned_and_published_again_has_a_new_entry(published, at):
    case, _, entry = published
    at("2026-03-31 00:00")
    steps.close_notice(entry.id)
    at("2026-04-20 10:00")
    again = steps.open_notice(case.id, 2, "XZ", "2026-04-27")
    assert again["entry_id"] != entry.id
    assert [e.state for e in queries.entries_of_case(case.id)] == ["closed", "open"]


def test_terms_and_masks_exist_for_every_level():
    for level in (1, 2, 3):
        assert queries.terms(level, date(2026, 3, 2)).minimum_days >= 5
        shown = {mask.field for mask in queries.masks() if mask.holds(level, date(2026, 3, 2))}
        assert shown == {"case_number", "name", "id_number", "persons", "category", "place"}
