"""How long an expression, its compilation, unary tests and a decision table take, in microseconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from app.feel import Limits, compile_expression, compile_unary_tests, dmn
from app.feel.expression import _build_expression
from tests.feel.models import NAMESPACE

GOALS = {"expression": 3.0, "compile": 60.0, "table": 15.0}
TEXT, VALUES = 'a > 5 and b = "x"', {"a": 6, "b": "x"}
RULES = [
    (f"[{low}..{low + 1000})", f'"{kind}"', f'"{kind}{low}"') for low in (0, 1000, 2000) for kind in ("a", "b", "c")
]


def table_of(rules: list[tuple[str, str, str]]) -> str:
    """A model with one decision, `grade`, over the inputs `income` and `kind`."""
    rows = "".join(
        f"<rule id='r{i}'><inputEntry><text><![CDATA[{a}]]></text></inputEntry><inputEntry><text><![CDATA[{b}]]></text></inputEntry>"
        f"<outputEntry><text>{out}</text></outputEntry><annotationEntry><text>article {i}</text></annotationEntry></rule>"
        for i, (a, b, out) in enumerate(rules, 1)
    )
    needs = "".join(
        f"<informationRequirement><requiredInput href='#{name}'/></informationRequirement>"
        for name in ("income", "kind")
    )
    inputs = "".join(
        f"<input><inputExpression typeRef='{kind}'><text>{name}</text></inputExpression></input>"
        for name, kind in (("income", "number"), ("kind", "string"))
    )
    return (
        f"<definitions xmlns='{NAMESPACE}' name='bench' namespace='bench'>"
        "<inputData id='income' name='income'><variable name='income' typeRef='number'/></inputData>"
        "<inputData id='kind' name='kind'><variable name='kind' typeRef='string'/></inputData>"
        f"<decision id='grade' name='grade'><variable name='grade' typeRef='string'/>{needs}"
        f"<decisionTable id='t' hitPolicy='UNIQUE'>{inputs}<output typeRef='string'/><annotation name='law'/>{rows}</decisionTable></decision>"
        "</definitions>"
    )


def median(call: Callable[[], object], rounds: int) -> float:
    """Microseconds of one call, the median of nine series."""
    series = []
    for _ in range(9):
        begin = time.perf_counter()
        for _ in range(rounds):
            call()
        series.append((time.perf_counter() - begin) / rounds * 1e6)
    return statistics.median(series)


def figures() -> dict[str, float]:
    """What is measured, by name."""
    expression = compile_expression(TEXT)
    tests = compile_unary_tests('"a", "b", "c"')
    grades, inputs = dmn.load(table_of(RULES)), {"income": 1500, "kind": "c"}
    assert expression(VALUES) is True and grades.decide("grade", inputs).value == "c1000"
    return {
        "expression": median(lambda: expression(VALUES), 5000),
        "compile": median(lambda: _build_expression(TEXT, (), None, Limits(), None), 300),
        "unary tests": median(lambda: tests("c"), 5000),
        "table": median(lambda: grades.decide("grade", inputs), 1000),
    }
