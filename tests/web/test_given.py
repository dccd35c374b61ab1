"""A form filled in by a program: the same answers and the same errors as on the page."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.errors import Invalid
from app.store import personal
from app.web.forms.definition import Form
from tests.web.made import form, part


@pytest.fixture
def house(app: Flask, db_session: Any) -> Form:
    """Every kind of part, a group that shares its parent's names, one that does not, and rows."""
    colours = [{"value": "r", "label": "红"}, {"value": "g", "label": "绿"}]
    return form(
        part("textfield", "name", validate={"required": True}),
        part("number", "rooms", validate={"min": 1}),
        part("checkbox", "agreed"),
        part("checklist", "colours", values=colours),
        {"type": "group", "label": "组", "components": [part("datetime", "on", subtype="date")]},
        {"type": "group", "path": "home", "label": "家", "components": [part("textfield", "street")]},
        {
            "type": "dynamiclist",
            "path": "members",
            "label": "成员",
            "components": [part("textfield", "who", validate={"required": True})],
        },
    )


def test_a_program_and_a_person_give_the_same_answers(house: Form) -> None:
    given = {
        "name": "张三",
        "rooms": 2.5,
        "agreed": True,
        "colours": ["g", "r"],
        "on": "2026-03-02",
        "home": {"street": "翠香路"},
        "members": [{"who": "甲"}, {"who": "乙"}],
    }
    typed = MultiDict(
        [
            ("name", "张三"),
            ("rooms", "2.5"),
            ("agreed", "on"),
            ("colours", "r"),
            ("colours", "g"),
            ("on", "2026-03-02"),
            ("home.street", "翠香路"),
            ("members[]", "0"),
            ("members[]", "1"),
            ("members[0].who", "甲"),
            ("members[1].who", "乙"),
        ]
    )
    by_program, by_person = house.fill_given(given), house.fill(typed)
    assert by_program.answers == by_person.answers != {}
    assert by_program.errors == by_person.errors == {}


def test_what_is_missing_is_said_in_the_forms_own_words(house: Form) -> None:
    filled = house.fill_given({"rooms": 0, "members": [{}]})
    assert set(filled.errors) == {"name", "rooms", "members[0].who"}
    assert filled.errors["name"] == house.fill(MultiDict()).errors["name"]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"nam": "张三"}, "nam"),
        ({"home": {"road": "x"}}, "home.road"),
        ({"members": [{"who": "甲", "age": 3}]}, "members[0].age"),
        ({"members": {"who": "甲"}}, "members"),
        ({"name": ["张三"]}, "name"),
        ({"agreed": "yes"}, "agreed"),
        ({"colours": "r"}, "colours"),
    ],
)
def test_what_the_form_does_not_ask_is_named(house: Form, given: dict[str, Any], place: str) -> None:
    with pytest.raises(Invalid) as refused:
        house.fill_given(given)
    assert list(refused.value.errors) == [place]


def test_a_secret_leaves_the_form_sealed_and_is_in_no_draft_and_in_no_words(reading: None) -> None:
    one = form(part("textfield", "account", properties={"sealed": True}), part("textfield", "bank"))
    filled = one.fill_given({"account": "6222 0212", "bank": "甲行"})
    assert personal.open_answer(filled.answers["account"]) == "6222 0212"
    assert filled.answers["bank"] == "甲行" and filled.kept == {"bank": "甲行"}
    assert "6222 0212" not in repr(filled)
    assert one.draft(MultiDict({"account": "6222 0212", "bank": "甲行"})) == {"bank": "甲行"}
    assert "6222" not in str(one.said(filled.values)) and one.said(filled.values)[0][1] == "已加密保存"
    assert one.fill_given({"bank": "甲行"}).answers["account"] == ""


@pytest.mark.parametrize("text", ["6222 0212", "", "x.y", f"{'a' * 32}.AAAA", f"{'a' * 32}."])
def test_what_was_not_sealed_is_not_opened(reading: None, text: str) -> None:
    with pytest.raises(personal.SealBroken):
        personal.open_answer(text)


def test_a_secret_that_would_not_be_sealed_is_a_fault_of_the_form(reading: None) -> None:
    hidden = part("textfield", "account", properties={"sealed": True})
    listed = form(part("dynamiclist", "all", components=[hidden]))
    assert [one["text"] for one in listed.problems()] == ["加密的一项不能放在列表或者有路径的分组里"]
    assert [one["text"] for one in form(part("textarea", properties={"sealed": True})).problems()] == [
        "加密只用于单行文本"
    ]
    assert form(hidden).problems() == []
