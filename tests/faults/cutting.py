"""Faults at a chosen place: a line to the database that kills its process, or breaks, at the nth exchange with the server.

Every exchange has two places: before anything is sent, and after the server has done it but nobody here has read the
answer. COMMIT is an exchange like any other. `places(work)` counts them; `killed` and `broken` put a fault at one.
"""

from __future__ import annotations

import os
import signal
import socket
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

from app.store import database, db, transaction
from app.store.line import Line

Work = Callable[[], object]


class _Plan:
    """Where the fault is put (-1: nowhere), what it does, and how many places were passed."""

    def __init__(self) -> None:
        self.at, self.passed = -1, 0
        self.act: Callable[[Line], None] = lambda line: None


_plan = _Plan()


class CutLine(Line):
    """A line with a fault in it."""

    def wait(self, *args: Any, **options: Any) -> Any:
        """One exchange with the server: a place before and a place behind it."""
        self._pass()
        answer = super().wait(*args, **options)
        self._pass()
        return answer

    def _pass(self) -> None:
        _plan.passed += 1
        if _plan.passed - 1 == _plan.at:
            _plan.act(self)


@contextmanager
def _lines(at: int, act: Callable[[Line], None]) -> Iterator[_Plan]:
    """Within it every new connection of the app has the fault at that place."""
    db.session.remove()
    db.engine.dispose()
    kept = database.Line
    database.Line, _plan.at, _plan.act, _plan.passed = CutLine, at, act, 0  # type: ignore[misc]
    try:
        yield _plan
    finally:
        db.session.remove()
        database.Line, _plan.at = kept, -1  # type: ignore[misc]
        db.engine.dispose()


def places(work: Work) -> int:
    """Does the work undisturbed; how many places for a fault it has."""
    with _lines(-1, lambda line: None) as plan:
        work()
        return plan.passed


def killed(work: Work, at: int) -> bool:
    """Does the work in a process of its own that is killed (SIGKILL) at that place; whether it had told of its success."""
    db.session.remove()
    db.engine.dispose()
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        _die_at(work, at, told)
    os.close(told)
    with os.fdopen(heard, "rb") as answers:
        said = answers.read()
    _pid, status = os.waitpid(child, 0)
    assert said in (b"", b"done"), said.decode()
    assert os.WIFSIGNALED(status) or said, "the process ended without a word"
    _undone()
    return said == b"done"


def _die_at(work: Work, at: int, told: int) -> None:
    """In the child: never returns."""
    try:
        with _lines(at, lambda line: os.kill(os.getpid(), signal.SIGKILL)):
            work()
            os.write(told, b"done")
    except BaseException:  # noqa: BLE001  whatever it was, the test is to read it
        os.write(told, traceback.format_exc().encode())
    finally:
        os._exit(0)


def _undone() -> None:
    """Waits until the server has noticed that the killed one is gone: its transaction is undone, its locks are free."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(2_000):
        with transaction():
            if not db.session.scalar(sa.text(others)):
                return
        time.sleep(0.005)
    raise AssertionError("the killed process is still connected")


def broken(work: Work, at: int) -> None:
    """Does the work on a line that breaks once, at that place; who works insists."""
    with _lines(at, _cut):
        work()


def _cut(line: Line) -> None:
    """Before an exchange libpq finds out by itself; behind one the answer that was read is taken back."""
    with socket.socket(fileno=os.dup(line.pgconn.socket)) as wire:
        wire.shutdown(socket.SHUT_RDWR)
    if _plan.passed % 2 == 0 and not line._pipeline:  # in a pipeline the answers are read at its end
        line.pgconn.finish()
        raise psycopg.OperationalError("the answer is lost")
