"""The words of the pages: every text has its English with the same placeholders, Chinese is written with its own marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.catalog import Message
from flask import Flask

from app.web import catalogue, forms
from app.web.forms import parts
from tests.web.made import form, part

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
CHINESE = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff“”《》][,;:?!()]|[,;:?!()][\u3400-\u9fff“”《》]")
DOUBLE = ("  ", " ,", " .", "。", "，", "；", "：", "（", "）")


def _texts(one: Any) -> tuple[str, ...]:
    """A text with a plural has two forms."""
    return (one,) if isinstance(one, str) else tuple(one or ())


def _key(message: Message) -> tuple[str, ...]:
    """A word with a context has an English of its own."""
    return (message.context or "", *_texts(message.id))


@pytest.fixture(scope="module")
def kept() -> list[Message]:
    """What stands in the English catalogue."""
    return [message for message in catalogue.english() if message.id]


def test_the_catalogue_holds_every_text_of_the_app_and_no_other(kept: list[Message]) -> None:
    found = {_key(message) for message in catalogue.found() if message.id}
    in_file = {_key(message) for message in kept}
    assert sorted(found - in_file) == [], "run python -m app.web.catalogue and translate"
    assert sorted(in_file - found) == [], "run python -m app.web.catalogue"


def test_a_word_that_means_two_things_is_found_once_for_each():
    """The button asks to complete a task, the state says that an exit is closed."""
    meanings = {message.context: message.locations for message in catalogue.found() if message.id == "办结"}
    assert {context: [file for file, _ in places] for context, places in meanings.items()} == {
        None: ["app/leasing/words/exits.py"],
        "button": ["app/desk/templates/desk/task.html"],
    }


def test_every_text_has_its_english(kept: list[Message]) -> None:
    assert catalogue.untranslated(catalogue.english()) == []
    wrong = []
    for message in kept:
        asked = sorted(PLACEHOLDER.findall(_texts(message.id)[0]))
        for english in _texts(message.string):
            if sorted(PLACEHOLDER.findall(english)) != asked or CHINESE.search(PLACEHOLDER.sub("", english)):
                wrong.append((message.id, english))
            wrong += [(message.id, english) for marks in DOUBLE if marks in english]
    assert wrong == []


def test_markup_and_spaces_around_a_text_stay(kept: list[Message]) -> None:
    """A colon before what follows has its space; other spaces at the edges are those of the Chinese."""
    for message in kept:
        chinese, english = _texts(message.id)[0], _texts(message.string)[0]
        assert re.findall(r"</?\w+>", chinese) == re.findall(r"</?\w+>", english), chinese
        assert not english.endswith(" ") or chinese.endswith("："), chinese


def test_chinese_is_written_with_full_width_marks(kept: list[Message]) -> None:
    assert [text for message in kept for text in _texts(message.id) if HALF_WIDTH.search(text)] == []


def _all(of: Iterator[parts.Part] | tuple[parts.Part, ...]) -> Iterator[parts.Part]:
    for one in of:
        yield one
        yield from _all(one.children)


@pytest.mark.parametrize("name", [one.name for one in forms.all()])
def test_a_form_says_everything_in_both_languages(name: str) -> None:
    for one in _all(forms.find(name).parts):
        if CHINESE.search(one.label("zh")):
            assert one.label("en") and not CHINESE.search(one.label("en")), one.label("zh")
        assert not CHINESE.search(one.hint("en")), one.hint("zh")
        assert not CHINESE.search(one.text("en")), one.text("zh")
        assert "patternErrorMessage" not in one.rules or one.properties.get("pattern_error_en"), one.key
        look = one.spec.get("appearance") or {}
        for which in look:
            assert not CHINESE.search(look[which]) or one.properties.get(f"{which}_en"), one.key
        for text in (one.label("zh"), one.hint("zh"), one.text("zh")):
            assert not HALF_WIDTH.search(text), text


def test_the_unit_beside_an_input_has_its_english(app: Flask) -> None:
    money = form(
        part("number", "income", appearance={"suffixAdorner": "元"}, properties={"suffixAdorner_en": "yuan"}),
        part("number", "area", appearance={"suffixAdorner": "㎡"}),
    )
    for wanted, units in (("zh", ("元", "㎡")), ("en", ("yuan", "㎡"))):
        with app.test_request_context("/", headers={"Cookie": f"language={wanted}"}):
            page = str(money.html())
        for unit in units:
            assert f">{unit}<" in page
