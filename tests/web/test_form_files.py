"""A form's file: every problem at once, the nearest name, and every form of the house sound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import DesignError
from app.web import forms
from tests.web.made import YES_NO, fill, form, part

TOP = Path(__file__).parents[2]
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


AHEAD = {
    "exchange.assist": {"valid_until", "until", "since"},
    "leasing.appoint": {"inspect_on"},
    "leasing.ask_leaving": {"leave_on"},
    "leasing.exit_plan": {"planned_on"},
    "leasing.prepare": {"start_on"},
    "review.assess": {"permit_until", "assistance_until"},
    "stock.price": {"from_on"},
}
"""Days that may lie ahead: what is planned, agreed or valid until. A certificate may be valid from a later day."""


@pytest.mark.parametrize("name", [one.name for one in forms.all()])
def test_a_day_on_which_something_happened_is_not_after_today(name: str) -> None:
    """A new date says that it has happened, or is named above as one that may lie ahead."""
    text = (TOP / "forms" / f"{name.replace('.', '/', 1)}.form").read_text(encoding="utf-8")
    days = [one for one in _inside(json.loads(text)) if one.get("type") == "datetime" and one.get("subtype") == "date"]
    free = {str(one["key"]) for one in days if (one.get("properties") or {}).get("not_after") != "today"}
    assert free <= AHEAD.get(name, set())


def _inside(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in part.get("components", []):
        yield one
        yield from _inside(one)
