"""The reason codes of the policy in words: data/reasons.csv (code, Chinese, English, article)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "reasons.csv"
DISHONEST = "X-DISHONEST"
"""What only the district's inquiry finds: no policy works it out, and nobody who examines may tick it."""


@dataclass(frozen=True)
class Reason:
    """Why an application breaks the policy: code, a short name, plain words for the applicant, the article, what may help."""

    code: str
    name: str
    name_en: str
    text: str
    text_en: str
    article: str
    advice: str
    advice_en: str

    def words(self, language: str) -> str:
        """The plain words in Chinese, or in English for any other language."""
        return self.text if language.startswith("zh") else self.text_en


@cache
def _reasons() -> dict[str, Reason]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: Reason(**row) for row in csv.DictReader(lines)}


def reason(code: str) -> Reason:
    """The reason of that code. Raises KeyError."""
    return _reasons()[code]


def reason_codes() -> list[str]:
    """All codes of the policy, in its order."""
    return [code for code in _reasons() if code != DISHONEST]


def reasons_of(codes: Iterable[str]) -> list[Reason]:
    """The reasons of those codes that are known, in the order given."""
    return [_reasons()[code] for code in codes if code in _reasons()]
