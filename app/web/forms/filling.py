"""From a posted form to answers and errors; and the buttons that belong to the form itself: add, remove, look again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.store import personal

from .nodes import ROWS, Node, build, read, values
from .parts import INPUTS, Part, sealed_keys
from .typed import label_of

BUTTONS = ("add", "remove", "again")
AGAIN = "_again"


@dataclass(frozen=True)
class Filled:
    """A filled form: `answers` typed and plain JSON (what does not apply is None), `errors` by field name in the order
    of the page, `values` what was typed, `kept` the same without secrets (for drafts), `again` whether a button of the
    form itself was pressed (nothing is to be kept). A secret among the answers is sealed: `personal.open_answer` opens it.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    kept: dict[str, Any] = field(default_factory=dict)
    again: bool = False


def fill(parts: tuple[Part, ...], data: MultiDict[str, str], variables: Mapping[str, Any]) -> Filled:
    """Reads the post; with a button of the form itself, only the rows change."""
    raw = read(parts, data)
    if any(button in data for button in BUTTONS):
        _change_rows(parts, raw, data)
        return Filled(errors={AGAIN: _("表单已按您的操作更新，还没有提交。请继续填写。")}, values=raw, again=True)
    nodes = build(parts, raw, variables)
    errors = dict(_errors(nodes, ""))
    return Filled({} if errors else _sealed(parts, values(nodes)), errors, raw, unsecret(parts, raw))


def unsecret(parts: tuple[Part, ...], raw: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed without its secrets: that may be kept."""
    secrets = sealed_keys(parts)
    return {name: value for name, value in raw.items() if name not in secrets}


def _sealed(parts: tuple[Part, ...], answers: dict[str, Any]) -> dict[str, Any]:
    sealed = {name: personal.seal_answer(str(answers[name])) for name in sealed_keys(parts) if answers.get(name)}
    return answers | sealed


def _errors(nodes: Sequence[Node], place: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if node.hidden or node.part.fixed:
            continue
        if node.problem and node.part.type in INPUTS:
            yield node.name, place + node.problem
        named = node.part.type == "group" and node.part.key  # the same question may stand in several named groups
        yield from _errors(node.children, place + _("%(group)s：", group=label_of(node.part)) if named else place)
        for number, row in enumerate(node.rows, start=1):
            yield from _errors(row, _("%(list)s第 %(n)s 项：", list=place + label_of(node.part), n=number))
        if node.part.type == "dynamiclist":
            yield from _row_count(node, place)


def _row_count(node: Node, place: str) -> Iterator[tuple[str, str]]:
    if node.part.required and not node.rows:
        yield node.name, place + _("请至少增加一项“%(label)s”。", label=label_of(node.part))


def _change_rows(parts: Sequence[Part], raw: dict[str, Any], data: MultiDict[str, str]) -> None:
    listed = _list_at(parts, raw, data.get("add", ""))
    if listed is not None and len(listed) < ROWS:
        listed.append({})
    name, _bracket, index = data.get("remove", "").rpartition("[")
    listed, index = _list_at(parts, raw, name), index.rstrip("]")
    if listed is not None and index.isascii() and index.isdigit() and int(index) < len(listed):
        del listed[int(index)]


def _list_at(parts: Sequence[Part], raw: Any, name: str) -> list[Any] | None:
    """The rows of the list of that name (`houses`, `members[0].jobs`), or None when the form has no such list."""
    found: Any = raw
    for key in re.findall(r"[^.\[\]]+", name):
        if isinstance(found, dict):
            found = found.get(key)
        elif isinstance(found, list) and key.isascii() and key.isdigit() and int(key) < len(found):
            found = found[int(key)]
        else:
            return None
    return found if isinstance(found, list) and _is_list(parts, name) else None


def _is_list(parts: Sequence[Part], name: str) -> bool:
    keys = [key for key in re.findall(r"[^.\[\]]+", name) if not key.isdigit()]
    return bool(keys) and _named(parts, keys)


def _named(parts: Sequence[Part], keys: list[str]) -> bool:
    for part in parts:
        if part.type == "group" and not part.key and _named(part.children, keys):
            return True
        if part.key == keys[0] and part.children:
            return part.type == "dynamiclist" if len(keys) == 1 else _named(part.children, keys[1:])
    return False
