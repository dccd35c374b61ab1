"""Forms: one file is HTML, validation and answers; nothing typed is lost."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.web.made import REQUIRED, YES_NO, fill, form, part

pytestmark = pytest.mark.usefixtures("reading")


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


def test_the_same_question_in_two_groups_is_told_apart() -> None:
    asked = [part("textfield", "found", "查到的情况", **REQUIRED)]
    one = form(part("group", "hukou", "户籍", components=asked), part("group", "permit", "居住证", components=asked))
    told = fill(one).errors
    assert told["hukou.found"].startswith("户籍：") and told["permit.found"].startswith("居住证：")
    assert not fill(form(part("group", "", "家", components=asked))).errors["found"].startswith("家")


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


def test_what_was_answered_is_said_in_words() -> None:
    one = form(*CONDITIONAL, HOUSES)
    answers = {"verdict": "no", "reasons": "超过", "sure": None, "houses": [{"address": "甲", "area": 80.5}]}
    assert one.said(answers)[:2] == [("题目", "否"), ("题目", "超过")]
    assert one.said(answers)[-1][1] == "80.5"


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
