"""The letters of a tenancy: what they say is what the lease and its books say, and they are real PDFs."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from pypdf import PdfReader

from app import engine
from app.cases import queries
from app.cases.letters import pdf
from app.cases.records import Letter
from app.cases.texts import examples
from app.leasing import commands
from app.leasing.commands import arrears, beginnings, letters
from app.leasing.queries import accounts
from app.leasing.records import Lease
from app.people import commands as people
from app.people.records import Account
from app.settings import TOP
from app.store import db, files, get
from tests.cases.households import id_number

PHRASE = "four plain words here"
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


def test_a_contract_prints_the_whole_number_for_its_own_parties_and_who_reads_it_is_kept(
    lease: Taker, as_: Any, officer_client: Any
) -> None:
    number, next_number = id_number(7), id_number(8)
    mine, account = lease(), people.register_citizen("13800138000", number, "申请人甲", PHRASE)
    mine.account_id, mine.holder, mine.holder_name = account.id, number, "申请人甲"
    contract = letters.write_contract(mine.id)
    assert number in text_of(contract) and number not in str(contract.data)
    address = f"letters/{contract.uid}"
    assert as_(account).get(f"/my/home/{mine.number}/{address}").status_code == 200
    assert queries.deliveries([contract.id])[0].manner == "electronic"
    officer = officer_client("city_reviewer", "ZH")
    assert officer.get(f"/desk/leases/{mine.number}/{address}").status_code == 200
    home = as_(account).get("/my/home").text
    assert "谁查看过合同中的完整证件号码" in home and "电子送达" in home
    assert officer_client("district_reviewer", "DM").get(f"/desk/leases/{mine.number}/{address}").status_code == 404
    follower = people.register_citizen("13800138001", next_number, "申请人乙", PHRASE)
    mine.account_id, mine.holder, mine.holder_name = follower.id, next_number, "申请人乙"
    db.session.flush()
    assert contract.uid not in as_(follower).get("/my/home").text
    assert as_(follower).get(f"/my/home/{mine.number}/{address}").status_code == 404


def test_each_bill_is_a_letter_written_when_it_is_asked_for_and_once(
    lease: Taker, as_: Any, officer_client: Any
) -> None:
    mine = lease(name="申请人甲")
    mine.account_id = people.register_citizen("13800138000", id_number(7), "申请人甲", PHRASE).id
    commands.issue_firsts()
    [bill] = accounts.bills_of([mine.id])
    assert queries.letters_about(mine.number) == []
    ours, theirs = (f"/{where}/{mine.number}/bills/{bill.id}/letter" for where in ("my/home", "desk/leases"))
    officer = officer_client("city_reviewer", "ZH")
    browser = as_(get(Account, mine.account_id))
    assert [one.status_code for one in (officer.get(theirs), browser.get(ours), browser.get(ours))] == [200] * 3
    [letter] = queries.letters_about(mine.number)
    text = text_of(letter)
    for said in (
        "309.68元",
        "人民币叁佰零玖元陆角捌分",
        "16天",
        "当月31天",
        "2026年3月26日",
        "第十九条",
        "行政诉讼",
        "0.05%",
        letter.number,
    ):
        assert said in text, said
    assert [one.manner for one in queries.deliveries([letter.id])] == ["electronic"]
    assert letter.uid not in browser.get("/my/home").text, "a bill stands with the bills"
    assert ours in browser.get(f"/my/home/{mine.number}/bills/{bill.id}").text
    assert browser.get(ours.replace(str(bill.id), "0")).status_code == 404


def test_how_a_letter_was_served_by_hand_is_written_down_once(lease: Taker, officer_client: Any) -> None:
    mine = lease(name="申请人甲")
    engine.deploy_files({"delivery.dmn": (TOP / "bpmn" / "delivery.dmn").read_bytes()}, by="system")
    address = f"/desk/leases/{mine.number}/letters/{letters.write_contract(mine.id).uid}/service"
    officer = officer_client("city_reviewer", "ZH")
    assert address in officer.get(f"/desk/leases/{mine.number}").text
    assert officer.post(address, data={"manner": "public"}).status_code == 422
    said = {
        "manner": "public",
        "delivered_on": "2026-03-16",
        "receiver": "社区公告栏",
        "public_reason": "下落不明",
        "proof": "公告1号",
    }
    early = officer.post(address, data={**said, "delivered_on": "2026-01-01"})
    assert early.status_code == 422 and "早于文书的日期" in early.text and "社区公告栏" in early.text
    assert officer.post(address, data=said).status_code == 303
    assert "2026-04-15 送达" in officer.get(f"/desk/leases/{mine.number}").text
    assert officer.post(address, data=said).status_code == 409
