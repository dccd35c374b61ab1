"""What an editor underlines as wrong is what the engine refuses: their parser and ours on one corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.feel import FeelSyntaxError, compile_expression, compile_unary_tests
from tests.feel.corpus import NAMES, VARIABLES, Text, texts
from tests.feel.editors import asked

_EXPLAINED = Path(__file__).with_name("corpus") / "disagreements.txt"


def _refused(one: Text) -> bool:
    try:
        (compile_expression if one.kind == "Expression" else compile_unary_tests)(one.text, NAMES)
    except FeelSyntaxError:
        return True
    return False


@pytest.fixture(scope="module")
def found() -> set[tuple[str, Text]]:
    """Every disagreement of the corpus: what ours does, and the text."""
    theirs = asked(ask="parse", texts=[[one.kind, one.text, VARIABLES] for one in texts()])
    pairs = [(one, _refused(one), at is not None) for one, at in zip(texts(), theirs, strict=True)]
    return {("refuses" if ours else "accepts", one) for one, ours, other in pairs if ours != other}


def _explained() -> list[tuple[str, Text]]:
    """`# ours accepts|refuses: why`, and below it the texts, each after its kind."""
    explained, ours = [], ""
    for line in _EXPLAINED.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ours "):
            ours, _, why = line.removeprefix("# ours ").partition(": ")
            assert ours in ("accepts", "refuses") and why, line
        else:
            kind, _, text = line.partition(" ")
            explained.append((ours, Text(kind, text)))
    return explained


def test_the_corpus_is_large_and_nothing_stands_in_it_twice() -> None:
    assert len(set(texts())) == len(texts()) >= 700
    refused = sum(map(_refused, texts()))
    assert 150 <= refused <= len(texts()) // 2, "right and wrong ones"


def test_every_disagreement_with_the_editors_parser_is_explained(found: set[tuple[str, Text]]) -> None:
    assert sorted(found - set(_explained())) == [], "mend app/feel, or say why in corpus/disagreements.txt"


def test_every_explanation_is_needed(found: set[tuple[str, Text]]) -> None:
    explained = _explained()
    assert sorted(set(explained) - found) == [], "they agree by now: take it out of corpus/disagreements.txt"
    assert len(set(explained)) == len(explained)
