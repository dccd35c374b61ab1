"""Places within contexts and lists, as people write them: `facts.members[1].income`; items count from 1."""

from __future__ import annotations

import re
from typing import Any

from ..errors import FeelError, nearest

_PART = re.compile(r"\.?([^.\[\]]+)|\[(\d{1,6})\]")


class PathError(FeelError):
    """A path that leads nowhere."""


def parts_of(path: str) -> list[str | int]:
    """A path's keys and places. Raises PathError."""
    found: list[str | int] = []
    at = 0
    while at < len(path):
        part = _PART.match(path, at)
        if part is None or (part[1] and at and path[at] != "."):
            raise PathError(f"'{path}' is no path, like facts.members[1].income")
        found.append(part[1] or int(part[2]))
        at = part.end()
    return found


def replaced(value: Any, path: str, new: Any) -> Any:
    """A value like the one given, with another entry at a path; the item after a list's last may be added. Raises PathError."""
    return _replaced(value, parts_of(path), new, path)


def _replaced(value: Any, parts: list[str | int], new: Any, path: str) -> Any:
    if not parts:
        return new
    first, rest = parts[0], parts[1:]
    if isinstance(first, str):
        if not isinstance(value, dict) or first not in value:
            hint = nearest(first, value) if isinstance(value, dict) else None
            raise PathError(f"'{path}' leads nowhere: there is no '{first}'" + (f"; {hint}" if hint else ""))
        return {**value, first: _replaced(value[first], rest, new, path)}
    length = len(value) if isinstance(value, list) else 0
    if not isinstance(value, list) or not 1 <= first <= length + (not rest):
        raise PathError(f"'{path}' leads nowhere: there is no item {first}")
    inner = _replaced(value[first - 1] if first <= length else None, rest, new, path)
    return [*value[: first - 1], inner, *value[first:]]
