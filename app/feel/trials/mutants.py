"""A model's mutants: the same model with one small mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..dmn import Model
from ..dmn.elements import Node
from ..dmn.place import Place
from ..dmn.policies import POLICIES, SIGNS, policy_of
from ..dmn.xml import Element, child, children, text_in
from ..errors import FeelSyntaxError
from ..expression import parse, parse_tests
from .edits import Edit, edits
from .play import rule_text

# a hit policy that somebody might have chosen instead; C gives a list whatever is chosen
_POLICIES = {"U": "FA", "A": "UF", "F": "UP", "P": "FU", "R": "OF", "O": "RP", "C": "UF"}
_SIGNS = {"C+": "#>", "C#": "+", "C<": ">+", "C>": "<+"}
Undo = Callable[[], None]
KINDS = (
    "threshold",
    "boundary",
    "range end",
    "constant",
    "operator",
    "condition",
    "alternative",
    "swap",
    "rule",
    "policy",
)


@dataclass(frozen=True)
class Mutant:
    """One mistake, of one of the KINDS.

    `place` is the column's title, `output …`, `rule`, `hit policy` or `expression`; `rule` counts from 1. `table` and `at` are the
    table and where it stands, None for an expression of the decision itself; `is_table` says that the mistake lies in a table's rules,
    so that both versions of the table can be compared.
    """

    node: Node
    kind: str
    place: str
    before: str
    after: str
    change: Callable[[], Undo] = field(compare=False, repr=False)
    table: Element = None
    at: Place | None = None
    rule: int | None = None
    rule_id: str | None = None
    is_table: bool = True

    @property
    def told(self) -> str:
        """`before → after`."""
        return f"{self.before} → {self.after}"

    @contextmanager
    def applied(self, model: Model) -> Iterator[None]:
        """The model with the mistake, for as long as the block lasts."""
        undo = self.change()
        try:
            model.compile_again(self.node)
            yield
        finally:
            undo()
            model.compile_again(self.node)

    def __str__(self) -> str:
        where = f"rule {self.rule} [{self.rule_id or '-'}], " if self.rule else ""
        return f"{self.node.name}: {where}{self.place}: {self.told}"


def mutants(model: Model) -> Iterator[Mutant]:
    """Every mutant of a model's own decisions and knowledge models, in the order of the model."""
    seen: set[Element] = set()
    for table, place in list(model.setting.tables):
        node = model.nodes.get(place.element_id or "")
        if node is not None and table not in seen:
            seen.add(table)
            yield from _Table(node, table, place).mutants()
    for node, element in model.elements.items():
        for literal in element.iter("{*}literalExpression"):
            yield from _expression(model, node, literal)


def _expression(model: Model, node: Node, literal: Element) -> Iterator[Mutant]:
    text, inner = text_in(literal), child(literal, "text")
    place = model.place_of(node)
    for edit in _edits(text, place, parse):
        yield Mutant(
            node, edit.kind, "expression", *edit.shown(text or ""), _text(inner, edit.applied(text or "")), is_table=False
        )  # fmt: skip


def _edits(text: str | None, place: Place, read: Callable[..., Any]) -> list[Edit]:
    if not text or not text.strip() or text.strip() == "-":
        return []
    try:
        return list(edits(read(text, place.known, place.setting.words, place.setting.limits), text))
    except (FeelSyntaxError, RecursionError):
        return []  # the model's problems tell it


def _text(element: Element, text: str) -> Callable[[], Undo]:
    def change() -> Undo:
        before, element.text = element.text, text
        return lambda: setattr(element, "text", before)

    return change


