"""The values of one column, cut into segments within which no cell of the column can tell two values apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..limits import Limits
from ..run import Run
from ..temporal import Date, DateTime, DaysDuration, MonthsDuration, Time
from ..text import literal_of, text_of
from ..values import kind_of
from .cells import Cell
from .families import FAMILIES, Family, between, family_of

_STRANGER: dict[str, Any] = {}  # a value of a kind that no cell names: equal to nothing, before and after nothing
Outcome = Callable[["bool | None"], bool]


@dataclass(frozen=True)
class Segment:
    """One constant (`low` is `high`), or what lies between two; an end that is None is open for ever. `sample` is one of its values."""

    family: Family | None
    sample: Any
    low: Any = None
    high: Any = None

    @property
    def is_point(self) -> bool:
        """Whether it is a single value."""
        return self.low is not None and self.low is self.high


@dataclass(frozen=True)
class _Stretch:
    """A family's segments: where they begin and end, where each constant is, whether they stand in order."""

    family: Family
    begin: int
    end: int
    at: dict[Any, int]
    in_order: bool

    def classes(self, own: list[int]) -> Iterator[int]:
        """Masks of the segments that a cell with constants at those places cannot tell apart."""
        yield from (1 << place for place in own)
        if not self.in_order:
            yield _bits(self.begin, self.end) & ~sum(1 << place for place in own)
            return
        for before, after in zip([self.begin - 1, *own], [*own, self.end], strict=True):
            yield _bits(before + 1, after)


def _bits(begin: int, end: int) -> int:
    return (1 << end) - (1 << begin) if end > begin else 0


class Axis:
    """The segments of a column's values. The last ones are null and, where no type is declared, a value of any other kind."""

    def __init__(self, kind: str | None, cells: Iterable[Cell], limits: Limits) -> None:
        """`kind`: the declared kind, whose values alone can come; None: those that the constants have."""
        self.limits = limits
        cells = list(cells)
        constants = [value for cell in cells for value in cell.constants]
        self.names_null = any(value is None for value in constants)
        self.ordered = any(cell.ordered for cell in cells)
        self.segments: list[Segment] = []
        self.stretches: list[_Stretch] = []
        for family, values in _by_family(kind, constants).items():
            self._add(family, values)
        if not self.segments:
            self.segments.append(Segment(None, _SAMPLES[kind or "number"]))
        self.values = _bits(0, len(self.segments))
        self.null = 1 << len(self.segments)
        self.segments.append(Segment(None, None))
        self.stranger = 1 << len(self.segments) if kind is None else 0
        if kind is None:
            self.segments.append(Segment(None, _STRANGER))
        self.all = self.values | self.null | self.stranger

    def _add(self, family: Family, values: dict[Any, Any]) -> None:
        begin, in_order = len(self.segments), False
        if family.kind == "boolean":
            values = {True: True, False: False}
            self.segments += [Segment(family, value, value, value) for value in values]
        elif family.kind == "string" and not self.ordered:
            self.segments += [Segment(family, value, value, value) for value in values]
            self.segments.append(Segment(family, _other_text(values)))
        else:
            in_order = True
            self.segments += _in_order(family, values)
        places = {family.key(s.low): begin + i for i, s in enumerate(self.segments[begin:]) if s.is_point}
        self.stretches.append(_Stretch(family, begin, len(self.segments), places, in_order))

    def mask(self, cell: Cell, accept: Outcome = lambda met: met is True) -> int:
        """The segments whose values have an accepted outcome in a comparable cell."""
        if cell.is_any:
            return self.all
        run = Run(self.limits, None)
        found = 0
        for stretch in self.stretches:
            keys = {stretch.family.key(value) for value in cell.constants if family_of(value) is stretch.family}
            for mask in stretch.classes(sorted(stretch.at[key] for key in keys)):
                if mask and accept(cell.outcome(self.sample(mask), run)):
                    found |= mask
        rest = self.all & ~_bits(0, self.stretches[-1].end if self.stretches else 0)
        while rest:
            bit = rest & -rest
            rest ^= bit
            found |= bit if accept(cell.outcome(self.sample(bit), run)) else 0
        return found

    def sample(self, mask: int) -> Any:
        """A value of the mask's first segment."""
        return self.segments[(mask & -mask).bit_length() - 1].sample

    def show(self, mask: int, domain: int) -> str:
        """A mask as unary tests, with constants in plain text; `-` when it is the whole domain."""
        if mask & domain == domain & ~self.stranger:
            return "-"
        parts = [_shown(self.segments[begin], self.segments[end - 1]) for begin, end in self._stretches_of(mask)]
        if any(part == "" for part in parts):
            others = [_shown(self.segments[i], self.segments[i]) for i in self._places(domain & ~mask)]
            family = self.segments[(mask & -mask).bit_length() - 1].family
            parts = [part or f"any {family.kind if family else 'value'}" for part in parts]
            return f"not({', '.join(others)})" if others and all(others) else ", ".join(parts)
        return ", ".join(parts)

    def _stretches_of(self, mask: int) -> Iterator[tuple[int, int]]:
        """Begin and end of each run of neighbouring segments."""
        joined = {place for s in self.stretches if s.in_order for place in range(s.begin + 1, s.end)}
        begin, end = None, 0
        for place in self._places(mask):
            if begin is not None and place == end and place in joined:
                end = place + 1
                continue
            if begin is not None:
                yield begin, end
            begin, end = place, place + 1
        if begin is not None:
            yield begin, end

    def _places(self, mask: int) -> Iterator[int]:
        return (i for i in range(len(self.segments)) if mask >> i & 1)


