"""Cases played through a model, and the rules that none of them reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..dmn import Model, Trace
from ..dmn.xml import Element, children, text_in
from ..errors import Diagnostic
from .cases import Case
from .difference import difference

RuleAt = tuple[str, "str | None", int]  # decision's id or name, table's id, the rule's number from 1


@dataclass(frozen=True)
class Played:
    """What a case gave. `failure`: None when it is what was expected; `reached`: the rules that matched on the way."""

    case: Case
    value: Any
    diagnostics: list[Diagnostic]
    failure: str | None
    reached: frozenset[RuleAt]


@dataclass(frozen=True)
class Unreached:
    """A rule that no case reached, as an analyst reads it: its number, id and cells."""

    decision: str
    table: str | None
    index: int
    id: str | None
    text: str
    of: int  # so many rules has the table

    def __str__(self) -> str:
        return f"{self.decision}: no case reaches rule {self.index} of {self.of} [{self.id or '-'}]: {self.text}"


def play(model: Model, cases: Iterable[Case]) -> list[Played]:
    """Decides every case."""
    return [play_one(model, case) for case in cases]


def play_one(model: Model, case: Case) -> Played:
    """Decides one case."""
    result = model.decide(case.decision, case.inputs, now=case.now)
    failure = _failure(case, result.value, result.diagnostics)
    return Played(case, result.value, result.diagnostics, failure, frozenset(_reached(result.trace)))


def _failure(case: Case, value: Any, diagnostics: Sequence[Diagnostic]) -> str | None:
    told = [str(one) for one in diagnostics]
    if case.problem is None and told:
        return f"a diagnostic was not expected: {told[0]}"
    if case.problem is not None and not any(case.problem in one for one in told):
        return f"expected a diagnostic with '{case.problem}', got {told[0] if told else 'none'}"
    apart = difference(case.expected, value)
    return str(apart) if apart else None


def _reached(traces: Iterable[Trace]) -> Iterator[RuleAt]:
    for trace in traces:
        for match in trace.matched:
            yield trace.decision_id or trace.decision, trace.table, match.index


def uncovered(model: Model, played: Iterable[Played]) -> list[Unreached]:
    """The rules of the model's tables that no case reached, in the order of the model."""
    reached = {rule for one in played for rule in one.reached}
    found = []
    for element, place in model.setting.tables:
        rules = list(children(element, "rule"))
        for i, rule in enumerate(rules, 1):
            if (place.element_id or place.element, element.get("id"), i) not in reached:
                found.append(
                    Unreached(place.element, element.get("id"), i, rule.get("id"), rule_text(rule), len(rules))
                )
    return found


def rule_text(rule: Element) -> str:
    """A row as one line: `30, 40 | - → "A"`."""
    sides = [
        " | ".join((text_in(entry) or "").strip() or "-" for entry in children(rule, kind))
        for kind in ("inputEntry", "outputEntry")
    ]
    return " → ".join(sides)
