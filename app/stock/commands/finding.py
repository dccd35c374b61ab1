"""A home by the code that somebody typed, held for who asks first."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.errors import NotFound
from app.stock import queries, words
from app.stock.rules import states


@dataclass(frozen=True)
class Found:
    """What a code leads to: the unit (None: there is none), whether it can be had, and that in words."""

    unit_id: int | None
    is_free: bool
    words: str


def find_free(code: str) -> Found:
    """The unit of that code, its row locked until the transaction ends, so that two who ask at once get it one after the other."""
    try:
        home = queries.home(code.strip().upper())
    except NotFound:
        return Found(None, False, _("没有编号为 %(code)s 的房源。请核对房源编号。", code=code.strip()[:40]))
    unit = queries.unit_by_id(home.unit.id, lock=True)
    if unit.state != states.AVAILABLE:
        state = words.state(unit.state)
        return Found(
            unit.id, False, _("%(name)s 现在是“%(state)s”，不能配租。请另选房源。", name=home.name, state=state)
        )
    return Found(unit.id, True, f"{home.name}，{unit.layout}，{unit.area} ㎡")
