"""Work that any number of tickers share: each claims one piece, does it in a transaction of its own, and goes on to the next.

A piece that cannot be done is put off for a while: it never keeps the others waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.engine import rows
from app.errors import Unavailable
from app.store import clock, insist, tenant, transaction

_log = logging.getLogger("anju.engine")
PUT_OFF = timedelta(minutes=10)
"""How long a piece is left alone that could not be done."""


def taken(claim: Callable[[], Any], do: Callable[[Any], bool], put_off: str, limit: int) -> int:
    """Up to `limit` pieces, one after the other → how many came to something.

    `claim()` gives the next piece with its `id`, locked, or None; `put_off` is the SQL that moves the piece `id` to `later`.
    Unavailable when the database stays away: nothing is put off, the next turn finds the same.
    """
    made = 0
    for _turn in range(limit):
        found = _one(claim, do, put_off)
        if found is None:
            break
        made += found
    return made


def _one(claim: Callable[[], Any], do: Callable[[Any], bool], put_off: str) -> bool | None:
    held: list[int] = []

    def work() -> bool | None:
        piece = claim()
        if piece is None:
            return None
        held[:] = [piece.id]
        return do(piece)

    try:
        return insist(work)
    except Unavailable:
        raise
    except Exception:
        if not held:
            raise
        _log.exception("%s (%s) could not be done and is put off", do.__name__.strip("_"), held[0])
    with transaction():
        rows.run_sql(put_off, {"tenant": tenant(), "id": held[0], "later": clock.now() + PUT_OFF})
    return False
