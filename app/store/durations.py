"""How long what is done to processes takes until it is committed: counted in each process, added up in the database.

A transaction is named by the first visit it made (`note`), and counted when it has committed: what was undone is no
figure. Counts lie in memory and are added to the table at a commit, every SECONDS seconds at most and in a transaction
of their own, so that nobody's work waits for a row of counts. A process that is killed loses those few seconds.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.store.database import db, tenant
from app.store.records import Duration

Rows = list[dict[str, Any]]
BEYOND = 10**9
"""The bound in ms of what took longer than every other."""
BOUNDS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, BEYOND)
"""Milliseconds. A row of the table holds those that took at most its bound and longer than the bound before."""
SECONDS = 10
_NOTED = "first visit"
_lock = threading.Lock()
_counted: Counter[tuple[str, int]] = Counter()
_took: Counter[tuple[str, int]] = Counter()
_added = [0.0]


def note(verb: str, begun: float) -> None:
    """A visit of the open transaction, begun at that `time.perf_counter()`. Only the transaction's first names it."""
    db.session.info.setdefault(_NOTED, (verb, begun))


def forget() -> None:
    """The open transaction was undone."""
    db.session.info.pop(_NOTED, None)


def committed() -> bool:
    """The transaction has just committed: counts it when it visited a process. Says whether it is time to add up."""
    noted = db.session.info.pop(_NOTED, None)
    if noted is not None:
        verb, begun = noted
        seconds = time.perf_counter() - begun
        key = (verb, BOUNDS[bisect_left(BOUNDS, seconds * 1000)])
        with _lock:
            _counted[key] += 1
            _took[key] += int(seconds * 1_000_000)
    return bool(_counted) and time.monotonic() - _added[0] >= SECONDS


def taken() -> Rows:
    """What was counted, out of memory, as rows for `add`; none when nothing was.

    Always in the same order, so that two processes that add up at once never wait for each other in a circle.
    """
    with _lock:
        _added[0] = time.monotonic()
        rows = [
            {"tenant": tenant(), "verb": verb, "bound_ms": bound, "transactions": n, "microseconds": _took[verb, bound]}
            for (verb, bound), n in sorted(_counted.items())
        ]
        _counted.clear()
        _took.clear()
    return rows


def put_back(rows: Rows) -> None:
    """They could not be added: they are kept for the next time."""
    with _lock:
        for row in rows:
            _counted[row["verb"], row["bound_ms"]] += row["transactions"]
            _took[row["verb"], row["bound_ms"]] += row["microseconds"]


def add(rows: Rows) -> None:
    """Adds those rows to the table."""
    statement = insert(Duration).values(rows)
    more = {name: getattr(Duration, name) + statement.excluded[name] for name in ("transactions", "microseconds")}
    added = statement.on_conflict_do_update(index_elements=["tenant", "verb", "bound_ms"], set_=more)
    db.session.execute(added, execution_options={"synchronize_session": False})


def durations() -> list[Duration]:
    """What every process has added up, by verb and bound."""
    found = sa.select(Duration).where(Duration.tenant == tenant()).order_by(Duration.verb, Duration.bound_ms)
    return list(db.session.scalars(found))