_SAMPLES: dict[str, Any] = {
    "number": Decimal(0),
    "string": "other",
    "date": Date(2026, 1, 1),
    "time": Time(0, 0, 0),
    "date and time": DateTime(Date(2026, 1, 1), Time(0, 0, 0)),
    "days and time duration": DaysDuration(0),
    "years and months duration": MonthsDuration(0),
}


def _by_family(kind: str | None, constants: list[Any]) -> dict[Family, dict[Any, Any]]:
    """The constants by family and key; a declared kind's families only, and booleans whole."""
    found: dict[Family, dict[Any, Any]] = {}
    if kind == "boolean":
        found[FAMILIES["boolean", False]] = {}
    for value in constants:
        family = family_of(value)
        if family is not None and kind in (None, family.kind):
            found.setdefault(family, {}).setdefault(family.key(value), value)
    return found


def _in_order(family: Family, values: dict[Any, Any]) -> Iterator[Segment]:
    keys = sorted(values)
    for before, key in zip([None, *keys], [*keys, None], strict=True):
        inside = between(family, before, key)
        low = None if before is None else values[before]
        if inside is not None:
            like = low if low is not None else values[key]
            yield Segment(family, family.value(inside, like), low, None if key is None else values[key])
        if key is not None:
            yield Segment(family, values[key], values[key], values[key])


def _other_text(values: Iterable[str]) -> str:
    taken, found = set(values), "other"
    while found in taken:
        found += "'"
    return found


def plain(value: Any) -> str:
    """A value as people read it: text in quotes, dates and times as ISO text."""
    return literal_of(value) if kind_of(value) in ("string", "list", "context", "range") else text_of(value)


def _shown(first: Segment, last: Segment) -> str:
    """Neighbouring segments from first to last; empty for 'any other'."""
    if first.family is None:
        return plain(None) if first.sample is None else ""
    if first is last and first.is_point:
        return plain(first.low)
    if first.low is None and last.high is None:
        return ""
    if first.low is None:
        return f"{'<=' if last.is_point else '<'} {plain(last.high)}"
    if last.high is None:
        return f"{'>=' if first.is_point else '>'} {plain(first.low)}"
    left, right = "[" if first.is_point else "(", "]" if last.is_point else ")"
    return f"{left}{plain(first.low)}..{plain(last.high)}{right}"
