"""Forms: one file is HTML, validation and answers; nothing typed is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.errors import DesignError
from app.web import forms
from app.web.forms import Form

YES_NO = [{"value": "yes", "label": "是", "label_en": "Yes"}, {"value": "no", "label": "否", "label_en": "No"}]


@pytest.fixture(autouse=True)
def request_context(app: Flask, at: Any) -> Iterator[None]:
    at("2026-03-02 09:00")
    with app.test_request_context("/"):
        yield


def part(kind: str, key: str = "x", label: str = "题目", **more: Any) -> dict[str, Any]:
    properties = {"label_en": "Question", "text_en": "Text", **more.pop("properties", {})}
    named = {"path": key} if kind in ("group", "dynamiclist") else {"key": key}
    return {"type": kind, **named, "label": label, "properties": properties, **more}


def form(*parts: dict[str, Any]) -> Form:
    return Form.of("test.form", {"id": "test.form", "components": list(parts)})


def fill(one: Form, pairs: Any = (), **variables: Any) -> forms.Filled:
    return one.fill(MultiDict(pairs), variables)


REQUIRED = {"validate": {"required": True}}


@pytest.mark.parametrize(
    ("component", "typed", "answer"),
    [
        (part("textfield"), " 陈小明 ", "陈小明"),
        (part("textfield"), "", ""),
        (part("textarea"), "一\r\n二", "一\n二"),
        (part("textfield"), "空\x00字", "空字"),
        (part("number"), "3000", 3000),
        (part("number"), "3,000.50", 3000.5),
        (part("number"), "３０００．５", 3000.5),
        (part("number"), "3000.00", 3000),
        (part("number"), "-5", -5),
        (part("number"), "", None),
        (part("number", serializeToString=True), "1.10", "1.10"),
        (part("checkbox"), "on", True),
        (part("radio", values=YES_NO), "yes", "yes"),
        (part("radio", values=YES_NO), "", None),
        (part("select", values=[{"value": 7, "label": "七"}]), "7", 7),
        (part("datetime", subtype="date"), "2026-03-02", "2026-03-02"),
        (part("datetime", subtype="date"), "2026年3月2日", "2026-03-02"),
        (part("datetime", subtype="date"), "2026/3/2", "2026-03-02"),
        (part("datetime", subtype="date"), "20260302", "2026-03-02"),
        (part("datetime", subtype="date"), "", None),
        (part("datetime", subtype="time"), "09:30", "09:30"),
        (part("datetime", subtype="datetime"), "2026-03-02T09:30", "2026-03-02T09:30"),
    ],
)
def test_what_is_typed_becomes_what_is_meant(component: dict[str, Any], typed: str, answer: Any) -> None:
    filled = fill(form(component), {"x": typed})
    assert filled.errors == {}
    assert filled.answers == {"x": answer}
    assert type(filled.answers["x"]) is type(answer)
    json.dumps(filled.answers)


@pytest.mark.parametrize(
    ("component", "typed", "words"),
    [
        (part("textfield", **REQUIRED), "  ", "请填写“题目”"),
        (part("textarea", validate={"maxLength": 3}), "四个字了", "最多 3 个字"),
        (part("textfield", validate={"minLength": 3}), "二字", "至少 3 个字"),
        (part("textarea"), "长" * 10_001, "最多 10000 个字"),
        (part("textfield", validate={"pattern": "^[0-9]+$"}), "abc", "格式不对"),
        (part("textfield", validate={"pattern": "^a$", "patternErrorMessage": "只能写 a。"}), "b", "只能写 a。"),
        (part("textfield", validate={"validationType": "email"}), "a@b", "电子邮箱"),
        (part("textfield", validate={"validationType": "phone"}), "call me", "电话号码"),
        (part("number", **REQUIRED), "", "请填写“题目”"),
        (part("number"), "三千", "应当是数字"),
        (part("number"), "1e5", "应当是数字"),
        (part("number"), "nan", "应当是数字"),
        (part("number", decimalDigits=2), "1.234", "最多 2 位小数"),
        (part("number", decimalDigits=0), "1.5", "应当是整数"),
        (part("number"), "1234567890.1234567", "位数太多"),
        (part("number", validate={"min": 0}), "-1", "不能小于 0"),
        (part("number", validate={"max": 100}), "100.5", "不能大于 100"),
        (part("checkbox", **REQUIRED), None, "请勾选“题目”"),
        (part("radio", values=YES_NO, **REQUIRED), None, "请选择“题目”"),
        (part("radio", values=YES_NO), "maybe", "从列出的选项中选择"),
        (part("select", values=YES_NO, **REQUIRED), "", "请选择“题目”"),
        (part("checklist", values=YES_NO, **REQUIRED), None, "至少选择一项"),
        (part("checklist", values=YES_NO), "forged", "从列出的选项中选择"),
        (part("datetime", subtype="date", **REQUIRED), "", "请填写“题目”"),
        (part("datetime", subtype="date"), "2026-02-30", "真实的日期"),
        (part("datetime", subtype="date"), "0001-01-01", "真实的日期"),
        (part("datetime", subtype="date", properties={"not_after": "today"}), "2026-03-03", "不能晚于今天"),
        (part("datetime", subtype="date", disallowPassedDates=True), "2026-03-01", "不能早于今天"),
        (part("textfield", label="您住在哪里?", **REQUIRED), "", "请填写“您住在哪里”。"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_in_the_summary_and_stays_as_typed(
    component: dict[str, Any], typed: str | None, words: str
) -> None:
    one = form(component)
    filled = fill(one, {} if typed is None else {"x": typed})
    assert words in filled.errors["x"]
    assert filled.answers == {}
    page = str(one.html(filled.values, filled.errors))
    assert page.count(filled.errors["x"]) == 2
    assert 'href="#f-x"' in page
    assert 'id="f-x-error"' in page
    assert re.search(r'aria-describedby="[^"]*f-x-error', page)
    if typed and component["type"] in ("textfield", "number", "textarea", "datetime"):
        assert typed.replace("\x00", "") in page


def test_a_checklist_answers_a_list_in_the_order_of_the_file() -> None:
    one = form(part("checklist", values=[*YES_NO, {"value": 3, "label": "三"}]))
    assert fill(one, [("x", "3"), ("x", "yes")]).answers == {"x": ["yes", 3]}
    assert fill(one).answers == {"x": []}


def test_options_come_from_a_variable_and_a_forged_one_is_refused() -> None:
    one = form(part("select", valuesExpression="=towns[open]", **REQUIRED))
    towns = [{"value": "a", "label": "甲", "open": True}, {"value": "b", "label": "乙", "open": False}]
    assert fill(one, {"x": "a"}, towns=towns).answers == {"x": "a"}
    assert "x" in fill(one, {"x": "b"}, towns=towns).errors
    page = str(one.html({}, {}, {"towns": towns}))
    assert "甲" in page
    assert "乙" not in page


CONDITIONAL = (
    part("radio", "verdict", values=YES_NO, **REQUIRED),
    part("textarea", "reasons", conditional={"hide": '=verdict != "no"'}, **REQUIRED),
    part("checkbox", "sure", conditional={"hide": "=reasons = null"}),
)


def test_a_question_that_does_not_apply_is_neither_asked_nor_checked_and_answers_none() -> None:
    one = form(*CONDITIONAL)
    assert fill(one, {"verdict": "yes", "reasons": "old"}).answers == {"verdict": "yes", "reasons": None, "sure": None}
    assert fill(one, {"verdict": "no"}).errors.keys() == {"reasons"}
    page = str(one.html({"verdict": "yes", "reasons": "kept"}))
    assert "textarea" not in page
    assert '<input type="hidden" name="reasons" value="kept">' in page, "what was typed is carried along"
    assert "textarea" in str(one.html({"verdict": "no"}))


def test_a_hidden_question_hides_those_that_depend_on_it() -> None:
    shown = fill(form(*CONDITIONAL), {"verdict": "no", "reasons": "r", "sure": "on"})
    assert shown.answers == {"verdict": "no", "reasons": "r", "sure": True}
    hidden = fill(form(*CONDITIONAL), {"verdict": "yes", "reasons": "r", "sure": "on"})
    assert hidden.answers["sure"] is None


def test_a_condition_reads_process_variables_and_today() -> None:
    one = form(part("textfield", conditional={"hide": '=category != 50 or today() < date("2026-03-01")'}, **REQUIRED))
    assert fill(one, {}, category=50).errors
    assert fill(one, {}, category=10).answers == {"x": None}


def test_a_condition_that_cannot_be_told_shows_the_question() -> None:
    assert fill(form(part("textfield", conditional={"hide": "=nothing.here > 3"}, **REQUIRED))).errors


HOUSES = part(
    "dynamiclist",
    "houses",
    "住房",
    components=[
        part("textfield", "address", "坐落", **REQUIRED),
        part("number", "area", "面积", validate={"min": 0}),
        part("textfield", "note", "说明", conditional={"hide": "=area = null or area < 100"}, **REQUIRED),
    ],
)


def test_a_list_answers_dicts_and_names_the_row_in_its_errors() -> None:
    one = form(HOUSES)
    rows = [("houses[]", "0"), ("houses[0].address", "甲"), ("houses[0].area", "80.5")]
    assert fill(one, rows).answers == {"houses": [{"address": "甲", "area": 80.5, "note": None}]}
    wrong = fill(one, [*rows, ("houses[]", "1"), ("houses[1].area", "-3")])
    assert wrong.errors.keys() == {"houses[1].address", "houses[1].area"}
    assert wrong.errors["houses[1].area"].startswith("住房第 2 项")
    page = str(one.html(wrong.values, wrong.errors))
    assert 'href="#f-houses-1-area"' in page
    assert 'value="-3"' in page
    assert fill(one).answers == {"houses": []}


def test_a_condition_in_a_row_reads_its_own_row() -> None:
    rows = [
        ("houses[]", "0"),
        ("houses[0].address", "甲"),
        ("houses[0].area", "120"),
        ("houses[]", "1"),
        ("houses[1].address", "乙"),
    ]
    assert fill(form(HOUSES), rows).errors.keys() == {"houses[0].note"}


def test_rows_are_added_and_removed_by_plain_buttons_and_nothing_typed_is_lost() -> None:
    one = form(part("textfield", "name"), HOUSES)
    typed = [("name", "陈"), ("houses[]", "0"), ("houses[0].address", "甲"), ("houses[0].area", "不是数字")]
    added = fill(one, [*typed, ("add", "houses")])
    assert added.again
    assert added.errors, "a page that does not look at `again` must not take this for an answer"
    assert added.answers == {}
    assert [row.get("address") for row in added.values["houses"]] == ["甲", None]
    page = str(one.html(added.values))
    assert 'value="不是数字"' in page
    assert 'name="houses[1].address"' in page
    removed = fill(one, [*typed, ("houses[]", "1"), ("houses[1].address", "乙"), ("remove", "houses[0]")])
    assert [row["address"] for row in removed.values["houses"]] == ["乙"]
    assert removed.values["name"] == "陈"


@pytest.mark.parametrize(
    "value", ["nothing", "name", "houses[9]", "houses[x]", "houses[0].address", "[", "", "houses[0][0]"]
)
def test_a_made_up_row_button_changes_nothing(value: str) -> None:
    one = form(part("textfield", "name"), HOUSES)
    for button in ("add", "remove"):
        filled = fill(one, [("name", "陈"), ("houses[]", "0"), ("houses[0].address", "甲"), (button, value)])
        assert filled.values["houses"] == [{"address": "甲"}]


def test_a_list_inside_a_list_and_a_group_with_a_path() -> None:
    jobs = part("dynamiclist", "jobs", "工作", components=[part("textfield", "employer", "单位")])
    one = form(part("group", "home", "家", components=[part("dynamiclist", "members", "成员", components=[jobs])]))
    typed = [("home.members[]", "0"), ("home.members[0].jobs[]", "0"), ("home.members[0].jobs[0].employer", "厂")]
    assert fill(one, typed).answers == {"home": {"members": [{"jobs": [{"employer": "厂"}]}]}}
    added = fill(one, [*typed, ("add", "home.members[0].jobs")])
    assert len(added.values["home"]["members"][0]["jobs"]) == 2


def test_a_group_without_a_path_shares_the_scope() -> None:
    assert fill(form(part("group", "", "家", components=[part("textfield")])), {"x": "甲"}).answers == {"x": "甲"}


def test_no_more_than_fifty_rows_are_read_and_a_required_list_wants_one() -> None:
    one = form({**HOUSES, **REQUIRED})
    assert fill(one).errors == {"houses": "请至少增加一项“住房”。"}
    rows = [("houses[]", str(i)) for i in range(500)]
    assert len(fill(one, rows).values["houses"]) == 50


def test_a_draft_keeps_what_is_wrong_and_shows_it_again() -> None:
    one = form(part("number"), HOUSES, part("checkbox", "ok"), part("checklist", "many", values=YES_NO))
    typed = MultiDict([("x", "abc"), ("houses[]", "0"), ("houses[0].area", "q"), ("ok", "on"), ("many", "no")])
    draft = json.loads(json.dumps(one.draft(typed)))
    page = str(one.html(draft))
    assert 'value="abc"' in page
    assert 'name="houses[0].area" value="q"' in page
    assert page.count("checked") == 2


def test_answers_are_shown_again_as_they_were_typed() -> None:
    one = form(part("number"), part("datetime", "day", subtype="date"))
    page = str(one.html({"x": 3000.0, "day": "2026-03-02"}))
    assert 'value="3000"' in page
    assert 'value="2026-03-02"' in page


def test_defaults_count_until_something_was_typed() -> None:
    one = form(part("textfield", defaultValue="先写的"), part("radio", "r", values=YES_NO, defaultValue="no"))
    assert 'value="先写的"' in str(one.html())
    assert "先写的" not in str(one.html({"x": ""}))
    assert re.search(r'value="no" checked', str(one.html()))


def test_what_is_only_shown_cannot_be_posted() -> None:
    one = form(part("textfield", readonly=True), part("number", "n", disabled=True))
    assert 'value="定"' in str(one.html({}, {}, {"x": "定"}))
    assert fill(one, {"x": "forged", "n": "1"}, x="定").answers == {}


def test_typed_text_is_escaped_everywhere() -> None:
    evil = '"><script>alert(1)</script>'
    one = form(part("textfield", label=evil, description=evil), part("textarea", "t"), part("text", "", text=evil))
    page = str(one.html({"x": evil, "t": evil}, {"x": evil}))
    assert "<script>alert" not in page


def test_static_texts_know_a_little_markdown_and_expressions() -> None:
    one = form(
        part(
            "text",
            "",
            text="## 标题\n\n**{{name}}** 好\n第二行\n\n- 一\n- [二](https://example.com)\n\n[坏](javascript:alert(1))",
        )
    )
    page = str(one.html({}, {}, {"name": "<陈>"}))
    assert "<h2>标题</h2>" in page
    assert "<strong>&lt;陈&gt;</strong>" in page
    assert "<ul><li>一</li>" in page
    assert '<a href="https://example.com">二</a>' in page
    assert 'href="javascript' not in page
    assert "42" in str(form(part("text", "", text='="答案 " + string(n)')).html({}, {}, {"n": 42}))


def test_labels_are_english_for_who_reads_english(app: Flask) -> None:
    one = form(
        part(
            "radio",
            label="意见",
            values=YES_NO,
            properties={"label_en": "Opinion", "hint": "想好", "hint_en": "Think"},
            **REQUIRED,
        )
    )
    with app.test_request_context("/", headers={"Cookie": "language=en"}):
        page = str(one.html())
        assert "Opinion" in page
        assert "Think" in page
        assert ">Yes<" in page
        assert "意见" not in page


def test_the_first_button_of_the_fields_is_the_pages_own_enter() -> None:
    page = str(form(HOUSES).html({"houses": [{}]}))
    assert page.index("default-submit") < page.index('name="remove"')


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["x", "verdict", "houses[]", "houses[0].area", "reasons", "add", "remove"]),
            st.text(max_size=30),
        ),
        max_size=8,
    )
)
def test_no_post_breaks_a_form_or_loses_its_page(pairs: list[tuple[str, str]]) -> None:
    one = form(*CONDITIONAL, HOUSES, part("number"))
    filled = fill(one, pairs)
    assert filled.errors or filled.answers
    one.html(filled.values, filled.errors)


def test_every_problem_of_a_file_is_told_at_once() -> None:
    one = form(
        part("txtfield"),
        part("textfield", "profit-loss"),
        part("textfield", "twice"),
        part("number", "twice"),
        part("textfield", "csrf_token"),
        part("textfield", "ok1", conditional={"hide": "=a >"}),
        part("textfield", "ok2", validate={"pattern": "(a"}),
        part("radio", "ok3"),
        part("radio", "ok4", values=[*YES_NO, YES_NO[0]]),
        {"type": "textfield", "label": "无键"},
        {"type": "number", "key": "ok5"},
        part("dynamiclist", "rows", components=[part("textfield", "a.b")]),
    )
    told = [f"{problem['element']}: {problem['text']} {problem['hint']}" for problem in one.problems()]
    for words in (
        "txtfield",
        "profit-loss",
        "twice 重复",
        "csrf_token 是保留",
        "a >",
        "(a",
        "没有选项",
        "yes 重复",
        "缺少键",
        "缺少标签",
        "a.b",
    ):
        assert any(words in line for line in told), (words, told)
    assert any("textfield" in line and "txtfield" in line for line in told), "the nearest type is named"


def test_a_form_of_that_name_or_the_nearest_one(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    (folder / "review").mkdir(parents=True)
    file = folder / "review" / "examine.form"
    file.write_text(json.dumps({"id": "review.examine", "components": [part("textfield")]}), encoding="utf-8")
    from_file = forms.find("review.examine", folder)
    assert from_file.problems() == []
    with pytest.raises(DesignError, match=r"review\.examine"):
        forms.find("review.examin", folder)
    for name in ("../etc.passwd", "review/examine", "review", "", "a.b.c"):
        with pytest.raises(DesignError):
            forms.find(name, folder)
    file.write_text("{broken", encoding="utf-8")
    with pytest.raises(DesignError, match="JSON"):
        forms.find("review.examine", folder)
    assert [bool(one.problems()) for one in forms.all(folder)] == [True]


@pytest.mark.parametrize("name", [one.name for one in forms.all()])
def test_every_form_of_the_house_is_sound_and_can_be_shown(name: str) -> None:
    one = forms.find(name)
    assert one.problems() == []
    one.html()
    fill(one)
