"""The JSON that programs send: what cannot be read, and what could be read but not kept."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

DEEPEST = 100
"""How deep lists and objects may stand in each other: further in than any form or step looks, and far from what the machine can follow."""


def read_body(content: bytes) -> Any:
    """The value that is written there. ValueError when it is no JSON in UTF-8, has NaN or a number without end, or is nested too deep."""
    try:
        value = json.loads(content.decode(), parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if any(depth > DEEPEST for _place, depth, _one in _walk(value)):
        raise ValueError("nested too deep")
    return value


def unkeepable(value: Any) -> Iterator[str]:
    """The places of all that no database can keep: U+0000, half a surrogate pair, a number beyond a double. `data/names/0`.

    A key that cannot be kept cannot be told either: then it is the place of its object.
    """
    for place, _depth, one in _walk(value):
        if isinstance(one, dict) and not all(map(_can_be_kept, one)) or not _can_be_kept(one):
            yield place


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _can_be_kept(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and value.encode(errors="ignore") == value.encode(errors="surrogatepass")
    return not isinstance(value, float) or math.isfinite(value)


def _walk(value: Any) -> Iterator[tuple[str, int, Any]]:
    """(place, depth, value) of everything in a value, without recursion; nothing below a key that cannot be told."""
    waiting: list[tuple[str, int, Any]] = [("", 0, value)]
    while waiting:
        place, depth, one = waiting.pop()
        yield place, depth, one
        if isinstance(one, dict):
            inner = [(key, kept) for key, kept in one.items() if _can_be_kept(key)]
        else:
            inner = list(enumerate(one)) if isinstance(one, list) else []
        waiting += [(f"{place}/{key}" if place else f"{key}", depth + 1, kept) for key, kept in inner]
