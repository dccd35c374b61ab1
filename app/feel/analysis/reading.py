"""A decision table as its analysis reads it: columns with their types and allowed values, and cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..dmn.elements import Decision, Node
from ..dmn.place import Place
from ..dmn.policies import policy_of
from ..dmn.types import AllowedType
from ..dmn.xml import Element, child, children, text_in, type_ref
from ..errors import Diagnostic, FeelSyntaxError
from ..expression import parse
from ..syntax import Name, Path
from ..syntax import Node as Syntax
from ..syntax import children as parts_of
from ..types import ANY, ContextType, ListType, Type, coerce
from .cells import Cell, NotComparable, constant_text, read_cell
from .families import KINDS

_SINGLE = ("U", "A", "P", "F", "C+", "C#", "C<", "C>")


@dataclass
class Input:
    """An input column. `kind`: the declared kind of its values, None when nothing is declared; `odd`: a type that is not compared."""

    text: str
    title: str
    id: str | None
    kind: str | None = None
    odd: str | None = None
    allowed: list[Cell] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    reads: frozenset[str] = frozenset()


@dataclass
class Value:
    """An output cell. Not `known`: it is computed."""

    text: str
    known: bool
    value: Any = None
    broken: list[Diagnostic] = field(default_factory=list)


@dataclass
class Output:
    """An output column; `ranked` are its output values when they are constants, in order of priority."""

    title: str
    id: str | None
    type: Type
    values_text: str | None
    ranked: list[Any] | None
    default: Value | None
    cells: list[Value] = field(default_factory=list)


@dataclass
class TableText:
    """A table. `rules` are the ids of its rows."""

    decision: str
    decision_id: str | None
    id: str | None
    policy: str
    inputs: list[Input]
    outputs: list[Output]
    rules: list[str | None]


class _Reader:
    """Reads one table; each text once."""

    def __init__(self, place: Place, node: Node | None) -> None:
        self.place = place
        self.named = {path[0]: need.type for path, need in node.needs if len(path) == 1} if node else {}
        self.cells: dict[str, Cell] = {}

    def cell(self, text: str) -> Cell:
        if text not in self.cells:
            self.cells[text] = read_cell(text, self.place)
        return self.cells[text]

    def input(self, element: Element) -> Input:
        inner = child(element, "inputExpression")
        text = (text_in(inner) or element.get("label") or "").strip()
        found = Input(text, element.get("label") or text, element.get("id"))
        syntax = self._parsed(text)
        found.reads = (
            frozenset(set(_paths(syntax)) - set(self.place.setting.functions)) if syntax is not None else frozenset()
        )
        declared = self.place.setting.types(type_ref(inner) or "Any") or ANY
        own = self._type_of(syntax)
        for kind in (own, declared):
            self._declare(found, kind)
        values = text_in(child(element, "inputValues"))
        if values and values.strip():
            found.allowed.append(self.cell(values))
        return found

    def _declare(self, found: Input, kind: Type) -> None:
        allowed: list[Cell] = []
        while isinstance(kind, AllowedType):
            allowed.append(self.cell(kind.text))
            kind = kind.base
        if kind == ANY:
            return
        if kind.name not in KINDS:
            found.odd = str(kind)
            return
        if found.kind not in (None, kind.name):
            found.allowed.clear()  # a date in a column of dates and times: what is allowed of one says nothing of the other
        found.kind, found.odd = kind.name, None
        found.allowed += allowed

    def _parsed(self, text: str) -> Syntax | None:
        try:
            return parse(text, self.place.known, self.place.setting.words, self.place.setting.limits)
        except (FeelSyntaxError, RecursionError):
            return None

    def _type_of(self, node: Syntax | None) -> Type:
        """The type of a name or path, as far as it is declared."""
        if isinstance(node, Name):
            return self.named.get(node.name, ANY)
        if isinstance(node, Path):
            base = self._type_of(node.base)
            while isinstance(base, AllowedType):
                base = base.base
            return dict(base.fields).get(node.name, ANY) if isinstance(base, ContextType) else ANY
        return ANY

    def value(self, text: str, kind: Type) -> Value:
        try:
            value, diagnostics = constant_text(text, self.place)
        except NotComparable:
            return Value(text, False)
        fitted = coerce(value, kind)
        return Value(text, True, value if not kind.accepts(fitted) else fitted, diagnostics if value is None else [])

    def output(self, element: Element, kind: Type) -> Output:
        kind = self.place.setting.types(type_ref(element) or "Any") or ANY if type_ref(element) else kind
        values, default = text_in(child(element, "outputValues")), text_in(child(element, "defaultOutputEntry"))
        ranked = self.value(f"[{values}]", ANY) if values and values.strip() else None
        return Output(
            element.get("label") or element.get("name") or "",
            element.get("id"),
            kind,
            values.strip() if values and ranked is not None else None,
            ranked.value if ranked is not None and isinstance(ranked.value, list) else None,
            self.value(default, kind) if default and default.strip() else None,
        )


def _paths(node: Syntax) -> Iterator[str]:
    """The variables an expression reads, with the entries behind them: `person.age`."""
    whole = _path(node)
    if whole is not None:
        yield whole
        return
    for part in parts_of(node):
        yield from _paths(part)


def _path(node: Syntax) -> str | None:
    if isinstance(node, Name):
        return node.name
    base = _path(node.base) if isinstance(node, Path) else None
    return f"{base}.{node.name}" if base is not None else None  # type: ignore[attr-defined]


def _output_type(node: Node | None, policy: str, name: str, count: int) -> Type:
    """What the decision's own type says of an output column."""
    if not isinstance(node, Decision) or not node.own_trace:
        return ANY
    kind = node.type
    if policy not in _SINGLE:
        kind = kind.item if isinstance(kind, ListType) else ANY
    if policy == "C#":
        return ANY
    if count == 1:
        return kind
    return dict(kind.fields).get(name, ANY) if isinstance(kind, ContextType) else ANY


def read_table(element: Element, place: Place, node: Node | None) -> TableText:
    """The table of an element; `node` is the decision or knowledge model it stands in."""
    reader, policy = _Reader(place, node), policy_of(element.get("hitPolicy"), element.get("aggregation"))
    inputs = [reader.input(column) for column in children(element, "input")]
    columns = list(children(element, "output"))
    kinds = [_output_type(node, policy, column.get("name") or "", len(columns)) for column in columns]
    outputs = [reader.output(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    rules = list(children(element, "rule"))
    for rule in rules:
        texts = [text_in(entry) or "" for entry in children(rule, "inputEntry")]
        for i, column in enumerate(inputs):
            column.cells.append(reader.cell(texts[i] if i < len(texts) else ""))
        texts = [text_in(entry) or "" for entry in children(rule, "outputEntry")]
        for i, output in enumerate(outputs):
            output.cells.append(reader.value(texts[i] if i < len(texts) else "", output.type))
    ids = [rule.get("id") for rule in rules]
    return TableText(place.element, place.element_id, element.get("id"), policy, inputs, outputs, ids)
