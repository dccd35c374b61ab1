"""Repairs by the doors people use: a tenant's pages, an inspector's, the district's; who may see what."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from app import engine
from app.errors import Invalid
from app.people import commands as people
from app.people import queries as people_queries
from app.people.commands import DEMO_PASSWORD
from app.stock import commands, queries
from app.store import db
from tests.stock.test_pages import text

PASSWORD = "four plain words here"
REPORT = {"kind": "1", "text": "水管破裂", "key": "k"}
Enter = Callable[[str, str], Any]


def picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    made.seek(0)
    return made


@pytest.fixture
def enter(client: Any, places: None) -> Enter:
    """enter("13800138000") signs in: citizens by phone, officers by name."""

    def sign_in(name: str, password: str = PASSWORD) -> Any:
        client.post("/people/sign-out")
        assert client.post("/people/sign-in", data={"name": name, "password": password}).status_code == 303
        return client

    return sign_in


@pytest.fixture
def tenant(unit: Any) -> Any:
    """申请人甲 lives in 1栋 101; 申请人乙 does not."""
    people.register_citizen("13800138001", "440402196001107680", "申请人乙", PASSWORD)
    account = people.register_citizen("13800138000", "11010519491231002X", "申请人甲", PASSWORD)
    for after in ("3", "5"):
        commands.set_state(unit.id, after, by="system")
    unit.account_id = account.id
    db.session.flush()
    return account


def finish(element: str, number: str, **answers: Any) -> None:
    """An officer of the task's role does it."""
    (task,) = engine.open_tasks(business_key=number)
    assert task.element == element
    actor = people_queries.officers_of(str(task.role), str(task.organisation))[0].actor
    engine.complete(task.id, answers, by=actor)


def test_a_tenant_reports_follows_confirms_and_rates(enter, tenant):
    browser = enter("13800138000")
    assert "安居苑 1栋 101" in text(browser.get("/my/repairs"))
    sent = browser.post("/my/homes/XZ01-1-101/report", data={**REPORT, "photos": (picture(), "管.png")})
    assert sent.status_code == 303
    shown = browser.get(sent.location)
    assert "待受理" in text(shown) and "水管破裂" in text(shown) and 'alt="照片 1"' in shown.get_data(as_text=True)
    number = sent.location.rpartition("/")[2]
    uid = queries.repair(number).photos[0]
    assert browser.get(f"/my/repairs/{number}/photos/{uid}").data.startswith(b"\x89PNG")
    finish("accept", number, accepted="yes", accept_note="受理")
    finish("assign", number, worker="安顺维修队")
    finish("work", number, done_on="2026-03-02", work_text="更换水管")
    assert "更换水管" in text(browser.get(sent.location))
    assert "请您确认" in text(browser.get("/my/repairs"))
    refused = browser.post(sent.location, data={"solved": "yes"})
    assert refused.status_code == 422
    assert browser.post(sent.location, data={"solved": "yes", "rating": "5", "comment": "很快"}).status_code == 303
    page = text(browser.get(sent.location))
    assert "已结束" in page and "5 分" in page and "很快" in page
    assert browser.post(sent.location, data={"solved": "no"}).status_code == 409


def test_the_same_form_sent_twice_is_one_repair_and_what_is_wrong_keeps_what_was_typed(enter, tenant):
    browser = enter("13800138000")
    refused = browser.post("/my/homes/XZ01-1-101/report", data={"text": "水管破裂", "key": "k"})
    assert refused.status_code == 422 and "水管破裂" in text(refused)
    refused = browser.post("/my/homes/XZ01-1-101/report", data={**REPORT, "photos": (io.BytesIO(b"MZ"), "x.png")})
    assert refused.status_code == 422 and "x.png" in text(refused) and "水管破裂" in text(refused)
    places = {browser.post("/my/homes/XZ01-1-101/report", data=REPORT).location for _ in range(2)}
    assert len(places) == 1 and len(queries.repairs_of(tenant.id)) == 1


def test_nobody_else_reports_or_sees(enter, tenant):
    number = enter("13800138000").post("/my/homes/XZ01-1-101/report", data=REPORT).location.rpartition("/")[2]
    stranger = enter("13800138001")
    assert stranger.get("/my/homes/XZ01-1-101/report").status_code == 404
    assert stranger.post("/my/homes/XZ01-1-101/report", data=REPORT).status_code == 404
    assert stranger.get(f"/my/repairs/{number}").status_code == 404
    assert stranger.post(f"/my/repairs/{number}", data={"solved": "yes"}).status_code == 404
    assert "没有登记在您名下的房源" in text(stranger.get("/my/repairs"))
    assert enter("doumen-district_reviewer", DEMO_PASSWORD).get(f"/stock/repairs/{number}").status_code == 404


def test_the_district_reads_the_report_at_the_desk_and_adds_photos_of_the_work(enter, tenant):
    number = enter("13800138000").post("/my/homes/XZ01-1-101/report", data=REPORT).location.rpartition("/")[2]
    browser = enter("xiangzhou-district_reviewer", DEMO_PASSWORD)
    (task,) = engine.open_tasks(business_key=number)
    page = text(browser.get(f"/desk/tasks/{task.id}"))
    assert "水管破裂" in page and "安居苑 1栋 101" in page and "申请人甲" not in page
    address = f"/stock/repairs/{number}"
    assert browser.post(f"{address}/photos", data={}).status_code == 422
    assert browser.post(f"{address}/photos", data={"photos": (picture(), "修.png")}).status_code == 303
    uid = queries.repair(number).done_photos[0]
    assert "维修照片" in text(browser.get(address))
    assert browser.get(f"{address}/photos/{uid}").status_code == 200
    assert browser.get(f"{address}/photos/{'0' * 32}").status_code == 404
    assert f"报修 {number} · 待受理" in text(browser.get("/stock/units/XZ01-1-101"))


def test_an_inspector_reports_in_the_own_district_only(enter, tenant):
    assert enter("doumen-district_reviewer", DEMO_PASSWORD).get("/stock/units/XZ01-1-102/report").status_code == 403
    browser = enter("xiangzhou-district_reviewer", DEMO_PASSWORD)
    assert browser.get("/stock/units/XZ01-1-102/report").status_code == 200
    sent = browser.post("/stock/units/XZ01-1-102/report", data={**REPORT, "is_urgent": "on"})
    assert sent.status_code == 303 and "紧急" in text(browser.get(sent.location))


def test_a_home_has_at_most_ten_running_repairs(places, unit):
    home = queries.home("XZ01-1-101")
    for count in range(10):
        commands.report_repair(home, commands.RepairReport("1", False, "坏了", [], f"k{count}", "officer:1", None))
    with pytest.raises(Invalid, match="10"):
        commands.report_repair(home, commands.RepairReport("1", False, "坏了", [], "k", "officer:1", None))


def test_the_supervisor_reads_of_a_late_repair_without_a_case(enter, tenant, at):
    number = enter("13800138000").post("/my/homes/XZ01-1-101/report", data=REPORT).location.rpartition("/")[2]
    at("2026-03-05 00:00")
    engine.run_due(engine.processes_of(number)[0].id)
    urge = next(task for task in engine.open_tasks(business_key=number) if task.form == "desk.urge")
    browser = enter("xiangzhou-supervisor", DEMO_PASSWORD)
    page = browser.get(f"/desk/tasks/{urge.id}")
    assert page.status_code == 200 and "受理报修" in text(page) and number in text(page)
    assert f"/desk/cases/{number}" not in page.get_data(as_text=True)
