"""A form's file: every problem at once, the nearest name, and every form of the house sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.errors import DesignError
from app.web import forms
from tests.web.made import YES_NO, fill, form, part

pytestmark = pytest.mark.usefixtures("reading")


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
