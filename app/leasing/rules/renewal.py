"""When a renewal may be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a renewal may be asked for, the first and the last included."""

    opens_on: date
    closes_on: date

    def is_open(self, day: date) -> bool:
        """Whether it may be asked for on that day."""
        return self.opens_on <= day <= self.closes_on
