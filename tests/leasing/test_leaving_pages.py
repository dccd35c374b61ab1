"""A tenant gives notice, sees how it stands and why the settlement is what it is; nobody else does."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from app import engine
from app.leasing import queries
from app.leasing.commands import books, leavings, settlements
from app.leasing.queries import settlements as found
from app.leasing.records import Settlement
from app.people import commands as people
from app.people import queries as persons
from app.registry import acting_as
from app.settings import TOP
from app.store import clock, db

NUMBER = "ZL2026-000001"
LEAVE = f"/my/home/{NUMBER}/leave"
PARTS = ("leaving", "moving", "settlement", "refund")


@pytest.fixture
def tenant(lease: Any) -> Any:
    """The tenant of the lease A1, with an account; the diagrams of leaving are deployed."""
    one = lease()
    names = [*(f"{name}.bpmn" for name in PARTS), "leaving_limits.dmn"]
    engine.deploy_files({name: (TOP / "bpmn" / name).read_bytes() for name in names}, by="system")
    account = people.register_citizen("13800138000", "11010519491231002X", "申请人甲", "four plain words here")
    one.account_id = account.id
    return account


def test_a_notice_too_early_stays_as_it_was_typed_and_a_good_one_is_followed(tenant: Any, as_: Any) -> None:
    browser = as_(tenant)
    page = browser.get(LEAVE).text
    assert "最早可以从 2026-04-15 起退租" in page
    early = browser.post(LEAVE, data={"leave_on": "2026-04-14", "leave_reason": "调往外地"})
    assert early.status_code == 422 and "太早" in early.text and "调往外地" in early.text
    assert browser.post(LEAVE, data={"leave_on": "2026-04-15", "leave_reason": "调往外地"}).status_code == 303
    page = browser.get(LEAVE).text
    assert "ZS2026-000001" in page and "2026-04-15" in page and "撤回退租" in page
    assert browser.post(LEAVE, data={"leave_on": "2026-04-15"}).status_code == 409, "one at a time"
    assert browser.post(f"{LEAVE}/extension", data={"extension_reason": ""}).status_code == 422
    assert browser.post(f"{LEAVE}/withdraw").status_code == 303
    assert queries.by_number(NUMBER).state == "running"
    assert browser.post(f"{LEAVE}/withdraw").status_code == 409


def test_every_figure_of_a_settlement_says_why(tenant: Any, as_: Any, begin_day: Any, at: Any) -> None:
    begin_day("2026-03-16")
    one = queries.by_number(NUMBER)
    books.enter("bank", "deposit", 120000, date(2026, 3, 16), lease_id=one.id)
    at("2026-03-20 10:00")
    with acting_as(persons.officers_of("city_reviewer", "ZH")[0].actor):
        leavings.keep_return(one.id, date(2026, 3, 20), 2, {"water": "1", "electricity": "2", "gas": ""}, "完好")
    with acting_as(persons.officers_of("city_approver", "ZH")[0].actor):
        leavings.confirm_return(one.id)
    settlements.draft(one.id, [{"what": "入户门", "fen": 3000}])
    page = as_(tenant).get(LEAVE).text
    # 309.68 were billed for March; five of its days are 96.77
    for said in ("入户门", "309.68", "96.77", "到交还日共 5 天", "1,073.23"):
        assert said in page, said


def test_photos_of_the_inspection_are_read_by_the_household_until_its_settlement_is_booked(
    tenant: Any, as_: Any, officer_client: Any
) -> None:
    assert as_(tenant).post(LEAVE, data={"leave_on": "2026-04-15", "leave_reason": "调往外地"}).status_code == 303
    desk, elsewhere = officer_client("city_reviewer", "ZH"), officer_client("district_reviewer", "DM")
    address = f"/desk/leases/{NUMBER}/leave"
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    shown = "上传验房照片"
    assert shown in desk.get(address).text and shown not in as_(tenant).get(LEAVE).text
    assert desk.post(f"{address}/photos", data={"photos": (io.BytesIO(b"MZ"), "x.png")}).status_code == 422
    sent = {"photos": (io.BytesIO(made.getvalue()), "门.png")}
    assert desk.post(f"{address}/photos", data=sent).status_code == 303
    one = queries.by_number(NUMBER)
    [kept] = found.photos_of(one.id)
    assert kept.uid in desk.get(address).text and kept.uid in as_(tenant).get(LEAVE).text
    assert as_(tenant).get(f"/my/home/{NUMBER}/photos/{kept.uid}?size=small").data.startswith(b"\xff\xd8")
    assert desk.get(f"/desk/leases/{NUMBER}/photos/{kept.uid}").status_code == 200
    for refused in (f"/desk/leases/{NUMBER}/photos/{kept.uid}", f"/my/home/{NUMBER}/photos/{kept.uid}"):
        assert elsewhere.get(refused).status_code in (403, 404)
    db.session.add(
        Settlement(
            lease_id=one.id,
            returned_on=one.start_on,
            state="booked",
            lines=[],
            damages=[],
            balance_fen=0,
            drafted_at=clock.now(),
        )
    )
    db.session.flush()
    again = {"photos": (io.BytesIO(made.getvalue()), "门.png")}
    assert desk.post(f"{address}/photos", data=again).status_code == 409
    assert len(found.photos_of(one.id)) == 1


def test_a_leaving_is_nobody_elses(tenant: Any, as_: Any) -> None:
    other = people.register_citizen("13800138001", "440402196001107680", "申请人乙", "four plain words here")
    browser = as_(other)
    assert browser.get(LEAVE).status_code == 404
    for address in (LEAVE, f"{LEAVE}/extension", f"{LEAVE}/withdraw"):
        assert browser.post(address, data={"leave_on": "2026-05-01", "extension_reason": "x"}).status_code == 404
    assert browser.get(f"/my/home/{NUMBER}/declare").status_code == 404


def test_an_officer_files_the_notice_of_who_has_no_account(tenant: Any, as_: Any, officer_client: Any) -> None:
    queries.by_number(NUMBER).account_id = None
    browser = officer_client("city_reviewer", "ZH")
    assert browser.post(f"/desk/leases/{NUMBER}/leave", data={"leave_on": "2026-04-20"}).status_code == 303
    assert "承租人申请退租" in browser.get(f"/desk/leases/{NUMBER}/leave").text
    assert [task.form for task in engine.open_tasks(business_key=NUMBER)] == ["leasing.appoint"]


def test_nothing_to_declare_says_when_the_next_review_is(tenant: Any, as_: Any) -> None:
    answer = as_(tenant).get(f"/my/home/{NUMBER}/declare", follow_redirects=True)
    assert "2027-03-16" in answer.text


ACCOUNT = "6222021234567890"


def _kept_in_clear() -> list[str]:
    """The columns of the engine's tables in which the account stands as it was typed."""
    tables = ("journal", "task", "process", "idempotency_key", "buffered_message", "outbox")
    rows = {name: db.session.execute(sa.text(f"SELECT t::text FROM {name} t")).scalars().all() for name in tables}
    plain = [name for name, found in rows.items() if any(ACCOUNT in text.replace(" ", "") for text in found)]
    known = [engine.process_variables(one.id) for one in engine.processes_of(NUMBER)]
    return plain + [str(one) for one in known if ACCOUNT in str(one)]


