"""The texts of letters that come with the house, and the placeholders of each kind: letters/texts/<kind>.txt and <kind>.csv."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from app.cases.kinds import KINDS
from app.cases.rules.texts import Placeholder

FOLDER = Path(__file__).parent / "letters" / "texts"
COMMON = "common"
"""The placeholders that every letter has."""


@cache
def default_text(kind: str) -> str | None:
    """The text that comes with the house, or None: the kind's body is set in letters/templates/."""
    file = FOLDER / f"{kind}.txt"
    return file.read_text(encoding="utf-8") if kind in KINDS and file.is_file() else None


def kinds_with_text() -> list[str]:
    """The kinds of letters whose text may be edited, in the order of KINDS."""
    return [kind for kind in KINDS if default_text(kind) is not None]


@cache
def placeholders(kind: str) -> dict[str, Placeholder]:
    """What a text of that kind may name: its own first, then what every letter has."""
    return {**_read(kind), **_read(COMMON)}


def _read(name: str) -> dict[str, Placeholder]:
    file = FOLDER / f"{name}.csv"
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: _placeholder(row) for row in csv.DictReader(lines)}


def _placeholder(row: dict[str, str]) -> Placeholder:
    """`columns` of a table: name=title, or name|format=title, parted by semicolons."""
    columns = []
    for said in filter(None, (row.get("columns") or "").split(";")):
        name, _, title = said.partition("=")
        name, _, wanted = name.partition("|")
        columns.append((name, wanted, title))
    return Placeholder(row["name"], row["type"], row["meaning"], row["example"], tuple(columns))


def examples(kind: str) -> dict[str, Any]:
    """Data for a letter of that kind in which every placeholder has its example."""
    return {one.name: _example(one) for one in placeholders(kind).values()}


def _example(one: Placeholder) -> Any:
    if one.type in ("money", "number", "table", "flag"):
        return json.loads(one.example)
    return one.example
