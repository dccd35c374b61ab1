"""Texts of letters are drafted by one administrator and published by another; what was written stays as it was."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from app.cases import commands, letters, queries, texts
from app.cases.records import Case, LetterText
from app.store import db, files
from tests.operations.conftest import Seat, seats

__all__ = ["seats"]
Opener = Callable[..., Case]
KIND = "lease_expiry"
PAGE = f"/letters/texts/{KIND}"
NEW = "title: 到期提醒\n\n{unit_name}的租期到**{end_on}**为止。"
BODY = {"lease_number": "ZL2026-000001", "unit_name": "安居苑 1栋 101", "end_on": "2029-03-15"}


def words(content: bytes) -> str:
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return said.replace(" ", "").replace("\n", "")


@pytest.fixture
def pair(open_case: Opener, seats: tuple[Seat, Seat]) -> tuple[Seat, Seat]:
    open_case()
    return seats


def publish(one: Seat, other: Seat, text: str = NEW, day: str = "2026-03-02") -> str:
    one.post(PAGE, text=text, note="更短")
    return other.post(f"{PAGE}/publish", seen=text.replace("\n", "\r\n"), valid_from=day)


def test_what_one_drafts_another_publishes_and_new_letters_are_written_in_it(
    pair: tuple[Seat, Seat], open_case: Opener
) -> None:
    one, other = pair
    case = open_case(2)
    before = commands.write_letter(case, KIND, BODY)
    assert "第 2 版已发布" in publish(one, other)
    after = commands.write_letter(case, KIND, BODY)
    assert (before.title, after.title) == ("租赁期届满告知书", "到期提醒")
    old, new = words(files.content(letters.pdf(before))), words(files.content(letters.pdf(after)))
    assert "续租和腾退" in old and "续租和腾退" not in new
    assert "安居苑1栋101的租期到2029年3月15日为止" in new


def test_who_drafted_a_text_does_not_publish_it(pair: tuple[Seat, Seat]) -> None:
    one, other = pair
    one.post(PAGE, text=NEW, note="")
    assert "这是您起草的" in one.get(PAGE) and "这是您起草的" not in other.get(PAGE)
    one.post(f"{PAGE}/publish", 403, seen=NEW, valid_from="2026-03-02")
    assert queries.texts_of(KIND) == []


def test_what_changed_after_it_was_read_is_not_published(pair: tuple[Seat, Seat]) -> None:
    one, other = pair
    one.post(PAGE, text=NEW + "又改", note="")
    other.post(f"{PAGE}/publish", 409, seen=NEW, valid_from="2026-03-02")
    assert queries.texts_of(KIND) == []


def test_what_is_wrong_is_kept_shown_at_its_line_and_not_published(pair: tuple[Seat, Seat]) -> None:
    one, other = pair
    wrong = "您好\n\n到{end_onn}为止 <script>"
    page = one.post(PAGE, text=wrong, note="")
    assert "第 3 行" in page and "是不是 end_on？" in page and "到{end_onn}为止 &lt;script&gt;" in page
    other.post(f"{PAGE}/publish", 422, seen=wrong, valid_from="2026-03-02")
    other.get(f"{PAGE}/preview", 422)


def test_a_text_counts_from_its_day_on(pair: tuple[Seat, Seat], open_case: Opener, at: Callable[[str], Any]) -> None:
    publish(*pair, day="2026-04-01")
    case = open_case(2)
    assert commands.write_letter(case, KIND, BODY).title == "租赁期届满告知书"
    at("2026-04-01 09:00")
    assert commands.write_letter(case, KIND, BODY).title == "到期提醒"


def test_a_day_that_has_passed_is_no_first_day(pair: tuple[Seat, Seat]) -> None:
    one, other = pair
    one.post(PAGE, text=NEW, note="")
    assert "已经过去" in other.post(f"{PAGE}/publish", 422, seen=NEW, valid_from="2026-03-01")


def test_a_draft_is_dropped_with_a_reason_and_then_there_is_none(pair: tuple[Seat, Seat]) -> None:
    one, other = pair
    one.post(PAGE, text=NEW, note="")
    other.post(f"{PAGE}/drop", 422, reason=" ")
    other.post(f"{PAGE}/drop", reason="措辞不妥")
    assert queries.draft_of(KIND) is None
    other.post(f"{PAGE}/drop", 404, reason="再来")


def test_the_preview_is_a_pdf_with_examples_that_no_page_may_run(pair: tuple[Seat, Seat]) -> None:
    one, _other = pair
    one.post(PAGE, text="{unit_name} #panic(1) $x$", note="")
    answer = one.browser.get(f"{PAGE}/preview")
    assert "#panic(1)" in words(answer.data) and "安居苑1栋101" in words(answer.data)
    assert "sandbox" in answer.headers["Content-Security-Policy"] and b"pdfaid:part" in answer.data


def test_the_history_shows_what_differs_between_two_versions(pair: tuple[Seat, Seat]) -> None:
    publish(*pair)
    page = pair[0].get(f"{PAGE}/history")
    assert "<ins>+ {unit_name}的租期到**{end_on}**为止。</ins>" in page and "<del>− # 续租和腾退</del>" in page
    pair[0].get(f"{PAGE}/history?a=7", 404)


def test_the_list_says_version_and_draft(pair: tuple[Seat, Seat]) -> None:
    one, other = pair
    publish(one, other)
    one.post("/letters/texts/offer", text="{unit_name}", note="")
    page = one.get("/letters/texts")
    assert "第 2 版" in page and "等待发布" in page
    one.get("/letters/texts/withdrawn", 404)
    one.get("/letters/texts/common", 404)


def test_a_published_text_is_never_changed(pair: tuple[Seat, Seat]) -> None:
    publish(*pair)
    with pytest.raises(sa.exc.DBAPIError, match="stays as it is"), db.session.begin_nested():
        db.session.execute(sa.update(LetterText).where(LetterText.version == 2).values(text="别的"))


def test_a_newer_text_of_the_house_is_a_version_unless_somebody_wrote_their_own(
    pair: tuple[Seat, Seat], open_case: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = open_case(2)
    first = commands.write_letter(case, KIND, BODY)
    assert commands.write_letter(case, KIND, BODY).text_id == first.text_id
    ours = str(texts.default_text(KIND)) + "\n多一段。\n"
    monkeypatch.setattr("app.cases.commands.texts.default_text", lambda kind: ours)
    second = commands.write_letter(case, KIND, BODY)
    assert second.text_id != first.text_id
    publish(*pair)
    assert commands.write_letter(case, KIND, BODY).title == "到期提醒"
