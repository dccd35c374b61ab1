"""A database of its own beside the installation's: for rehearsals, and for finding out what a migration must do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from app.store.database import url

_NUMBERS = count(1)


@contextmanager
def database_beside(purpose: str) -> Iterator[str]:
    """A new, empty database on the same server; yields its URL, dropped at the end. Its user must be able to create one."""
    here = make_url(url()).set(drivername="postgresql")
    name = f"{here.database}_{purpose}_{os.getpid()}_{next(_NUMBERS)}"
    with _server(here) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield here.set(database=name).render_as_string(hide_password=False)
    finally:
        with _server(here) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _server(here: Any) -> psycopg.Connection[Any]:
    return psycopg.connect(here.render_as_string(hide_password=False), autocommit=True)
