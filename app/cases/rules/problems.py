"""What is wrong with a field, in words of data/problems.csv."""

from __future__ import annotations

import dataclasses
from functools import cache

from app.cases.codes import rows


@dataclasses.dataclass(frozen=True)
class Problem:
    """A fault of an application: the field (`members[1].id_number`), the kind of fault, the values its text names
    (`name`: the field's key in data/fields.csv).

    `text` is Chinese, `text_in("en")` English. No text holds an ID or phone number.
    """

    field: str
    key: str
    values: dict[str, object] = dataclasses.field(default_factory=dict)

    @property
    def text(self) -> str:
        """The fault in Chinese."""
        return self.text_in("zh")

    def text_in(self, language: str) -> str:
        """The fault in Chinese, or in English for any other language."""
        column = "zh" if language.startswith("zh") else "en"
        values = dict(self.values)
        if "name" in values:
            values["name"] = _words("fields.csv").get(str(values["name"]), {}).get(column, values["name"])
        return _words("problems.csv")[self.key][column].format(**values)


@cache
def _words(file: str) -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in rows(file)}
