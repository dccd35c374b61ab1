"""One filling of a form: each part with what was typed, whether it applies, and what may be chosen.

Names in the page: `key`, `group.key`, `list[0].key`; the hidden inputs `list[]` say which rows there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from . import conditions
from .conditions import Option
from .parts import CHOICES, INPUTS, Part
from .typed import language, typed

ROWS = 50
"""More rows than this are not read: nobody has fifty houses, and a made-up post must not cost us."""


@dataclass
class Node:
    """A part in one filling. `value` is typed (None when wrong or empty), `problem` says what is wrong with `raw`."""

    part: Part
    name: str
    raw: Any = None
    value: Any = None
    problem: str = ""
    hidden: bool = False
    options: tuple[Option, ...] = ()
    rows: list[list[Node]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)


def read(parts: Sequence[Part], data: MultiDict[str, str], prefix: str = "") -> dict[str, Any]:
    """The posted text as nested JSON, nothing judged. What was not on the page is absent, so that its default still counts."""
    raw: dict[str, Any] = {}
    for part in parts:
        name = prefix + part.key
        if part.type == "group":
            inner = read(part.children, data, f"{name}." if part.key else prefix)
            raw.update({part.key: inner} if part.key else inner)
        elif part.type == "dynamiclist":
            rows = [index for index in data.getlist(f"{name}[]") if index.isascii() and index.isdigit()][:ROWS]
            raw[part.key] = [read(part.children, data, f"{name}[{index}].") for index in rows]
        elif part.type == "checkbox":
            raw[part.key] = name in data
        elif part.type == "checklist":
            raw[part.key] = [_clean(text) for text in data.getlist(name)]
        elif part.type in INPUTS and name in data:
            raw[part.key] = _clean(data[name])
    return raw


def _clean(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n")


def build(parts: Sequence[Part], raw: Mapping[str, Any], variables: Mapping[str, Any]) -> list[Node]:
    """The nodes of a filling: options looked up, text typed, and what does not apply marked hidden."""
    nodes = _nodes(parts, raw, variables, "")
    _choose(nodes, variables)
    for _ in range(8):  # a question hidden by another hidden one: a chain this long is a mistake
        if not _settle(nodes, dict(variables) | values(nodes)):
            break
    _judge(nodes, dict(variables) | values(nodes))
    return nodes


def _nodes(parts: Sequence[Part], raw: Mapping[str, Any], variables: Mapping[str, Any], prefix: str) -> list[Node]:
    return [_node(part, raw, variables, prefix) for part in parts if part.type != "button"]


def _node(part: Part, raw: Mapping[str, Any], variables: Mapping[str, Any], prefix: str) -> Node:
    node = Node(part, prefix + part.key)
    if part.type == "group":
        inner = _inner(raw.get(part.key)) if part.key else raw
        node.children = _nodes(part.children, inner, variables, f"{node.name}." if part.key else prefix)
    elif part.type == "dynamiclist":
        for index, row in enumerate(_rows(part, raw)):
            node.rows.append(_nodes(part.children, _inner(row), variables, f"{node.name}[{index}]."))
    elif part.type in INPUTS:
        node.raw = variables.get(part.key) if part.fixed else raw.get(part.key, part.spec.get("defaultValue"))
        if part.type not in CHOICES:
            node.value, node.problem = typed(part, node.raw)
    return node


def _inner(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _rows(part: Part, raw: Mapping[str, Any]) -> list[Any]:
    kept = raw.get(part.key)
    if isinstance(kept, list):
        return kept[:ROWS]
    return [{}] * min(int(part.spec.get("defaultRepetitions") or 0), ROWS)


def _choose(nodes: Sequence[Node], variables: Mapping[str, Any]) -> None:
    context = dict(variables) | values(nodes)
    for node, local in _everywhere(nodes, context):
        if node.part.type in CHOICES:
            node.options = conditions.options(node.part, local)
            node.value, node.problem = typed(node.part, node.raw, node.options)


def _settle(nodes: Sequence[Node], context: Mapping[str, Any]) -> bool:
    changed = False
    for node, local in _everywhere(nodes, context):
        hidden = conditions.holds(node.part.hide, local)
        changed, node.hidden = changed or hidden != node.hidden, hidden
    return changed


def _judge(nodes: Sequence[Node], context: Mapping[str, Any]) -> None:
    """What is well typed but may not stand beside the other answers, by the part's own rule."""
    for node, local in _everywhere(nodes, context):
        given = not node.hidden and not node.problem and node.value not in (None, "")
        if node.part.rule and given and conditions.evaluate(node.part.rule, local) is False:
            node.problem = node.part.rule_error(language())


def _everywhere(nodes: Sequence[Node], context: Mapping[str, Any]) -> Iterator[tuple[Node, Mapping[str, Any]]]:
    """Every node with the variables its expressions may read: a row sees its own fields, `this`, `parent` and `i` as in form-js."""
    for node in nodes:
        yield node, context
        yield from _everywhere(node.children, context)
        for index, row in enumerate(node.rows, start=1):
            own = values(row)
            yield from _everywhere(row, {**context, **own, "this": own, "parent": context, "i": index})


def values(nodes: Sequence[Node]) -> dict[str, Any]:
    """The typed values by key. What does not apply is None: a step back to it must not find an old answer."""
    found: dict[str, Any] = {}
    for node in nodes:
        part = node.part
        if part.type == "group":
            inner = dict.fromkeys(values(node.children)) if node.hidden else values(node.children)
            found.update({part.key: inner} if part.key else inner)
        elif part.type == "dynamiclist":
            found[part.key] = [] if node.hidden else [values(row) for row in node.rows]
        elif part.type in INPUTS and not part.fixed:
            found[part.key] = None if node.hidden else node.value
    return found
