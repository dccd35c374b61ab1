"""Repairs: reported with photos, then what the diagram `repair` says became of them. The history of the home tells each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.cases import codes
from app.cases import commands as case_commands
from app.errors import DesignError, Invalid
from app.stock import queries
from app.stock.commands.states import note
from app.stock.queries import Home
from app.stock.records import Repair
from app.store import clock, db

MOST_RUNNING, MOST_PHOTOS = 10, 12


@dataclass(frozen=True)
class Report:
    """What is reported: kind (code table repair_kind), urgency, words, uids of kept photos; by whom.

    `account_id`: the tenant's, None for an inspector. `form_key`: names one showing of the form, so that it counts once.
    """

    kind: str
    is_urgent: bool
    text: str
    photos: Sequence[str]
    form_key: str
    by: str
    account_id: int | None


def report_repair(home: Home, report: Report) -> tuple[Repair, bool]:
    """Keeps a report → (it, is new). Invalid when too many of the home's are still running."""
    queries.unit_by_id(home.unit.id, lock=True)
    known = queries.repair_of_form(report.form_key)
    if known is not None:
        return known, False
    if queries.running_repairs(home.unit.id) >= MOST_RUNNING:
        raise Invalid(_("这套房源已有 %(n)s 件报修没有结束。请等其中一些修好，紧急情况请拨打 12345。", n=MOST_RUNNING))
    repair = Repair(
        number=case_commands.next_number("repair"), form_key=report.form_key, unit_id=home.unit.id,
        account_id=report.account_id, district=home.project.district, kind=report.kind, is_urgent=report.is_urgent,
        text=report.text, photos=list(report.photos), done_photos=[], state="1", reported_by=report.by,
        reported_at=clock.now(),
    )  # fmt: skip
    db.session.add(repair)
    db.session.flush()
    _tell(repair, by=report.by)
    return repair, True


def record_repair(repair_id: int, state: str, facts: dict[str, Any], *, by: str) -> Repair:
    """A repair reaches a state; `facts` (answer, worker, rating) that are None stay as they were."""
    if not codes.known("repair_state", state):
        raise DesignError(f"没有代码为 {state} 的报修状态")
    repair = queries.repair_by_id(repair_id, lock=True)
    repair.state = state
    for field, value in facts.items():
        if value is not None:
            setattr(repair, field, value)
    if state in ("5", "6"):
        repair.ended_at = clock.now()
    db.session.flush()
    _tell(repair, by=by)
    return repair


def add_photos(repair: Repair, uids: Sequence[str]) -> None:
    """Photos of the work. Invalid when there would be too many."""
    if len(repair.done_photos) + len(uids) > MOST_PHOTOS:
        raise Invalid(_("一件报修最多 %(n)s 张维修照片。", n=MOST_PHOTOS))
    repair.done_photos = [*repair.done_photos, *uids]
    db.session.flush()


def _tell(repair: Repair, *, by: str) -> None:
    """A line of the home's history: that something was repaired and how far it is; never the reporter's words."""
    unit = queries.unit_by_id(repair.unit_id)
    detail = {"number": repair.number, "state": repair.state, "kind": repair.kind}
    note(unit, "repair", f"报修 {repair.number}", by=by, detail=detail)
