"""An officer reads how an exit by law stands; a lease without a case gets its letters all the same."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from app import engine
from app.cases import commands as cases
from app.cases import letters as paper
from app.cases import queries as letters
from app.leasing.commands import endings, exits, stops
from app.leasing.queries.exits import open_exit
from app.leasing.records import Lease
from app.people import commands as people
from app.registry import find_panel
from app.settings import TOP
from app.store import clock, files
from tests.access.lease_samples import keep_bundle
from tests.portal.conftest import id_number


@pytest.fixture
def leaving(lease: Any) -> Lease:
    """A lease with an exit for subletting: a demand was written and served."""
    one: Lease = lease()
    engine.deploy_files({"next_action.dmn": (TOP / "bpmn" / "next_action.dmn").read_bytes()}, by="system")
    opened = exits.open_exit(one, "violation")
    assert opened is not None
    data = {"facts": "转租他人", "order": "收回住房自住", "basis": "第二十七条", "review_days": 60, "suit_months": 6}
    letter = exits.write_exit_letter(opened.id, "exit_demand", data, {"days": 15, "unit": "cd"})
    today = clock.today()
    cases.keep_delivery(letter.id, "direct", today, today, receiver="陈志强", proof="回证1号")
    exits.note_exit(opened.id, "statement", {"heard": "rejected", "statement": "称借给亲戚"})
    return one


def test_beside_every_task_of_an_exit_stand_lease_debt_lines_and_letters_with_service(
    leaving: Lease, client: Any
) -> None:
    with client.application.test_request_context():
        for name in ("exit_draft", "exit_approve", "exit_sign", "exit_done"):
            shown = str(find_panel(f"leasing.{name}")({"lease_id": leaving.id, "decision_order": "腾退住房"}))
            for said in (
                leaving.number,
                "立案",
                "违规使用住房",
                "申辩不成立",
                "称借给亲戚",
                "陈志强",
                "腾退住房",
                "应缴",
            ):
                assert said in shown, (name, said)


@pytest.mark.parametrize("cause", ["arrears", "violation"])
def test_only_who_is_to_leave_for_arrears_reads_that_paying_ends_it(cause: str, lease: Any) -> None:
    one: Lease = lease()
    opened = exits.open_exit(one, cause)
    assert opened is not None
    data = {"facts": "查明", "order": "改正", "basis": "第二十七条", "review_days": 60, "suit_months": 6}
    letter = exits.write_exit_letter(opened.id, "exit_demand", data, {"days": 15, "unit": "cd"})
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(files.content(paper.pdf(letter)))).pages
    ).replace("\n", "")
    assert ("自缴清的次日起终结" in text) == (cause == "arrears")


def test_the_lease_page_tells_the_exit_and_gives_the_bundle_to_its_district_only(
    leaving: Lease, officer_client: Any
) -> None:
    uid = keep_bundle(leaving)
    opened = open_exit(leaving.id)
    assert opened is not None
    exits.note_exit(opened.id, "application", {"file_uid": uid})
    city = officer_client("city_reviewer", "ZH")
    page = city.get(f"/desk/leases/{leaving.number}").text
    assert "依法退出" in page and "发出限期履行催告书" in page and f"/court/{uid}" in page
    with city.get(f"/desk/leases/{leaving.number}/court/{uid}") as bundle:
        assert bundle.status_code == 200 and bundle.mimetype == "application/pdf"
    assert city.get(f"/desk/leases/{leaving.number}/court/nothing").status_code == 404
    other = officer_client("district_reviewer", "DM")
    assert other.get(f"/desk/leases/{leaving.number}/court/{uid}").status_code == 404


def test_the_tenant_reads_how_far_the_exit_is_why_until_when_and_what_ends_it(
    leaving: Lease, as_: Any, at: Any
) -> None:
    account = people.register_citizen("13900000154", id_number("19900101", 154), "陈志强", "four plain words here")
    leaving.account_id = account.id
    home = as_(account).get("/my/home").text
    for said in (
        "正在依法办理退出",
        "陈述、申辩已经登记",
        "违规使用住房",
        "催告通知书",
        "2026-03-31",
        "您自行交还住房的",
    ):
        assert said in home, said
    opened = open_exit(leaving.id)
    assert opened is not None and "缴清逾期的" not in home
    data = {"facts": "转租他人", "order": "腾退", "basis": "第二十七条", "review_days": 60, "suit_months": 6}
    at("2026-04-01 09:00")
    letter = exits.write_exit_letter(opened.id, "exit_decision", data, {"days": 15, "unit": "cd"})
    assert "限期腾退决定书已经写好，正在送达给您" in as_(account).get("/my/home").text
    cases.keep_delivery(letter.id, "direct", clock.today(), clock.today(), receiver="陈志强", proof="回证2号")
    home = as_(account).get("/my/home").text
    assert "2026-06-01" in home and "2026-10-08" in home, "sixty days, and six months that end in a holiday"
    stops.close_exit(opened.id, "revoked")
    home = as_(account).get("/my/home").text
    assert "正在依法办理退出" not in home and "终止退出程序通知书" in home


def test_a_lease_without_a_case_is_told_by_letter_that_it_ends(lease: Any) -> None:
    one = lease()
    endings.tell_expiry(one.id, "months_3")
    [letter] = [each for each in letters.letters_about(one.number) if each.kind == "lease_expiry"]
    assert letter.data["end_on"] == "2029-03-15"
