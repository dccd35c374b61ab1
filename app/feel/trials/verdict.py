"""What the cases beside a model make of its mutants."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..analysis.reading import TableText, read_table
from ..dmn import Model
from ..dmn.elements import Node
from .cases import Case, Cases
from .mutants import KINDS, Mutant, mutants
from .play import Played, play, play_one
from .sameness import apart


@dataclass(frozen=True)
class Verdict:
    """One mutant. `fate`: `killed` (`by` a case), `equivalent` (`why` nobody can notice), or `survived`.

    `example`: a value an input expression which the table and its mutant decide differently, where the analysis finds one.
    """

    mutant: Mutant
    fate: str
    by: Case | None = None
    why: str | None = None
    example: dict[str, Any] | None = None


class Failing(ValueError):
    """Cases that fail without any mutant: mend them first. `played` are those."""

    def __init__(self, played: list[Played]) -> None:
        super().__init__(f"{len(played)} cases fail already; mend them first")
        self.played = played


def tried(model: Model, cases: Cases, kinds: Collection[str] = KINDS) -> Iterator[Verdict]:
    """Tries every mutant of a model on its cases, in the order of the model. Changes the model while it runs, and puts it right again.

    Raises Failing when a case fails on the model as it is.
    """
    played = play(model, cases.cases)
    if failing := [one for one in played if one.failure]:
        raise Failing(failing)
    why = {(one.decision, one.change): one.why for one in cases.equivalent}
    asked = {id(case): _under(model, case) for case in cases.cases}
    for mutant in (one for one in mutants(model) if one.kind in kinds):
        concerned = [one for one in _nearest_first(played, mutant) if mutant.node in asked[id(one.case)]]
        yield _judged(model, mutant, [one.case for one in concerned], why.get((mutant.node.name, mutant.told)))


def unused(cases: Cases, verdicts: Sequence[Verdict]) -> list[str]:
    """Changes that the cases call equivalent although there is no such change, or a case notices it."""
    met = {(one.mutant.node.name, one.mutant.told) for one in verdicts if one.fate == "equivalent"}
    return [f"{one.decision}: {one.change}" for one in cases.equivalent if (one.decision, one.change) not in met]


def _judged(model: Model, mutant: Mutant, cases: list[Case], why: str | None) -> Verdict:
    before = _table(mutant)
    with mutant.applied(model):
        for case in cases:
            if play_one(model, case).failure:
                return Verdict(mutant, "killed", by=case)
        after = _table(mutant)
    if why is not None:
        return Verdict(mutant, "equivalent", why=why)
    if before is None or after is None:
        return Verdict(mutant, "survived")
    differs, example = apart(before, after, model.limits)
    if differs is False:
        return Verdict(mutant, "equivalent", why="the table decides every input as before")
    return Verdict(mutant, "survived", example=example)


def _table(mutant: Mutant) -> TableText | None:
    """The mutant's table as the analysis reads it now."""
    if not mutant.is_table or mutant.at is None:
        return None
    return read_table(mutant.table, mutant.at, mutant.node)


def _under(model: Model, case: Case) -> set[Node]:
    """What a case's decision requires, itself included."""
    found: set[Node] = set()
    waiting = [model.node(case.decision)]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [need for _, need in node.needs] + list(getattr(node, "outputs", []))
    return found


def _nearest_first(played: list[Played], mutant: Mutant) -> list[Played]:
    """The cases that reached the mutant's rule first, then those that ask its decision: one of them notices soonest."""
    names = (mutant.node.name, mutant.node.id)

    def far(one: Played) -> tuple[bool, bool]:
        at = (
            mutant.node.id or mutant.node.name,
            mutant.table.get("id") if mutant.table is not None else None,
            mutant.rule,
        )
        return one.case.decision not in names, at not in one.reached

    return sorted(played, key=far)