def _refunding(tenant: Any) -> engine.Task:
    """The task in which the household names its account."""
    one = queries.by_number(NUMBER)
    books.enter("bank", "advance", 5000, date(2026, 3, 16), lease_id=one.id)
    db.session.flush()
    facts = {"lease_id": one.id, "lease_number": NUMBER, "district": one.district, "account_id": tenant and tenant.id}
    engine.start("refund", business_key=NUMBER, data=facts, by="system")
    [task] = engine.open_tasks(business_key=NUMBER)
    return task


def test_the_account_of_a_refund_is_kept_sealed_and_no_journal_holds_it(tenant: Any, as_: Any) -> None:
    task, browser = _refunding(tenant), as_(tenant)
    address = f"/my/home/{NUMBER}/tasks/{task.id}"
    typed = {"payee": "申请人甲", "bank": "", "account_number": ACCOUNT}
    wrong = browser.post(address, data=typed)
    assert wrong.status_code == 422 and ACCOUNT in wrong.text, "nothing typed is lost"
    assert _kept_in_clear() == [] and (engine.task(task.id).draft or {})["payee"] == "申请人甲"
    assert (
        browser.post(
            address, data={**typed, "bank": "中国银行", "account_number": f"{ACCOUNT[:4]} {ACCOUNT[4:]}"}
        ).status_code
        == 303
    )
    [refund] = found.refunds_of(queries.by_number(NUMBER).id)
    assert refund.account == ACCOUNT and _kept_in_clear() == []


def test_an_officer_who_types_the_account_leaves_it_in_no_journal_and_no_draft(
    tenant: Any, officer_client: Any
) -> None:
    queries.by_number(NUMBER).account_id = None
    task = _refunding(None)
    browser = officer_client("city_reviewer", "ZH")
    typed = {"payee": "申请人甲", "bank": "中国银行", "account_number": ACCOUNT}
    assert browser.post(f"/desk/tasks/{task.id}/draft", data=typed).status_code == 303
    assert ACCOUNT not in browser.get(f"/desk/tasks/{task.id}").text and _kept_in_clear() == []
    for _again in range(2):
        assert browser.post(f"/desk/tasks/{task.id}", data={**typed, "key": "k1"}).status_code == 303
    [refund] = found.refunds_of(queries.by_number(NUMBER).id)
    assert refund.account == ACCOUNT and _kept_in_clear() == []
    assert "已加密保存" in browser.post(f"/desk/tasks/{task.id}", data={**typed, "bank": "工商银行"}).text
