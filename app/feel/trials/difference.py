"""Where two FEEL values part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..compare import equal
from ..text import literal_of


@dataclass(frozen=True)
class Difference:
    """The first place where a value is not what was expected; `path` is empty for the value itself. Both sides as FEEL text."""

    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{f'at {self.path}: ' if self.path else ''}expected {self.expected}, got {self.got}"


NOTHING = "nothing"


def difference(expected: Any, got: Any, path: str = "") -> Difference | None:
    """The first place where two values part, or None. Contexts by key, lists by item."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return _of_contexts(expected, got, path)
    if isinstance(expected, list) and isinstance(got, list):
        return _of_lists(expected, got, path)
    same = got is None if expected is None else got is not None and equal(expected, got) is True
    return None if same else Difference(path, literal_of(expected), literal_of(got))


def _of_contexts(expected: dict[str, Any], got: dict[str, Any], path: str) -> Difference | None:
    for key in (*expected, *(key for key in got if key not in expected)):
        inner = f"{path}.{key}" if path else key
        if key not in got or key not in expected:
            return Difference(inner, *(literal_of(one[key]) if key in one else NOTHING for one in (expected, got)))
        found = difference(expected[key], got[key], inner)
        if found is not None:
            return found
    return None


def _of_lists(expected: list[Any], got: list[Any], path: str) -> Difference | None:
    for i in range(max(len(expected), len(got))):
        inner = f"{path}[{i + 1}]"
        if i >= len(expected) or i >= len(got):
            return Difference(inner, *(literal_of(one[i]) if i < len(one) else NOTHING for one in (expected, got)))
        found = difference(expected[i], got[i], inner)
        if found is not None:
            return found
    return None
