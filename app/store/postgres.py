"""The embedded PostgreSQL as its users see it: `join` starts it when none runs, the last one to `leave` stops it.

Every process that uses the server holds a shared lock on `<instance>/postgres/users`; the kernel lets go of it however
the process ends. Starting and stopping happen under an exclusive lock on `mutex`. So a server left behind by a kill -9
is adopted by the next process, and two processes never start two.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app.store import postmaster

URL = f"postgresql://{postmaster.OWNER}@/{postmaster.OWNER}"
"""Without host: the socket folder that `join` returns is added at each connection."""

_joined: dict[Path, tuple[int, int, str]] = {}
"""Per instance folder: the process that joined (a fork did not), its lock's descriptor, the server's socket folder."""


def join(instance: Path, options: dict[str, str] | None = None) -> str:
    """Uses the embedded server of that instance folder until `leave`; returns its socket folder.

    `options` are server settings for a start (`fsync="off"` in tests). Unavailable when it does not start.
    """
    folder = instance.resolve() / "postgres"
    held = _joined.get(folder)
    running = postmaster.found(folder / "data") if held and held[0] == os.getpid() else None
    if held and running and running.has_socket:
        return held[2]
    folder.mkdir(parents=True, exist_ok=True)
    with _mutex(folder):
        socket_folder = _running(folder, options or {})
        users = held[1] if held and held[0] == os.getpid() else _locked(folder / "users", fcntl.LOCK_SH)
    if not _joined:
        atexit.register(_leave_all)
    _joined[folder] = (os.getpid(), users, socket_folder)
    return socket_folder


def leave(instance: Path) -> None:
    """Lets go of the server; stops it when nobody else uses it."""
    folder = instance.resolve() / "postgres"
    pid, users, _ = _joined.pop(folder, (0, 0, ""))
    if pid != os.getpid():
        return
    with _mutex(folder):
        fcntl.flock(users, fcntl.LOCK_UN)
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # somebody else still works with it
        else:
            postmaster.stop(folder / "data")
        finally:
            os.close(users)


def _leave_all() -> None:
    for folder in list(_joined):
        leave(folder.parent)


def _running(folder: Path, options: dict[str, str]) -> str:
    """The socket folder of the server that runs, or of the one started now. Called under the mutex."""
    data, log = folder / "data", folder / "log"
    server = postmaster.settled(data, log)
    if server is None:
        if log.exists() and log.stat().st_size > 5_000_000:
            log.unlink()
        server = postmaster.start(data, _socket_folder(folder), log, options)
        _make_database(server.socket_folder)
    return server.socket_folder


def _make_database(host: str) -> None:
    name = postmaster.OWNER
    with psycopg.connect(host=host, user=name, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")  # a fixed word of ours, not an input


def _socket_folder(folder: Path) -> Path:
    """Beside the data when the path is short enough for a socket (107 bytes), else in the system's temporary folder.

    As root always the latter: the server's user need not be able to reach ours.
    """
    if os.geteuid() != 0 and len(str(folder)) < 80:
        return folder / "socket"
    name = hashlib.sha256(f"{os.geteuid()} {folder}".encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"anju-{name}"


def _locked(path: Path, kind: int) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, kind)
    return descriptor


@contextmanager
def _mutex(folder: Path) -> Iterator[None]:
    descriptor = _locked(folder / "mutex", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)
