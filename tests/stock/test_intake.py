"""Lists of homes: every bad row is named with its column and the way out, the rest go in, twice changes nothing."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook

from app.errors import Invalid
from app.rehearsal import demo
from app.stock import commands, lists, queries, words
from app.stock.records import Building, Project, StockFile, Unit, UnitEvent
from app.stock.rules.lines import columns, parse
from app.store import db, sheets

LINE = {
    "project_code": "XZ09", "project_name": "安和苑", "kind": "公共租赁住房", "ownership": "1", "town": "翠香街道",
    "address": "", "longitude": "113.55", "latitude": 22.27, "unit_price": "25.5", "price_from": "2026-01-01",
    "building": "1栋", "floors": 18, "has_lift": True, "number": "301", "floor": 3, "area": 40, "layout": "一室一厅",
    "is_accessible": "否", "state": "",
}  # fmt: skip


def jsonl(*changes: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps({**LINE, **change}, ensure_ascii=False) for change in changes).encode()


def workbook(*rows: list[Any]) -> bytes:
    book, made = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def cells(**changes: Any) -> list[Any]:
    return [{**LINE, **changes}[column.key] for column in columns()]


HEADS = [column.name for column in columns()]


def how_many() -> dict[str, int]:
    kinds = (Project, Building, Unit, UnitEvent)
    return {kind.__name__: db.session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0 for kind in kinds}


def test_a_list_becomes_projects_buildings_units_and_their_history(places):
    report = commands.take_rows(jsonl({}, {"number": "302", "state": "维修中"}, {"building": "2栋"}), by="officer:9")
    assert report.figures == {"new": 3, "known": 0, "bad": 0}
    assert how_many() == {"Project": 1, "Building": 2, "Unit": 3, "UnitEvent": 3}
    home = queries.home("XZ09-1栋-302")
    assert (home.unit.state, home.unit.area, home.building.has_lift) == ("7", 40, True)
    assert (home.project.district, home.project.ownership, home.project.place) == ("XZ", 1, [113.55, 22.27])
    assert queries.price_on(home.project.id, date(2026, 3, 2)).unit_price_fen == 2550
    assert [line.by for line in queries.events(home.unit.id)] == ["officer:9"]


def test_the_same_list_twice_changes_nothing(places):
    commands.take_rows(jsonl({}, {"number": "302"}), by="officer:9")
    before = how_many()
    assert commands.take_rows(jsonl({}, {"number": "302"}), by="officer:9").figures == {"new": 0, "known": 2, "bad": 0}
    assert how_many() == before


@pytest.mark.parametrize(
    ("column", "value", "code", "way"),
    [
        ("project_code", "", "missing", "请填写"),
        ("kind", "别墅", "choice", "公共租赁住房"),
        ("ownership", "3", "choice", "政府投资"),
        ("town", "南屏科技园", "choice", "翠香街道"),
        ("state", "已锁定（选房中）", "choice", "可配租"),
        ("longitude", "西边", "number", "113"),
        ("latitude", 113.55, "range", "21.7"),
        ("unit_price", "25.555", "range", "两位小数"),
        ("area", -3, "range", "1"),
        ("floors", "18.5", "range", "1"),
        ("area", "NaN", "range", "1"),
        ("price_from", "去年", "date", "2026-01-01"),
        ("has_lift", "也许", "yes_or_no", "否"),
        ("layout", "大" * 21, "long", "20"),
        ("layout", "一室\0一厅", "unprintable", "删去"),
    ],
)
def test_a_bad_row_is_named_with_its_column_and_the_way_out_and_the_rest_go_in(places, column, value, code, way):
    report = commands.take_rows(jsonl({}, {column: value, "number": "302"}, {"number": "303"}), by="system")
    assert report.figures == {"new": 2, "known": 0, "bad": 1}
    (problem,) = report.problems
    assert (problem["row"], problem["column"], problem["code"]) == (2, column, code)
    told = words.told(problem)
    assert told["column"] == words.column(column) and way in told["way"]


def test_everything_wrong_with_a_row_is_said_at_once(places):
    found = commands.take_rows(jsonl({"kind": "x", "area": "x", "floor": "x"}), by="system").problems
    assert [problem["column"] for problem in found] == ["kind", "floor", "area"]


def test_an_import_never_changes_what_is_registered(places):
    commands.take_rows(jsonl({}), by="system")
    contradicting = ({"project_name": "别的"}, {"floors": 9}, {"area": 41}, {"unit_price": 26}, {"town": "梅华街道"})
    report = commands.take_rows(jsonl(*contradicting), by="system")
    assert report.figures == {"new": 0, "known": 0, "bad": 5}
    assert [problem["column"] for problem in report.problems] == [
        "project_name",
        "floors",
        "area",
        "unit_price",
        "town",
    ]
    assert queries.home("XZ09-1栋-301").unit.area == 40


def test_a_bad_row_leaves_nothing_behind(places):
    commands.take_rows(jsonl({}), by="system")
    before = how_many()
    report = commands.take_rows(
        jsonl({"area": 41, "price_from": "2026-07-01"}, {"floors": 9, "number": "9"}), by="system"
    )
    assert (report.bad, how_many()) == (2, before)
    assert len(queries.prices(queries.project_named("XZ09").id)) == 1


def test_two_homes_never_get_the_same_code(places):
    report = commands.take_rows(jsonl({"number": "1-9"}, {"building": "1栋-1", "number": "9"}), by="system")
    assert (report.new, report.bad, report.problems[0]["code"]) == (1, 1, "taken")


def test_a_home_that_stands_twice_in_a_list_is_registered_once(places):
    assert commands.take_rows(jsonl({}, {}), by="system").figures == {"new": 1, "known": 1, "bad": 0}


def test_a_list_that_is_too_long_is_refused(places, monkeypatch):
    monkeypatch.setattr(lists, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="2"):
        commands.take_rows(jsonl({}, {}, {}), by="system")


def test_a_line_that_is_no_json_object_is_named(places):
    report = commands.take_rows(jsonl({}) + b"\n[1]\n{oops\n\n" + jsonl({"number": "9"}), by="system")
    assert [(problem["row"], problem["code"]) for problem in report.problems] == [(2, "json"), (3, "json")]
    assert report.new == 2


def test_a_workbook_says_the_same_as_the_lines(places):
    content = workbook(HEADS, cells(), [None] * 3, cells(number="302", area="x"), cells(number=303))
    report = commands.take_rows(content, by="system")
    assert report.figures == {"new": 2, "known": 0, "bad": 1}
    assert [(problem["row"], problem["column"]) for problem in report.problems] == [(4, "area")]
    assert queries.home("XZ09-1栋-303").unit.area == 40
    assert commands.take_rows(jsonl({}), by="system").known == 1


def test_the_template_is_a_list_that_goes_in(places):
    for language in ("zh", "en"):
        assert commands.take_rows(lists.template(language), by="system").bad == 0
    sheet = load_workbook(io.BytesIO(lists.template("en"))).worksheets[0]
    assert sheet["A1"].value == "Project code"


def test_every_column_is_read_and_has_bounds():
    example = {column.key: column.example for column in columns()}
    choices = {"kind": "公共租赁住房", "ownership": "政府投资（行政协议）", "town": "翠香街道", "state": "可配租"}
    line = parse(example, {key: {text: "1"} for key, text in choices.items()})
    assert not line.problems and set(line.values) == set(example)


@pytest.mark.parametrize(
    ("content", "words_of_it"),
    [
        (b"", "没有房源"),
        (b"\xff\xfe\x00", "XLSX"),
        (b"PK\x03\x04broken", "另存为"),
        (workbook(["项目编号", "楼盘"], ["a", "b"]), "楼盘"),
        (workbook(HEADS), "没有房源"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(places, content, words_of_it):
    with pytest.raises(Invalid, match=words_of_it):
        commands.check_list("list.xlsx", content, by="officer:1")


def test_a_workbook_that_unpacks_too_large_or_brings_entities_is_refused(places, monkeypatch):
    good = workbook(HEADS, cells())
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "XZ09">]><worksheet', 1)
            new.writestr(name, text)
    with pytest.raises(Invalid, match="另存为"):
        lists.rows(bomb.getvalue())
    monkeypatch.setattr(sheets, "_MOST_BYTES", 1000)
    with pytest.raises(Invalid, match="太大"):
        lists.rows(good)


def test_a_check_takes_nothing_in_and_says_what_would_happen(places):
    kept = commands.check_list("a.jsonl", jsonl({}, {"area": "x"}), by="officer:9")
    assert (kept.state, kept.figures, how_many()["Unit"]) == ("checked", {"new": 1, "known": 0, "bad": 1}, 0)
    for _ in range(2):
        taken = commands.take_list(kept.id, by="officer:9")
        assert (taken.state, taken.figures["new"], how_many()["Unit"]) == ("done", 1, 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StockFile)) == 1


def test_the_demonstrations_stock_goes_in_without_a_bad_row(places):
    demo.load_stock()
    demo.load_stock()
    found = queries.projects()
    assert (len(found), sum(one.units for one in found)) == (12, 300)
    assert {one.project.kind for one in found} == {"1", "2", "3", "4", "5"}
    assert {one.project.district for one in found} == {"XZ", "GX", "DM", "JW"}


def test_the_command_line_names_bad_rows_and_ends_with_one(places, app, tmp_path):
    file = tmp_path / "homes.jsonl"
    file.write_bytes(jsonl({}, {"number": "302", "area": "x"}))
    run = app.test_cli_runner().invoke
    tried = run(args=["stock", "import", str(file), "--dry-run"])
    assert tried.exit_code == 1 and "homes.jsonl:2: 建筑面积（㎡）：“x”不是数" in tried.output
    assert how_many()["Unit"] == 0
    assert "新 1，已有 0，有误 1" in run(args=["stock", "import", str(file)]).output
    assert "新 0，已有 1，有误 1" in run(args=["stock", "import", str(file)]).output
