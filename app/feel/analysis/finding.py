"""What an analysis finds, and how it says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ERRORS = ("type", "output", "overlap", "never", "masked", "conflict")
WARNINGS = ("gap", "duplicate", "subsumed")

WORDING: dict[str, tuple[str, str]] = {
    "gap": ("no rule matches {region}, for example {example}", "add a rule, a default output, or allowed input values"),
    "gap more": ("there are {count} more gaps", "mend the ones above first"),
    "gap many": ("there are at least {count} more gaps", "mend the ones above first"),
    "overlap": ("rules {rules} match together: {region}, for example {example}", "the hit policy allows one rule only"),
    "overlap any": (
        "rules {rules} match together and do not agree: {region}, for example {example}",
        "give them the same output, or part their conditions",
    ),
    "overlap more": ("{count} more pairs of rules overlap", "mend the ones above first"),
    "conflict": (
        "rules {rules} match together with equal priority and other outputs: {region}, for example {example}",
        "list the outputs in the column's output values, the most important first",
    ),
    "never empty": (
        "rule {rules} can never match: no value of {column} meets {cell}",
        "mend the cell or drop the rule",
    ),
    "never allowed": (
        "rule {rules} can never match: what {cell} asks of {column} lies outside the allowed values",
        "mend the cell, the allowed values, or drop the rule",
    ),
    "never both": (
        "rule {rules} can never match: its cells for {column} contradict each other",
        "mend the cells or drop the rule",
    ),
    "masked": (
        "rule {rules} is never chosen: wherever it matches, rule {others} comes first",
        "move it up, narrow the others, or drop it",
    ),
    "masked together": (
        "rule {rules} is never chosen: wherever it matches, one of the rules {others} comes first",
        "move it up, narrow the others, or drop it",
    ),
    "duplicate": ("rule {rules} repeats rule {others}", "drop one of them"),
    "subsumed": (
        "rule {rules} adds nothing: rule {others} matches wherever it does, with the same output",
        "drop it, or narrow the other",
    ),
    "output allowed": (
        "{place}: {value} is not among the allowed values of {column}: {allowed}",
        "choose an allowed value",
    ),
    "output type": ("{place}: {value} is a {found}, but {column} holds {wanted}", "write a value of that type"),
    "output broken": ("{place}: {value} has no value: {why}", "mend the constant"),
    "type": ("{place}: {value} is a {found}, but {column} holds {wanted}", "write a constant of that type"),
    "type broken": ("{place}: {value} has no value: {why}", "mend the constant"),
    "opaque": (
        "{column} is not analysed in rules {rules}: the cells ask for more than constants",
        "what depends on these cells is neither called a gap nor an overlap",
    ),
    "column": ("{column} is not analysed: it holds {found}", "only single values are compared"),
    "domain": ("the allowed values of {column} are not analysed", "gaps and overlaps that depend on them are not told"),
    "dependent": (
        "{column} read the same values ({names}): what restricts more than one of them is not judged",
        "let each column ask for a value of its own",
    ),
    "outputs": (
        "the outputs of rules {rules} are computed: whether they agree is not known",
        "only constant outputs are compared",
    ),
    "intricate": ("the table is too intricate: not all of it was looked through", "part it into several tables"),
}


@dataclass(frozen=True)
class Finding:
    """One thing an analyst should know about a table.

    `kind`: gap, overlap, conflict, never, masked, duplicate, subsumed, output, type, or `not analysed`. `reason` is the key of its
    wording and `facts` fill it, so that a caller can say it in another language. `rules` count from 1; `element` is the id
    of the rule, column or table. `example`: a value an input expression, as FEEL holds it; `region`: unary tests an input
    expression, with dates, times and durations as plain ISO text: all that the finding is about, without the columns where any value will do.
    """

    kind: str
    reason: str
    decision: str
    decision_id: str | None
    table: str | None
    element: str | None
    rules: tuple[int, ...] = ()
    column: str | None = None
    example: dict[str, Any] | None = None
    region: dict[str, str] | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """`error`: some input is decided wrongly, or a rule never; `warning`: perhaps meant; `note`: nothing is wrong."""
        return "error" if self.kind in ERRORS else "warning" if self.kind in WARNINGS else "note"

    @property
    def text(self) -> str:
        """What was found."""
        return WORDING[self.reason][0].format(**self.facts)

    @property
    def hint(self) -> str:
        """What to do."""
        return WORDING[self.reason][1]

    def __str__(self) -> str:
        return f"{self.decision}: {self.text}; {self.hint}"


def numbers(rules: tuple[int, ...]) -> str:
    """`3, 5, 7-9`: rules as people list them, at most twelve parts."""
    parts: list[list[int]] = []
    for rule in rules:
        if parts and rule == parts[-1][-1] + 1:
            parts[-1].append(rule)
        else:
            parts.append([rule])
    texts = [
        str(part[0]) if len(part) == 1 else f"{part[0]}{'-' if len(part) > 2 else ', '}{part[-1]}" for part in parts
    ]
    return ", ".join(texts[:12]) + ("…" if len(texts) > 12 else "")
