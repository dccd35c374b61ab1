"""The code tables of the trade (GB/T and own), read once from data/codes.csv. Data, not text: Chinese and English side by side."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Code:
    """A row of a code table: its code, its Chinese name, its English name ("" where there is none) and where it is from."""

    code: str
    name: str
    name_en: str
    origin: str

    def label(self, language: str = "zh") -> str:
        """The name in `language` ("zh…" or anything else for English); Chinese where there is no English one."""
        return self.name if language.startswith("zh") or not self.name_en else self.name_en


def rows(file: str) -> list[dict[str, str]]:
    """The rows of a CSV file in data/."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _tables() -> dict[str, dict[str, Code]]:
    found: dict[str, dict[str, Code]] = {}
    for row in rows("codes.csv"):
        code = Code(row["code"], row["name"], row["name_en"], row["origin"])
        found.setdefault(row["table"], {})[code.code] = code
    return found


def table(name: str) -> list[Code]:
    """The codes of a table, in its own order: household_category, guarantee_mode, relation, application_state …"""
    return list(_tables()[name].values())


def known(name: str, code: object) -> bool:
    """Whether the table has that code; a number is taken as its text."""
    return str(code) in _tables()[name]


def label(name: str, code: object, language: str = "zh") -> str:
    """The name of a code for people; the code itself where the table does not have it."""
    found = _tables()[name].get(str(code))
    return found.label(language) if found else str(code)


def label_of(name: str, stored: str, language: str = "zh") -> str:
    """The name, for people, of a code that is stored by its Chinese name (a guarantee mode); what is unknown stays."""
    found = next((code for code in _tables()[name].values() if code.name == stored), None)
    return found.label(language) if found else stored


def choices(name: str, language: str = "zh") -> list[dict[str, str]]:
    """The table as a form's values: [{value, label}]."""
    return [{"value": code.code, "label": code.label(language)} for code in table(name)]
