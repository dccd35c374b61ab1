"""Guards of an execution, and the bundle for the court."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader
from werkzeug.datastructures import MultiDict

from app import engine
from app.cases import commands as cases
from app.cases import letters as printing
from app.cases import queries as papers
from app.engine.decisions import decide
from app.errors import Conflict
from app.feel import dmn
from app.feel.analysis import analyse
from app.leasing.commands import bundles, exits, stops
from app.leasing.commands import letters as paper
from app.leasing.queries import exits as lines
from app.settings import TOP
from app.store import clock, files
from app.web import forms

PLAN = {"planned_on": "2026-06-18", "planned_at": "09:00", "planned_measures": "vacate", "plan_note": "已通知物业"}


def planned(measures: Any = (), **changes: str) -> forms.Filled:
    """The form of a plan, with some measures, or those that the decision lists."""
    measures = measures or [{"value": "vacate", "label": "强制搬离"}, {"value": "locks", "label": "更换门锁"}]
    return forms.find("leasing.exit_plan").fill(MultiDict({**PLAN, **changes}), {"measures": measures})


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("planned_on", "2026-06-19"),  # 端午节
        ("planned_on", "2026-06-20"),
        ("planned_on", "2026-10-01"),
        ("planned_at", "05:59"),
        ("planned_at", "22:00"),
        ("planned_at", "23:30"),
    ],
)
def test_nothing_is_enforced_at_night_or_on_a_rest_day(field: str, wrong: str) -> None:
    filled = planned(**{field: wrong})
    assert "第四十三条" in filled.errors[field] and list(filled.errors) == [field]
    assert filled.values["plan_note"] == "已通知物业" and filled.values[field] == wrong


@pytest.mark.parametrize("moment", ["06:00", "21:59"])
def test_a_working_day_between_six_and_ten_is_taken(moment: str) -> None:
    assert planned(planned_at=moment).answers["planned_at"] == moment
    assert not planned(planned_on="2026-10-10").errors, "a Saturday that is worked"


@pytest.mark.parametrize("measure", ["water", "electricity", "gas", "停水"])
def test_a_utility_is_no_measure(measure: str, lease: Any) -> None:
    lease()
    engine.deploy_files({"exit.dmn": (TOP / "bpmn" / "exit.dmn").read_bytes()}, by="system")
    listed = decide("exit_measures", {})
    assert not planned(listed, planned_measures="transfer").errors
    assert list(planned(listed, planned_measures=measure).errors) == ["planned_measures"]
    assert not [one for one in listed if any(word in one["label"] for word in ("水", "电", "气", "热"))]


@pytest.mark.parametrize("note", ["三天后停水停电", "请物业断电", "停止供应燃气", "切断供热"])
def test_a_utility_among_the_arrangements_is_refused_with_the_article(note: str) -> None:
    assert "第四十三条" in planned(plan_note=note).errors["plan_note"]


@pytest.mark.parametrize("note", ["不停水、不断电", "不得停止供水", "停车场集合，断路器由物业看管"])
def test_that_no_utility_is_cut_may_be_said(note: str) -> None:
    assert not planned(plan_note=note).errors


def test_the_bundle_holds_cover_decision_proofs_and_account(lease: Any, pay: Any, at: Any) -> None:
    home = lease(lease_ref="A1", district="XZ")
    at("2026-06-01 10:00")
    opened = exits.open_exit(home, "arrears")
    assert opened is not None and exits.open_exit(home, "violation") is None
    data = {"facts": "六期租金逾期", "order": "腾退住房", "basis": "第二十九条", "review_days": 60, "suit_months": 6}
    for kind in ("exit_demand", "exit_decision", "exit_urging"):
        letter = exits.write_exit_letter(opened.id, kind, data, {"days": 15, "unit": "cd"})
        cases.keep_delivery(
            letter.id, "left", clock.today(), clock.today(), receiver="拒收", witness="居委会", proof="照片"
        )
    exits.note_exit(opened.id, "evidence", {"facts": "六期租金逾期", "evidence": "账单、询问笔录"})
    paper.write_contract(home.id)
    application = {"court": "香洲区人民法院", "request": "腾退", "state": "有人居住", "head": "罗嘉欣"}
    bound = PdfReader(io.BytesIO(files.content(bundles.make_court_bundle(opened.id, application))))
    text = "".join(page.extract_text() for page in bound.pages).replace("\n", "").replace(" ", "")
    for said in (
        "强制执行申请书",
        "附件目录",
        "限期腾退决定书",
        "履行催告书",
        "留置送达",
        "居委会",
        "租金账目",
        "香洲区人民法院",
        "账单、询问笔录",
        "公共租赁住房租赁合同",
    ):
        assert said in text
    assert [one.kind for one in lines.entries(opened.id)][-1] == "application"
    assert stops.close_exit(opened.id, "settled") and not stops.close_exit(opened.id, "returned")
    withdrawal, ended = (_printed(one) for one in papers.letters_about(home.number)[:2])
    assert "致香洲区人民法院" in withdrawal and "已经裁定准予执行的，申请终结执行" in withdrawal
    assert "已经全部缴清" in ended and "您可以继续居住" in ended and "申请撤回" in ended


def _printed(letter: Any) -> str:
    pages = PdfReader(io.BytesIO(files.content(printing.pdf(letter)))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


def test_a_closed_exit_lets_another_be_opened_and_an_ended_lease_none(lease: Any, at: Any) -> None:
    home = lease()
    at("2026-06-01 10:00")
    first = exits.open_exit(home, "violation")
    assert first is not None
    stops.close_exit(first.id, "performed")
    stops.close_exit(first.id, "settled")
    assert lines.detail_of(first.id, "closed") == {"outcome": "performed"}
    assert exits.open_exit(home, "arrears") is not None
    home.state = "ended"
    with pytest.raises(Conflict):
        exits.open_exit(home, "arrears")


def test_a_deposit_over_three_months_is_an_error_of_the_table() -> None:
    drawn = (TOP / "bpmn" / "lease_terms.dmn").read_text(encoding="utf-8")
    place = '<outputEntry id="lease_terms_rule_1_out_3"><text>2</text>'
    assert place in drawn and not analyse(dmn.load(drawn.encode()))
    [found] = analyse(dmn.load(drawn.replace(place, place.replace("2</text>", "4</text>")).encode()))
    assert "[0..3]" in str(found)
