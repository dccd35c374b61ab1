"""Constants of a wrong type, and outputs that are not among the allowed values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..compare import meets_test
from ..dmn.types import AllowedType
from ..types import ANY, Type
from ..values import kind_of
from .axis import plain
from .finding import Finding
from .reading import Input, Output, Value
from .rules import Rules


def inputs(rules: Rules) -> Iterator[Finding]:
    """Constants in input cells and allowed values that have no value, or one of another type than the column."""
    for column in rules.table.inputs:
        if column.odd:
            continue
        for rule, cell in enumerate(column.cells):
            yield from _cell(rules, column, cell, rule)
        for cell in column.allowed:
            yield from _cell(rules, column, cell, None)


def _cell(rules: Rules, column: Input, cell: Any, rule: int | None) -> Iterator[Finding]:
    said: dict[str, Any] = {"place": "allowed values" if rule is None else f"rule {rule + 1}", "column": column.title}
    where = () if rule is None else (rule,)
    for text, why in cell.broken:
        yield rules.found("type", "type broken", where, value=text, why=why, **said)
    if not cell.comparable or column.kind is None:
        return
    for value in cell.constants:
        kind = kind_of(value)
        if kind not in (column.kind, "null"):
            words: dict[str, Any] = {"value": plain(value), "found": kind, "wanted": column.kind}
            yield rules.found("type", "type", where, **words, **said)
            return  # one a cell says it


def outputs(rules: Rules) -> Iterator[Finding]:
    """Constant outputs, defaults included, of a wrong type or outside the allowed values."""
    for column in rules.table.outputs:
        for rule, cell in enumerate(column.cells):
            yield from _output(rules, column, cell, rule)
        if column.default is not None:
            yield from _output(rules, column, column.default, None)


def _output(rules: Rules, column: Output, cell: Value, rule: int | None) -> Iterator[Finding]:
    where = () if rule is None else (rule,)
    said: dict[str, Any] = {
        "place": "default output" if rule is None else f"rule {rule + 1}",
        "column": column.title or "the output",
        "value": plain(cell.value),
    }
    if cell.broken:
        yield rules.found(
            "output", "output broken", where, **{**said, "value": cell.text.strip(), "why": cell.broken[0].text}
        )
    if not cell.known or cell.value is None:
        return
    base, allowed = _base(column.type)
    if not base.accepts(cell.value):
        yield rules.found("output", "output type", where, found=kind_of(cell.value), wanted=str(base), **said)
    elif not column.type.accepts(cell.value):
        yield rules.found("output", "output allowed", where, allowed=allowed, **said)
    elif column.ranked is not None and not _listed(cell.value, column.ranked):
        yield rules.found("output", "output allowed", where, allowed=column.values_text, **said)


def _base(kind: Type) -> tuple[Type, str]:
    """A type without what it allows, and that."""
    texts: list[str] = []
    while isinstance(kind, AllowedType):
        texts.append(kind.text)
        kind = kind.base
    return kind or ANY, "; ".join(texts) or str(kind)


def _listed(value: Any, allowed: list[Any]) -> bool:
    """Whether a value, or each of its items, is one of the output values."""
    if meets_test(value, allowed) is True:
        return True
    return isinstance(value, list) and all(meets_test(item, allowed) is True for item in value)
