"""What was answered, in words: each question that applies with its answer, for pages that only show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from .nodes import Node, build
from .parts import CHOICES, INPUTS, Part
from .typed import label_of, language, shown

Line = tuple[str, str]


def said(parts: Sequence[Part], given: Mapping[str, Any], variables: Mapping[str, Any]) -> list[Line]:
    """(question, answer) in the order of the page, in the reader's language; what is empty or does not apply is left out."""
    return list(_lines(build(parts, given, variables), ""))


def _lines(nodes: Sequence[Node], place: str) -> Iterator[Line]:
    for node in nodes:
        if node.hidden or node.part.fixed:
            continue
        text = _text(node) if node.part.type in INPUTS else ""
        if text:
            yield place + label_of(node.part), text
        yield from _lines(node.children, place)
        for number, row in enumerate(node.rows, start=1):
            yield from _lines(row, _("%(list)s第 %(n)s 项：", list=place + label_of(node.part), n=number))


def _text(node: Node) -> str:
    if node.part.sealed:
        return _("已加密保存") if node.raw else ""
    if node.part.type in CHOICES:
        names = {option.key: option.words(language()) for option in node.options}
        picked = [shown(one) for one in (node.raw if isinstance(node.raw, list) else [node.raw])]
        return "、".join(names.get(one, one) for one in picked if one)
    if node.part.type == "checkbox":
        return _("是") if str(node.raw).lower() in ("true", "on", "1") else _("否")
    return shown(node.raw)
