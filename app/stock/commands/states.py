"""A unit's state changes here and nowhere else; every change is a line of its history."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _

from app.cases import codes
from app.errors import Conflict, DesignError
from app.stock import queries, words
from app.stock.records import Unit, UnitEvent
from app.stock.rules import states
from app.store import clock, db


def note(unit: Unit, kind: str, title: str, *, by: str, detail: dict[str, Any] | None = None) -> None:
    """Writes a line of the unit's history. `detail` never holds a person's number."""
    db.session.add(UnitEvent(unit_id=unit.id, at=clock.now(), kind=kind, title=title, detail=detail, by=by))
    db.session.flush()


def set_state(unit_id: int, after: str, *, by: str, given: Collection[str] = (), reason: str = "") -> Unit:
    """Moves a unit to a state of house_status, as data/moves.csv allows; the row is locked until the transaction ends.

    `given`: what has been done that the move needs (settlement, keys). Conflict when the move is not allowed from the state
    the unit is in (two households choose the same home: the second gets it), or something is lacking.
    """
    if not codes.known("house_status", after):
        raise DesignError(f"没有代码为 {after} 的房源状态")
    unit = queries.unit_by_id(unit_id, lock=True)
    move = states.moves().get((unit.state, after))
    if move is None:
        raise Conflict(
            _(
                "房源 %(code)s 现在是“%(now)s”，不能改为“%(after)s”。请刷新后查看最新情况。",
                code=unit.code,
                now=words.state(unit.state),
                after=words.state(after),
            )
        )
    lacking = [str(words.NEEDS[need]) for need in states.lacking(move, given)]
    if lacking:
        raise Conflict(_("房源 %(code)s 还不能放出：缺少%(what)s。", code=unit.code, what="、".join(lacking)))
    detail = {"before": unit.state, "after": after, "given": sorted(given), "text": reason}
    unit.state = after
    note(unit, "state", move.title, by=by, detail=detail)
    return unit


def release(unit_id: int, after: str, *, settlement: bool, keys: bool, by: str) -> Unit:
    """Moves a unit on after a lease or a repair; who lived there no longer does."""
    said = {"settlement": settlement, "keys": keys}
    unit = set_state(unit_id, after, by=by, given=[name for name, is_so in said.items() if is_so])
    unit.account_id = None
    db.session.flush()
    return unit
