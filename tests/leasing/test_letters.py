"""The letters of a tenancy: what they say is what the lease and its books say, and they are real PDFs."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from pypdf import PdfReader

from app.cases import queries
from app.cases.letters import pdf
from app.cases.records import Letter
from app.cases.texts import examples
from app.leasing import commands
from app.leasing.commands import arrears, beginnings, letters
from app.leasing.records import Lease
from app.people import commands as people
from app.store import db, files
from tests.cases.households import id_number

Taker = Callable[..., Lease]


def text_of(letter: Letter | None) -> str:
    assert letter is not None
    content = files.content(pdf(letter))
    assert b"pdfaid:part" in content
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return said.replace(" ", "").replace("\n", "")


def test_the_contract_of_a_government_home_offers_litigation_and_never_arbitration(lease: Taker) -> None:
    taken = lease(holder_name="陈志强")
    text = text_of(letters.write_contract(taken.id))
    assert all(
        said in text for said in (taken.number, "600.00元", "人民币陆佰元整", "2029年3月15日", "人民币壹仟贰佰元整")
    )
    assert all(
        said in text for said in ("行政复议", "行政诉讼", "双方不约定仲裁", "0.05%", "甲方（签章）", "乙方（签名）")
    )


def test_the_contract_of_another_owners_home_is_civil(lease: Taker) -> None:
    text = text_of(letters.write_contract(lease(ownership=2).id))
    assert "人民法院提起诉讼" in text and "行政诉讼" not in text and "仲裁" not in text


def test_a_contract_is_written_once_until_its_terms_change(lease: Taker) -> None:
    taken = lease()
    first = letters.write_contract(taken.id)
    assert letters.write_contract(taken.id) is first
    taken.terms = {**taken.terms, "due_day": 15}
    assert letters.write_contract(taken.id).number != first.number


def test_who_moves_in_reads_what_was_handed_over(lease: Taker) -> None:
    taken = lease()
    assert letters.write_move_in(taken) is None
    beginnings.hand_over(
        taken.id, "in", taken.start_on, 2, {"water": "12.3", "electricity": "456", "gas": ""}, "灶具一套"
    )
    text = text_of(letters.write_move_in(taken))
    assert all(said in text for said in ("入住通知书", "12.3", "456", "灶具一套", "2套")) and "燃气表" not in text


def test_every_stage_of_arrears_writes_its_demand_once_with_the_bills_that_are_late(
    lease: Taker, at: Callable[[str], Any]
) -> None:
    taken = lease()
    commands.issue_firsts()
    at("2026-04-05 00:00")
    times = arrears.open_arrears(taken.id)
    for stage in ("reminder", "demand_1", "demand_1", "demand_2", "interview", "exit"):
        arrears.reach(times.id, stage)
    found = queries.letters_about(taken.number)[::-1]
    assert [one.kind for one in found] == ["demand_1", "demand_2", "interview_notice"]
    text = text_of(found[0])
    assert all(
        said in text for said in ("租金催缴通知书（一）", "309.68元", "0.05%", "陈述、申辩", "10日", taken.number)
    )


def test_who_owes_nothing_gets_no_demand(lease: Taker) -> None:
    assert letters.write_demand(lease(), "demand_1") is None
    assert letters.write_demand(lease(lease_ref="A2"), "reminder") is None


def test_the_holder_reads_the_letters_of_their_home_and_nobody_else_does(
    lease: Taker, client: FlaskClient, officer_client: Any
) -> None:
    mine, other = lease(lease_ref="A1"), lease(lease_ref="A2")
    account = people.register_citizen("13800138000", id_number(7), "申请人甲", "four plain words here")
    mine.account_id = account.id
    db.session.flush()
    with client.session_transaction() as cookie:
        cookie.update(_user_id=people.begin_session(account, address="192.0.2.1"), _fresh=True, since=int(time.time()))
    mine_letter, other_letter = letters.write_contract(mine.id), letters.write_contract(other.id)
    inside = letters.write(mine, "court_application", examples("court_application"))
    page = client.get("/my/home").get_data(as_text=True)
    assert mine_letter.uid in page and inside.uid not in page and other_letter.uid not in page
    assert client.get(f"/my/home/{mine.number}/letters/{mine_letter.uid}").data.startswith(b"%PDF")
    for uid in (other_letter.uid, inside.uid, "0" * 32):
        assert client.get(f"/my/home/{mine.number}/letters/{uid}").status_code == 404
    officer = officer_client("city_reviewer", "ZH")
    assert inside.uid in officer.get(f"/desk/leases/{mine.number}").get_data(as_text=True)
    assert officer.get(f"/desk/leases/{mine.number}/letters/{inside.uid}").status_code == 200
    assert officer.get(f"/desk/leases/{other.number}/letters/{inside.uid}").status_code == 404
