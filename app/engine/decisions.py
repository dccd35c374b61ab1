"""A decision asked outside of any process: for a form's advice, an import, a page that explains a figure."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app import feel
from app.engine import definitions
from app.engine.records import DecisionVersion
from app.errors import DesignError, NotFound
from app.registry import nearest
from app.store import clock, db, tenant


def decide(decision: str, inputs: dict[str, Any]) -> Any:
    """The value of the newest version of that decision, as plain data.

    NotFound with the nearest name; DesignError where the tables give null for a reason nobody meant.
    """
    result = definitions.model(_version(decision)).decide(decision, inputs, clock.now())
    if result.diagnostics and feel.holds_null(result.value):
        raise DesignError(f"决策 {decision}：{result.diagnostics[0]}")
    return feel.to_plain(result.value)


def _version(decision: str) -> int:
    at = DecisionVersion
    rows = db.session.execute(
        sa.select(at.id, at.decisions).where(at.tenant == tenant()).order_by(at.version.desc(), at.id.desc())
    ).all()
    found = next((row.id for row in rows if decision in row.decisions), None)
    if found is None:
        raise NotFound(
            f"没有名为 {decision} 的决策{nearest(decision, {name for row in rows for name in row.decisions})}"
        )
    return int(found)
