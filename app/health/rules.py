"""When the house is not well: figures held against their bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Breach:
    """A figure that is over its bound, both in the bound's unit."""

    name: str
    value: int
    bound: int


def breaches(measured: Mapping[str, float], bounds: Mapping[str, int]) -> list[Breach]:
    """Every figure that is over its bound, in the order of the bounds; one that is exactly at it is within."""
    return [Breach(name, int(measured[name]), bound) for name, bound in bounds.items() if measured.get(name, 0) > bound]


def summed(counted: Mapping[int, int], bounds: Sequence[int]) -> list[tuple[int, int]]:
    """A histogram's buckets: every bound, ascending, with how many were at most that; also those that nobody reached."""
    ascending = sorted({*bounds, *counted})
    return list(zip(ascending, accumulate(counted.get(bound, 0) for bound in ascending), strict=True))


def reached(buckets: Sequence[tuple[int, int]], share: float) -> int:
    """The smallest bound within which that share (0 to 1) of all lies; of an empty histogram the smallest."""
    wanted = share * buckets[-1][1]
    return next(bound for bound, n in buckets if n >= wanted)
