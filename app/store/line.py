"""A connection that does not believe a COMMIT in doubt, and ends when its server leads no more.

With synchronous standbys, a COMMIT whose wait for the standby was cancelled answers success with a warning (01000); after
a failover the rows may be gone. Such an answer is an error here: the outcome is unknown, the idempotency key decides.

After a change of the leader the pool still holds lines to the old one: they live, and refuse every write (25006).
"""

from __future__ import annotations

from typing import Any

import psycopg


class Line(psycopg.Connection[Any]):
    """A psycopg connection whose `commit` raises OperationalError for a COMMIT that came with a warning."""

    def wait(self, *args: Any, **options: Any) -> Any:
        """One exchange with the server; a line that is told it may only read is closed, so that the pool opens another."""
        try:
            return super().wait(*args, **options)
        except psycopg.errors.ReadOnlySqlTransaction:
            self.close()
            raise

    def begin(self) -> None:
        """Opens the transaction now, not with its first statement: a line that has died says so before it is needed."""
        with self.lock:
            self.wait(self._start_query())

    def commit(self) -> None:
        """Commits; any warning on the way makes the outcome unknown."""
        warnings: list[str] = []

        def listen(notice: psycopg.errors.Diagnostic) -> None:
            if (notice.sqlstate or "").startswith("01"):
                warnings.append(notice.sqlstate or "")

        self.add_notice_handler(listen)
        try:
            super().commit()
        finally:
            self.remove_notice_handler(listen)
        if warnings:
            raise psycopg.OperationalError("COMMIT answered with a warning: whether it lasts is unknown")
