"""One evaluation: its clock, its budget, its diagnostics; and the frames in which names are looked up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import MAX_DIAGNOSTICS, Diagnostic, Fail, LimitReached, Spot
from .limits import Limits
from .temporal import DateTime
from .values import Function

NESTED = frozenset({list, dict})
MAX_DEPTH = 100
NOTE = 40  # steps that a diagnostic costs


def _lacks(operand: Any) -> bool:
    """Whether an operand is null, or a list with a null among its first items."""
    return operand is None or type(operand) is list and any(item is None for item in operand[:100])


class Run:
    """What one call of an expression, or one decision, carries along."""

    __slots__ = ("limits", "now", "left", "depth", "diagnostics", "plain", "trace", "noted")

    def __init__(self, limits: Limits, now: DateTime | None) -> None:
        self.limits = limits
        self.now = now
        self.left = limits.steps
        self.depth = 0
        self.noted: set[int] = set()
        self.diagnostics: list[Diagnostic] = []
        self.plain: (
            dict[int, Any] | None
        ) = {}  # the caller's lists and contexts, converted; None: all names are FEEL already
        self.trace: list[Any] | None = None  # decisions write their Trace here; expressions leave none

    def step(self, count: int) -> None:
        """Pays for work. Raises LimitReached when the budget is used up."""
        self.left -= count
        if self.left < 0:
            raise LimitReached(f"the evaluation needs more than {self.limits.steps} steps")

    def sized(self, items: list[Any]) -> list[Any]:
        """The list, when it is not too long."""
        self.room_for(len(items))
        return items

    def room_for(self, count: int) -> None:
        """Raises LimitReached when a list of that length is too long, and pays for it."""
        if count > self.limits.items:
            raise LimitReached(f"a list would have more than {self.limits.items} items")
        self.step(count // 4 + 1)

    def text_room(self, length: int) -> None:
        """Raises LimitReached when a string of that length is too long, and pays for it."""
        if length > self.limits.text:
            raise LimitReached(f"a string would have more than {self.limits.text} characters")
        self.step(length // 64 + 1)

    def measure(self, value: Any) -> Any:
        """The value, when its lists and contexts, shared parts counted as often as they appear, are not too much to go through."""
        level, count, depth = [value] if type(value) in NESTED else [], 0, 0
        while level:
            found = sum(map(len, level))
            self.step(found // 4 + len(level))
            count, depth = count + found, depth + 1
            if count > self.limits.items or depth > MAX_DEPTH:
                raise LimitReached(
                    f"a value has more than {self.limits.items} parts, or is nested more than {MAX_DEPTH} deep"
                )
            level = [
                part
                for parent in level
                for part in (parent if type(parent) is list else parent.values())
                if type(part) in NESTED
            ]
        return value

    def keep(self, diagnostic: Diagnostic) -> None:
        """Keeps a diagnostic that was made beforehand."""
        if len(self.diagnostics) < MAX_DIAGNOSTICS:
            self.diagnostics.append(diagnostic)

    def note(self, spot: Spot, text: str, hint: str | None = None) -> None:
        """Keeps a diagnostic; one a place, however often it is evaluated."""
        self.step(NOTE)
        if self.is_new(spot):
            self.noted.add(id(spot))
            self.diagnostics.append(spot.diagnostic(text, hint))

    def is_new(self, spot: Spot) -> bool:
        """Whether a place may still say why it is null."""
        return id(spot) not in self.noted and len(self.diagnostics) < MAX_DIAGNOSTICS

    def follow(self, spot: Spot, text: str, *operands: Any, hint: str | None = None) -> None:
        """Keeps a diagnostic; where an operand is null for a reason already kept, folds it under that reason."""
        if self.diagnostics and any(map(_lacks, operands)):
            folded = self.diagnostics[-1].consequences
            if self.is_new(spot) and len(folded) < MAX_DIAGNOSTICS:
                self.noted.add(id(spot))
                folded.append(str(spot.diagnostic(text)))
            return
        self.note(spot, text, hint)

    def call(self, function: Function, args: list[Any]) -> Any:
        """Calls a function value, one level deeper. Raises Fail, LimitReached."""
        if self.depth >= self.limits.depth:
            raise LimitReached(f"functions call each other more than {self.limits.depth} deep")
        self.depth += 1
        try:
            return function.call(self, args)
        finally:
            self.depth -= 1

    def clock(self) -> DateTime:
        """The caller's now. Raises Fail when none was given."""
        if self.now is None:
            raise Fail("no clock was given: pass now= to the evaluation")
        return self.now


class Frame:
    """Names and their values, within a parent's. `item` is the element that a filter looks at."""

    __slots__ = ("names", "parent", "run", "item")

    def __init__(self, names: Mapping[str, Any], parent: Frame | None, run: Run, item: Any = None) -> None:
        self.names = names
        self.parent = parent
        self.run = run
        self.item = item
