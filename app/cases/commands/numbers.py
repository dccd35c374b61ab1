"""Numbers without gaps: one counter a kind and year, its row the lock until the transaction ends."""

from __future__ import annotations

from functools import cache

from sqlalchemy.dialects.postgresql import insert

from app.cases import codes
from app.cases.records import Counter
from app.errors import DesignError
from app.store import clock, db, tenant


@cache
def _kinds() -> dict[str, dict[str, str]]:
    return {row["kind"]: row for row in codes.rows("counters.csv")}


def next_number(kind: str, *, place: str = "") -> str:
    """The next number of a kind of data/counters.csv: case → `ZH2026-000123`, receipt → `珠房保受〔2026〕12号` …

    With a `place` (an organisation's code) each place counts for itself.
    """
    if kind not in _kinds():
        raise DesignError(f"没有名为 {kind} 的编号")
    row = _kinds()[kind]
    year = clock.today().year
    values = {
        "tenant": tenant(),
        "kind": f"{kind} {place}".strip(),
        "year": year if row["yearly"] == "yes" else 0,
        "last": 1,
    }
    counted = (
        insert(Counter)
        .values(values)
        .on_conflict_do_update(index_elements=["tenant", "kind", "year"], set_={"last": Counter.last + 1})
        .returning(Counter.last)
        .execution_options(synchronize_session=False)
    )
    return row["pattern"].format(year=year, place=place, n=db.session.scalar(counted))
