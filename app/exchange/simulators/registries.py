"""What the departments know: one record a person, from a JSON Lines file."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.exchange.simulators.invented import invent


@dataclass
class Registries:
    """The records by ID number. With `invents`, a person in no registry gets a made-up record (demonstrations only)."""

    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    invents: bool = False

    def find(self, id_number: str, name: str) -> dict[str, Any] | None:
        """The person's record, or None when nobody of that number *and* name is known."""
        record = self.records.get(id_number)
        if record is None:
            return invent(id_number, name) if self.invents else None
        return record if "".join(record["name"].split()) == "".join(name.split()) else None


def load(path: Path, *, invents: bool = False) -> Registries:
    """Reads a registries file; a line that is no record is refused with its number (its content is not repeated)."""
    records: dict[str, dict[str, Any]] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                record = _record(line, number)
                records[record["id_number"]] = record
    return Registries(records, invents)


def _record(line: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        record = None
    if not isinstance(record, dict) or not record.get("id_number") or not record.get("name"):
        raise Invalid(f"登记数据第 {number} 行无法读取：每行应为一个带 id_number 和 name 的 JSON 对象。")
    return record
