"""The laws of FEEL, seeded and few; and what is printed of the corpus reads as the same."""

from __future__ import annotations

import pytest

from app.feel import FeelSyntaxError
from app.feel.expression import parse, parse_tests
from app.feel.printer import printed
from tests.feel.corpus import NAMES, texts
from tests.feel.laws import LAWS, keeps
from tests.feel.test_properties import shape


@pytest.mark.parametrize("law", LAWS)
def test_the_law_holds(law: str) -> None:
    keeps(law, 60, seeded=True)


def test_every_text_of_the_corpus_is_printed_as_what_reads_the_same() -> None:
    printed_of, wrong = 0, []
    for kind, text in texts():
        read = parse if kind == "Expression" else parse_tests
        try:
            node = read(text, NAMES)
        except FeelSyntaxError:
            continue
        printed_of += 1
        try:
            same = shape(read(printed(node), NAMES)) == shape(node)
        except FeelSyntaxError as error:
            same, node = False, error
        if not same:
            wrong.append((text, node))
    assert wrong == [] and printed_of > 400
