"""When the house is not well: figures held against their bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Breach:
    """A figure that is over its bound, both in the bound's unit."""

    name: str
    value: int
    bound: int


def breaches(measured: Mapping[str, float], bounds: Mapping[str, int]) -> list[Breach]:
    """Every figure that is over its bound, in the order of the bounds; one that is exactly at it is within."""
    return [Breach(name, int(measured[name]), bound) for name, bound in bounds.items() if measured.get(name, 0) > bound]
