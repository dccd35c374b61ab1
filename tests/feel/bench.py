"""Measures FEEL and prints microseconds: `scripts/bench feel`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from app.feel import Limits, compile_expression, compile_unary_tests, dmn
from app.feel.expression import _build_expression

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
GOALS = {"expression": 3.0, "compile": 60.0, "table": 15.0}


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


RULES = [
    (f"[{low}..{low + 1000})", f'"{kind}"', f'"{kind}{low}"') for low in (0, 1000, 2000) for kind in ("a", "b", "c")
]


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
    text, values = 'a > 5 and b = "x"', {"a": 6, "b": "x"}
    expression = compile_expression(text)
    tests = compile_unary_tests('"a", "b", "c"')
    model, inputs = dmn.load(table_of(RULES)), {"income": 1500, "kind": "c"}
    return {
        "expression": median(lambda: expression(values), 5000),
        "compile": median(lambda: _build_expression(text, (), None, Limits(), None), 300),
        "unary tests": median(lambda: tests("c"), 5000),
        "table": median(lambda: model.decide("grade", inputs), 1000),
    }


if __name__ == "__main__":
    for name, micros in figures().items():
        goal = f"  (goal {GOALS[name]:.0f})" if name in GOALS else ""
        print(f"{name:12} {micros:8.2f} µs{goal}")
