"""What a program gives as JSON, as if it had been typed on the page: one form, one validation, whoever fills it in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.errors import Invalid

from .parts import INPUTS, Part
from .typed import shown

Typed = Iterator[tuple[str, str]]


def posted(parts: Sequence[Part], given: Mapping[str, Any]) -> MultiDict[str, str]:
    """The post that a browser would send for these answers. Invalid names what the form does not ask, or a wrong shape."""
    errors: dict[str, str] = {}
    pairs = list(_scope(parts, given, "", errors))
    if errors:
        raise Invalid(_("提交的内容与表单不符。"), errors=errors)
    return MultiDict(pairs)


def _keys(parts: Sequence[Part]) -> Iterator[str]:
    """The names of one scope: a group without a path shares its parent's."""
    for part in parts:
        if part.key:
            yield part.key
        elif part.children:
            yield from _keys(part.children)


def _scope(parts: Sequence[Part], given: Mapping[str, Any], prefix: str, errors: dict[str, str]) -> Typed:
    for name in sorted(set(given) - set(_keys(parts))):
        errors[prefix + str(name)] = _("表单没有这一项。")
    yield from _parts(parts, given, prefix, errors)


def _parts(parts: Sequence[Part], given: Mapping[str, Any], prefix: str, errors: dict[str, str]) -> Typed:
    for part in parts:
        if part.type == "group" and not part.key:
            yield from _parts(part.children, given, prefix, errors)
        elif part.key and given.get(part.key) is not None:
            try:
                yield from _one(part, given[part.key], prefix + part.key, errors)
            except TypeError:
                errors[prefix + part.key] = _("这一项的形状不对：请看表单的类型。")


def _one(part: Part, value: Any, name: str, errors: dict[str, str]) -> Typed:
    """TypeError when the value has another shape than the part."""
    if part.type == "group":
        yield from _scope(part.children, _shaped(value, dict), f"{name}.", errors)
    elif part.type == "dynamiclist":
        for index, row in enumerate(_shaped(value, list)):
            yield f"{name}[]", str(index)
            yield from _scope(part.children, _shaped(row, dict), f"{name}[{index}].", errors)
    elif part.type == "checklist":
        yield from ((name, _text(one)) for one in _shaped(value, list))
    elif part.type == "checkbox":
        yield from [(name, "on")] if _shaped(value, bool) else []
    elif part.type in INPUTS:
        yield name, _text(value)


def _shaped(value: Any, kind: type | tuple[type, ...]) -> Any:
    if not isinstance(value, kind):
        raise TypeError(type(value).__name__)
    return value


def _text(value: Any) -> str:
    return shown(_shaped(value, (str, int, float)))
