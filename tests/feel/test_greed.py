"""What wants too much is stopped by its limits, before it has it, and says so. How soon is measured by `scripts/bench feel`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.feel import FeelSyntaxError, Limits, compile_expression, compile_unary_tests
from app.feel.expression import moment
from app.feel.run import Frame, Run
from tests.feel.greed import GREEDY, LIMITS, VARIABLES

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("name", GREEDY)
def test_greed_is_stopped_by_a_limit_that_is_named(name: str, limit: str) -> None:
    value, notes = compile_expression(GREEDY[name], limits=LIMITS[limit]).evaluate(VARIABLES, NOW)
    assert value is None
    assert "more than" in notes[0].text, "the first note is the limit"


@pytest.mark.parametrize(
    "text",
    [
        'matches(long, "(a|aa)+$")',
        'split(long, "")',
        'replace(long, "a", "b")',
        'contains(long, "aab")',
        "partition(many, 1)",
        "records.name",
        "records instance of list<context<name: string>>",
        "string(many)",
        "to json(many)",
        'from json("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]")',
        "substring(long, 2)",
    ],
)
def test_what_goes_through_long_values_pays_for_their_length(text: str) -> None:
    def paid(share: int) -> int:
        some = {name: value[: len(value) // share] for name, value in VARIABLES.items()}
        run = Run(Limits(steps=10**9), moment(NOW))
        written = text.replace(", 9, 10, 11, 12, 13, 14, 15, 16", "") if share > 1 else text
        compile_expression(written).run_in(Frame(some, None, run))
        return 10**9 - run.left

    assert paid(1) > 1.3 * paid(4)


@pytest.mark.parametrize(
    "text", ["9 ** 9 ** 9 ** 9 ** 9", "(-1) ** 0.5", "10 ** 7000 * 10 ** 7000"]
)  # fmt: skip
def test_a_number_without_a_place_is_null_and_says_why(text: str) -> None:
    value, notes = compile_expression(text).evaluate()
    assert value is None and notes


@pytest.mark.parametrize("shape", ["({})", "[{}]", "-({})", "not({})", "{{a: {}}}", "if true then {} else 1", "f({})"])
def test_a_text_nested_deep_is_refused_when_it_is_read(shape: str) -> None:
    text = "1"
    for _ in range(200):
        text = shape.format(text)
    for compiled in (compile_expression, compile_unary_tests):
        with pytest.raises(FeelSyntaxError):
            compiled(text)


def test_a_text_longer_than_its_limit_is_refused() -> None:
    with pytest.raises(FeelSyntaxError, match="100002 characters"):
        compile_expression(f'"{"x" * 100_000}"')