class _Table:
    """One table's mutants."""

    def __init__(self, node: Node, element: Element, place: Place) -> None:
        self.node, self.element, self.place = node, element, place
        self.rules = list(children(element, "rule"))
        self.titles = [
            column.get("label") or text_in(child(column, "inputExpression")) or "input"
            for column in children(element, "input")
        ]
        self.outputs = [f"output {column.get('name') or ''}".strip() for column in children(element, "output")]

    def mutants(self) -> Iterator[Mutant]:
        yield from self._inputs()
        for i in range(len(self.rules)):
            yield from self._cells(i, "inputEntry", self.titles, parse_tests)
            yield from self._cells(i, "outputEntry", self.outputs, parse)
            yield from self._swaps(i)
            yield self._made("rule", "rule", rule_text(self.rules[i]), "dropped", self._dropped(i), i)
        yield from self._defaults()
        yield from self._policies()

    def _made(
        self, kind: str, place: str, before: str, after: str, change: Callable[[], Undo], rule: int | None = None
    ) -> Mutant:
        number, ident = (None, None) if rule is None else (rule + 1, self.rules[rule].get("id"))
        return Mutant(self.node, kind, place, before, after, change, self.element, self.place, number, ident)

    def _inputs(self) -> Iterator[Mutant]:
        for title, column in zip(self.titles, children(self.element, "input"), strict=True):
            inner = child(column, "inputExpression")
            text, element = text_in(inner), child(inner, "text")
            for edit in _edits(text, self.place, parse):
                yield Mutant(
                    self.node, edit.kind, f"input {title}", *edit.shown(text or ""), _text(element, edit.applied(text or "")),
                    self.element, self.place, is_table=False,
                )  # fmt: skip

    def _cells(self, rule: int, kind: str, titles: list[str], read: Callable[..., Any]) -> Iterator[Mutant]:
        for title, entry in zip(titles, children(self.rules[rule], kind), strict=False):
            text, element = text_in(entry), child(entry, "text")
            for edit in _edits(text, self.place, read):
                change = _text(element, edit.applied(text or ""))
                yield self._made(edit.kind, title, *edit.shown(text or ""), change, rule)

    def _defaults(self) -> Iterator[Mutant]:
        for title, column in zip(self.outputs, children(self.element, "output"), strict=True):
            inner = child(column, "defaultOutputEntry")
            text, element = text_in(inner), child(inner, "text")
            for edit in _edits(text, self.place, parse):
                yield self._made(
                    edit.kind, f"{title}, default", *edit.shown(text or ""), _text(element, edit.applied(text or ""))
                )

    def _swaps(self, rule: int) -> Iterator[Mutant]:
        """Each output swapped with that of the next rule which has another."""
        for column, title in enumerate(self.outputs):
            cells = [
                (child(entry, "text"), (text_in(entry) or "").strip())
                for one in self.rules[rule:]
                if len(entries := list(children(one, "outputEntry"))) > column
                for entry in entries[column : column + 1]
            ]
            for offset, (element, text) in enumerate(cells[1:], 1):
                if text != cells[0][1] and element is not None and cells[0][0] is not None:
                    after = f"{text} (that of rule {rule + offset + 1}, and it this one)"
                    yield self._made("swap", title, cells[0][1], after, _swapped(cells[0][0], element), rule)
                    break

    def _dropped(self, rule: int) -> Callable[[], Undo]:
        element = self.rules[rule]

        def change() -> Undo:
            place = self.element.index(element)
            self.element.remove(element)
            return lambda: self.element.insert(place, element)

        return change

    def _policies(self) -> Iterator[Mutant]:
        policy = policy_of(self.element.get("hitPolicy"), self.element.get("aggregation"))
        ranked = any(child(column, "outputValues") is not None for column in children(self.element, "output"))
        for other in _POLICIES.get(policy, ""):
            if ranked or other not in "PO":
                change = self._attribute("hitPolicy", POLICIES[other])
                yield self._made("policy", "hit policy", POLICIES[policy], POLICIES[other], change)
        signs = {sign: name for name, sign in SIGNS.items()}
        for sign in _SIGNS.get(policy, ""):
            change = self._attribute("aggregation", signs[sign])
            yield self._made("policy", "hit policy", f"COLLECT {signs[policy[1]]}", f"COLLECT {signs[sign]}", change)

    def _attribute(self, name: str, value: str) -> Callable[[], Undo]:
        def change() -> Undo:
            before = self.element.get(name)
            self.element.set(name, value)
            return lambda: self.element.attrib.pop(name) if before is None else self.element.set(name, before)

        return change


def _swapped(one: Element, other: Element) -> Callable[[], Undo]:
    def change() -> Undo:
        swap()
        return swap

    def swap() -> None:
        one.text, other.text = other.text, one.text

    return change
