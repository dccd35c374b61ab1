"""What a decision says about itself: its value, why parts are null, and by which rules it came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import Diagnostic


@dataclass(slots=True)
class Match:
    """A rule that matched: its number from 1, its id, its annotations by column (the article of law), its output."""

    index: int
    id: str | None
    annotations: dict[str, str]
    output: Any


@dataclass(slots=True)
class Trace:
    """One decision (or knowledge model) evaluated. `table` is the decision table's id, None where there is no table.

    `inputs` are the input expressions' texts and values, in the table's order.
    """

    decision: str
    decision_id: str | None
    table: str | None = None
    hit_policy: str | None = None
    inputs: list[tuple[str, Any]] = field(default_factory=list)
    matched: list[Match] = field(default_factory=list)
    output: Any = None


@dataclass(slots=True)
class Result:
    """What `Model.decide` gives. A null value without diagnostics was meant."""

    value: Any
    diagnostics: list[Diagnostic]
    trace: list[Trace]
