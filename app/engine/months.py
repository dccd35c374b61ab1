"""The journal's months: each has a table of its own, made ahead, so that old ones can be kept elsewhere as a whole.

An entry for which no month was made lies in `journal_rest` until it is; nothing is lost and nothing waits for a clerk.
"""

from __future__ import annotations

from app.engine import rows
from app.store import clock

AHEAD = 3
"""So many months are made before they come: nobody need be awake on the first of a month."""
_WANTED = (
    "SELECT (date_trunc('month', %(now)s AT TIME ZONE 'Asia/Shanghai') + n * interval '1 month')::date "
    "FROM generate_series(0, %(ahead)s) n UNION "
    "SELECT date_trunc('month', at AT TIME ZONE 'Asia/Shanghai')::date FROM journal_rest ORDER BY 1"
)


def make_months() -> int:
    """Makes the tables of this month, of the next AHEAD, and of those whose entries lie in the rest; how many were made."""
    wanted = rows.run_sql(_WANTED, {"now": clock.now(), "ahead": AHEAD}).scalars()
    return sum(rows.run_sql("SELECT journal_make_month(%(month)s)", {"month": month}).scalar_one() for month in wanted)
