"""The roles an officer may have: read once from data/roles.csv.

`level` says in which organisations a role is given (street, district, city, any), `sees` how far its view reaches:
`own` organisation, the whole `subtree` under it, or `none` (no cases: it serves the house, not the trade).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "roles.csv"


@dataclass(frozen=True)
class Role:
    """One role: its code, its Chinese name (translated where shown), its level and how far it sees."""

    code: str
    name: str
    level: str
    sees: str

    def fits(self, level: str) -> bool:
        """Whether the role may be given in an organisation of that level."""
        return level in ("city", "district") if self.level == "any" else level == self.level


@cache
def roles() -> dict[str, Role]:
    """All roles by code, in the order of the procedure."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Role(**row) for row in csv.DictReader(file)}


def seeing(reach: str) -> frozenset[str]:
    """The codes of the roles that see that far: "own", "subtree" or "none"."""
    return frozenset(role.code for role in roles().values() if role.sees == reach)
