"""Boxes and what they leave uncovered. A box has a mask a dimension; a bit of a mask is a segment of values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Box = tuple[int, ...]


class Budget:
    """How much work an analysis may do; no clock. `is_spent` says that some of the work was left undone."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    @property
    def is_spent(self) -> bool:
        """Whether it is used up."""
        return self.left < 0


def meet(a: Box, b: Box) -> Box | None:
    """What two boxes share, or None."""
    shared = tuple(x & y for x, y in zip(a, b, strict=True))
    return shared if all(shared) else None


def contains(outer: Box, inner: Box) -> bool:
    """Whether a box lies wholly in another."""
    return not any(x & ~y for x, y in zip(inner, outer, strict=True))


def uncovered(region: Box, covers: Sequence[Box], later: list[Box], budget: Budget) -> Iterator[Box]:
    """Boxes of the region that no cover meets, until there are none or the budget is spent.

    `later`: more covers, which the caller may add to as it takes the boxes. A region is split along the cover that leaves the
    fewest pieces; each piece keeps only the covers that still meet it.
    """
    if not all(region):
        return
    waiting = [(region, [box for box in covers if meet(region, box)], 0)]
    while waiting:
        at, near, seen = waiting.pop()
        near = near + [box for box in later[seen:] if meet(at, box)]
        budget.left -= len(near) + 1
        if budget.is_spent:
            return
        if not near:
            yield at
        else:
            waiting += [(piece, kept, len(later)) for piece, kept in _pieces(at, near)]


def _pieces(region: Box, near: list[Box]) -> Iterator[tuple[Box, list[Box]]]:
    best, open_columns = _widest(region, near)
    for column in open_columns:
        rest = region[column] & ~best[column]
        kept = [box for box in near if box[column] & rest]
        yield (*region[:column], rest, *region[column + 1 :]), kept
        inner = region[column] & best[column]
        near = [box for box in near if box[column] & inner]
        region = (*region[:column], inner, *region[column + 1 :])


def _widest(region: Box, near: list[Box]) -> tuple[Box, list[int]]:
    """The cover that leaves the fewest pieces of a region, and the columns it leaves them in; none when it covers all."""
    best, fewest = near[0], None
    for box in near:
        left = [i for i, (mask, covered) in enumerate(zip(region, box, strict=True)) if mask & ~covered]
        if fewest is None or len(left) < len(fewest):
            best, fewest = box, left
            if not left:
                break
    return best, fewest or []


def is_covered(region: Box, covers: Sequence[Box], budget: Budget) -> bool:
    """Whether covers together hold a region. False also when the budget is spent."""
    return next(uncovered(region, covers, [], budget), None) is None and not budget.is_spent


def widened(box: Box, domain: Box, covers: Sequence[Box]) -> Box:
    """A largest box around one that no cover meets; whole columns are won first."""
    found = [_grown(box, domain, covers, order) for order in (range(len(box)), range(len(box) - 1, -1, -1))]
    return max(found, key=lambda grown: sum(mask == whole for mask, whole in zip(grown, domain, strict=True)))


def _grown(box: Box, domain: Box, covers: Sequence[Box], order: Sequence[int]) -> Box:
    grown = list(box)
    for column in order:
        taken = 0
        for cover in covers:
            if all(cover[i] & mask for i, mask in enumerate(grown) if i != column):
                taken |= cover[column]
        grown[column] = domain[column] & ~taken
    return tuple(grown)
