"""Paging by cursor: where the last page ended. A list that grows meanwhile shows nothing twice and leaves nothing out."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Slice:
    """A page: its items, and the cursor of the next one (None on the last page)."""

    items: Sequence[Any]
    next: str | None


def sliced(found: Sequence[Any], size: int, place: Callable[[Any], int | str]) -> Slice:
    """The page of `found`, which holds one item more than `size` when there is another page."""
    items = found[:size]
    return Slice(items, _cursor(place(items[-1])) if len(found) > size else None)


def _cursor(place: int | str) -> str:
    return base64.urlsafe_b64encode(json.dumps([place]).encode()).decode().rstrip("=")


def after(cursor: str, kind: type) -> Any:
    """The place in a cursor of ours, of that kind (int or str); ValueError for anything else."""
    try:
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(cursor) from error
    if not (isinstance(place, list) and len(place) == 1 and type(place[0]) is kind):
        raise ValueError(cursor)
    if isinstance(place[0], int) and not 0 <= place[0] < 2**63:
        raise ValueError(cursor)
    return place[0]
