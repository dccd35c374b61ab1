"""What can go wrong in FEEL: a text that cannot be read, a part that yields null for a reason, a limit that was reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice

MAX_DIAGNOSTICS = 20


class FeelError(Exception):
    """The root of what this package raises on purpose."""


class FeelSyntaxError(FeelError):
    """A text is not FEEL; says where, what was found and what was expected."""

    def __init__(self, line: int, column: int, found: str, expected: str, hint: str | None = None) -> None:
        self.line, self.column, self.found, self.expected, self.hint = line, column, found, expected, hint
        tail = f"; {hint}" if hint else ""
        super().__init__(f"line {line}, column {column}: found {found}, expected {expected}{tail}")


class Fail(FeelError):
    """Inside the package: this operation has no value. Becomes null and a diagnostic at the operation's place."""

    def __init__(self, text: str, hint: str | None = None) -> None:
        super().__init__(text)
        self.text, self.hint = text, hint


class LimitReached(FeelError):
    """Inside the package: the evaluation used more than it may. Becomes null and a diagnostic for the whole expression."""


@dataclass(slots=True)
class Source:
    """A text and whose text it is, so that a diagnostic can name both."""

    text: str
    element: str | None = None

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        before = self.text[:at]
        return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


@dataclass(slots=True)
class Diagnostic:
    """Why something is null. `consequences` are the later nulls that followed from the same cause."""

    text: str
    line: int | None = None
    column: int | None = None
    element: str | None = None
    hint: str | None = None
    part: str | None = None
    consequences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        place = (
            ""
            if self.column is None
            else f" (column {self.column})"
            if self.line == 1
            else f" (line {self.line}, column {self.column})"
        )
        return f"{self.text}{place}" + (f"; {self.hint}" if self.hint else "")


@dataclass(slots=True)
class Spot:
    """Where in a source a sub-expression stands."""

    source: Source
    at: int
    end: int

    @property
    def text(self) -> str:
        """The sub-expression itself, shortened."""
        return " ".join(self.source.text[self.at : self.end].split())[:60]

    def diagnostic(self, text: str, hint: str | None = None) -> Diagnostic:
        """A diagnostic that names this place and its text."""
        line, column = self.source.place(self.at)
        part = self.source.text[self.at : self.end].strip()
        return Diagnostic(text, line, column, self.source.element, hint, part[:200])


def near_names(name: str, names: Iterable[str]) -> list[str]:
    """The nearest of the names, or none. Upper and lower case are one.

    In Chinese, whose names have few signs, one right sign of two is near already.
    """
    folded = {known.casefold(): known for known in reversed(list(islice(names, 300)))}
    cutoff = 0.5 if len(name) <= 5 and not name.isascii() else 0.7
    return [folded[near] for near in get_close_matches(name[:100].casefold(), folded, n=1, cutoff=cutoff)]


def nearest(name: str, names: Iterable[str], saying: str = "did you mean '{}'?") -> str | None:
    """`did you mean '…'?` for a wrong name, or None when nothing is near."""
    return next((saying.format(near) for near in near_names(name, names)), None)
