"""The states of a home (code table house_status), and which may follow which: data/moves.csv."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TO_INSPECT, AVAILABLE, LOCKED, ALLOCATED, LET, LEAVING, REPAIR, OUT_OF_USE, TRANSITIONAL = "123456789"
_MOVES = Path(__file__).parents[1] / "data" / "moves.csv"


@dataclass(frozen=True)
class Move:
    """A state that may follow another. `needs`: what must have been said first (settlement, keys)."""

    before: str
    after: str
    title: str
    needs: frozenset[str]
    by_hand: bool


@cache
def moves() -> dict[tuple[str, str], Move]:
    """Every move there is, by (before, after)."""
    with _MOVES.open(encoding="utf-8", newline="") as lines:
        found = [
            Move(row["before"], row["after"], row["title"], frozenset(row["needs"].split()), row["by_hand"] == "yes")
            for row in csv.DictReader(lines)
        ]
    return {(move.before, move.after): move for move in found}


def lacking(move: Move, given: Collection[str]) -> list[str]:
    """What the move needs and nobody has said."""
    return sorted(move.needs - set(given))


def by_hand(before: str) -> list[Move]:
    """The moves an officer may make from that state without a process."""
    return [move for move in moves().values() if move.before == before and move.by_hand]
