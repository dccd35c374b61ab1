"""Who commits: the edge of a request, or `transaction()` at the doors that have no request (cli, ticker).

Nothing else in the house commits. A database that cannot be reached, or that refuses a row, becomes an error of ours.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from flask import Flask, Response, g
from sqlalchemy import exc

from app.errors import AppError, Conflict, NotFound, Unavailable
from app.store import durations
from app.store.database import db

_log = logging.getLogger("anju.store")

T = TypeVar("T")
_PASSING = {None, "40001", "40P01", "57P01", "57P02", "57P03", "25006", "53100", "53300", "57014", "08006", "08003"}
"""States after which the same work may succeed later; a lost connection mostly has none at all."""
_BEYOND = "22003"
"""A number larger than its column: nobody's row has it, so who asks for it has guessed."""
SOON = (0.1, 0.5, 2.0)
"""Pauses in seconds of who is called again anyway, like the ticker's jobs."""
PATIENT = (0.1, 0.4, 1.0, 2.0, 4.0, 8.0, 16.0, 16.0)
"""Pauses of who is called once: together longer than a change of the database's leader takes (up to 32 s)."""


@contextmanager
def transaction() -> Iterator[None]:
    """One database transaction: commits at the end, undone by any exception. Needs an app context, not a request."""
    try:
        yield
        db.session.commit()
    except exc.DBAPIError as error:
        _undo()
        raise translated(error) from error
    except BaseException:
        _undo()
        raise
    _count()


def _undo() -> None:
    db.session.rollback()
    durations.forget()


def _count() -> None:
    if durations.committed():
        add_durations()


def add_durations() -> None:
    """Adds up how long things took, in a transaction of its own: a database that is away costs nobody their work."""
    rows = durations.taken()
    if not rows:
        return
    try:
        durations.add(rows)
        db.session.commit()
    except exc.DBAPIError:
        db.session.rollback()
        durations.put_back(rows)
        _log.warning("durations could not be added up")


def insist(work: Callable[[], T], waits: Sequence[float] = SOON) -> T:
    """`work()` in one transaction, and after a pause all of it again while the database is away or lets others go first.

    For those behind whom no person waits (ticker, outbox, rehearsal). A COMMIT may have succeeded though its line broke:
    the work must see what an earlier try has done (an idempotency key, a lease, a date that is no longer due).
    Unavailable when the pauses (seconds) are used up.
    """
    for wait in waits:
        try:
            with transaction():
                return work()
        except Unavailable as away:
            _log.warning("database away (%s): once more in %s s", away.facts.get("sqlstate"), wait)
            time.sleep(wait)
    with transaction():
        return work()


def translated(error: exc.DBAPIError) -> AppError:
    """What a database error means to people: Conflict for a broken unique or foreign key, NotFound for a number that is
    larger than any row's, else Unavailable.

    A mistake of ours (a wrong column, a bad type) is neither: it stays what it is and ends as a 500.
    """
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(error, exc.IntegrityError):
        return Conflict(sqlstate=state)
    if state == _BEYOND:
        return NotFound(sqlstate=state)
    if error.connection_invalidated or (isinstance(error, exc.OperationalError) and state in _PASSING):
        return Unavailable(sqlstate=state)
    raise error


def keep_anyway(answer: T) -> T:
    """Lets the edge commit although this answer is a refusal: a draft is kept even when it is not valid (422)."""
    g.keep_anyway = True
    return answer


def commit_at_the_edge(app: Flask) -> None:
    """Commits once at the end of a request answered below 400 (or marked by `keep_anyway`), else undoes everything."""

    @app.errorhandler(exc.DBAPIError)
    def show(error: exc.DBAPIError) -> Response:
        _undo()
        _log.warning("database error %s", getattr(error.orig, "sqlstate", None))
        return app.make_response(app.handle_user_exception(translated(error)))

    @app.after_request
    def settle(response: Response) -> Response:
        if response.status_code >= 400 and not g.pop("keep_anyway", False):
            _undo()
            return response
        try:
            db.session.commit()
        except exc.DBAPIError as error:
            return show(error)
        _count()
        return response
