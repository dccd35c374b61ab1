"""Which towns an address may lie in (statistics codes; PEOPLE's towns.csv is the one list)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.cases.rules.problems import Problem

TOWNS = Path(__file__).parents[2] / "people" / "data" / "towns.csv"
STATISTICAL = "Z"
EXTERNAL = frozenset({"440402104"})  # 横琴镇: 横琴粤澳深度合作区发展促进条例 8


@cache
def towns() -> dict[str, dict[str, str]]:
    """The towns and subdistricts by code, with the statistical zones that are no addresses."""
    with TOWNS.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def town_problem(field: str, code: str) -> Iterator[Problem]:
    """Why an application with an address in that town cannot be taken here, if so."""
    town = towns().get(code)
    if town is None:
        yield Problem(field, "town_unknown", {"value": code[:12]})
    elif town["kind"] == STATISTICAL:
        yield Problem(field, "town_zone", {"value": town["name"]})
    elif code in EXTERNAL:
        yield Problem(field, "town_external")


def town_name(code: str) -> str:
    """The Chinese name of a town, or its code."""
    return towns().get(code, {}).get("name", code)
