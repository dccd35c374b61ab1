"""Plain SQL past SQLAlchemy's machinery of results: for the statements that every transaction of a process asks.

They run on the session's own connection, inside its transaction, with the driver's cursor; that takes half of the
processor's time. What the driver raises becomes SQLAlchemy's error here, so that whoever catches one need not ask from where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from sqlalchemy import Connection, exc

from app.store.database import db


class Found:
    """What a statement gave: its rows as tuples, in order, and how many rows it touched."""

    __slots__ = ("rowcount", "rows")

    def __init__(self, rows: list[tuple[Any, ...]], rowcount: int) -> None:
        self.rows, self.rowcount = rows, rowcount

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def all(self) -> list[tuple[Any, ...]]:
        """Every row."""
        return self.rows

    def first(self) -> tuple[Any, ...] | None:
        """The first row, or None."""
        return self.rows[0] if self.rows else None

    def one(self) -> tuple[Any, ...]:
        """The only row; NoResultFound or MultipleResultsFound when there is another number of them."""
        if not self.rows:
            raise exc.NoResultFound("no row where one was asked for")
        if len(self.rows) > 1:
            raise exc.MultipleResultsFound(f"{len(self.rows)} rows where one was asked for")
        return self.rows[0]

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        return self.rows[0][0] if self.rows else None

    def scalar_one(self) -> Any:
        """The first value of the only row."""
        return self.one()[0]

    def scalars(self) -> list[Any]:
        """The first value of every row."""
        return [row[0] for row in self.rows]


def run_sql(statement: str, parameters: Mapping[str, Any]) -> Found:
    """Executes a statement with psycopg's parameters (`%(name)s`) on the session's connection. Raises DBAPIError."""
    connection = db.session.connection()
    line: Any = connection.connection.driver_connection
    try:
        cursor = line.execute(statement, parameters)
        return Found(cursor.fetchall() if cursor.pgresult.nfields else [], cursor.rowcount)
    except psycopg.Error as error:
        raise _translated(connection, statement, parameters, error) from error


def _translated(
    connection: Connection, statement: str, parameters: Mapping[str, Any], error: psycopg.Error
) -> exc.DBAPIError:
    """SQLAlchemy's error for the driver's, its values hidden; a line that broke is not used again."""
    is_broken = connection.dialect.is_disconnect(error, connection.connection.driver_connection, None)  # type: ignore[arg-type]
    if is_broken:
        connection.invalidate(error)
    return exc.DBAPIError.instance(
        statement, dict(parameters), error, psycopg.Error, hide_parameters=True,
        connection_invalidated=is_broken, dialect=connection.dialect,
    )  # type: ignore[return-value]  # fmt: skip
