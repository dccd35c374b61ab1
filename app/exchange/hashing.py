"""Keyed hashes of what was asked, answered and declared: with an unkeyed one a district's ID numbers could be tried out."""

from __future__ import annotations

from typing import Any

import orjson

from app.store import personal


def hash_of(content: Any) -> str:
    """HMAC-SM3 of plain JSON, 64 hexadecimal characters; the order of keys, blanks and capitals do not matter."""
    return personal.index(orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()).hex()
