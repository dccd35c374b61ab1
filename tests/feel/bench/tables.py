"""How long the analysis of tables of 200 rules and 6 inputs takes, in milliseconds."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from itertools import product

from app.feel import dmn
from app.feel.analysis import analyse
from tests.feel.models import decision, input_data, model, needs, table

GOAL = 1000.0
NAMES = ["a", "b", "c", "d", "e", "f"]


def _model(rules: list[list[str]], policy: str) -> dmn.Model:
    logic = table(NAMES, ["out"], rules, policy)
    return dmn.load(model(*(input_data(name) for name in NAMES), decision("d", logic, needs(*NAMES))))


def partition() -> list[list[str]]:
    """Complete, without overlap: 192 rules, every one of them needed."""
    bands = ["< 10", "[10..20)", "[20..30)", ">= 30"]
    cells = [bands, bands, bands, ["true", "false", "null"], ["-"], ["-"]]
    return [[*row, f'"{i}"'] for i, row in enumerate(product(*cells))]


def staircase() -> list[list[str]]:
    """200 bands of one column over wide ones of the others: what tariffs look like. The last says the rest."""
    rows = [[f"[{i}..{i + 1})", f">= {i % 7}", "-", f"< {i % 5 + 3}", '"x", "y"', "-", f'"{i}"'] for i in range(199)]
    return [*rows, [*["-"] * 6, '"rest"']]


def ranges(seed: int, width: int, dashes: float) -> list[list[str]]:
    """Random ranges in every column, so many of the cells `-`: intricate on purpose."""
    chance = random.Random(seed)

    def cell() -> str:
        if chance.random() < dashes:
            return "-"
        low = chance.randrange(1000)
        return f"[{low}..{low + chance.randrange(1, width)}]"

    return [[*(cell() for _ in NAMES), f'"{i % 9}"'] for i in range(200)]


TABLES: dict[str, Callable[[], list[list[str]]]] = {
    "partition": partition,
    "staircase": staircase,
    "narrow ranges": lambda: ranges(1, 200, 0.2),
    "wide ranges": lambda: ranges(2, 1500, 0.2),
    "mostly any": lambda: ranges(3, 1500, 0.6),
}


def figures() -> dict[str, float]:
    """Milliseconds of one analysis, the median of three, by table and hit policy."""
    found = {}
    for (name, rules), policy in product(TABLES.items(), ("UNIQUE", "ANY", "FIRST", "PRIORITY")):
        loaded, series = _model(rules(), policy), []
        for _ in range(3):
            begin = time.perf_counter()
            analyse(loaded)
            series.append((time.perf_counter() - begin) * 1e3)
        found[f"{name} {policy}"] = statistics.median(series)
    return found
