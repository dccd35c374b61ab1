"""Arrears of a lease: found at the start of a day, followed by the diagram `arrears`, over when nothing is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app import engine
from app.calendar import months_after
from app.leasing import queries
from app.leasing.commands import letters
from app.leasing.queries import plans
from app.leasing.records import Arrears, Bill, Lease, LedgerEntry
from app.store import clock, db, get, tenant

OVERDUE, CHANGED, PLAN = "rent_overdue", "account_changed", "plan_account_changed"
NOW = timedelta(0)


@dataclass(frozen=True)
class Look:
    """How a lease stands at the start of a day: overdue bills, days since the oldest became overdue, when to look again.

    `suspended`: the ladder rests, by a request in hardship or instalments that are kept; then every morning is looked at.
    """

    overdue: int
    days_late: int
    changes_on: date
    suspended: bool


def find_overdue(limit: int = 100) -> int:
    """Tells the diagram `arrears` of leases with an overdue bill and no arrears yet → how many. The ticker's."""
    today = clock.today()
    followed = sa.exists().where(
        Arrears.tenant == Bill.tenant, Arrears.lease_id == Bill.lease_id, Arrears.closed_on.is_(None)
    )
    late = sa.select(Bill.lease_id).where(
        Bill.tenant == tenant(), Bill.unpaid_fen > 0, Bill.due_on < today, ~followed
    )  # fmt: skip
    found = db.session.scalars(late.distinct().order_by(Bill.lease_id).limit(limit)).all()
    for lease_id in found:
        lease = queries.lease_by_id(lease_id)
        data = {
            "business_key": lease.number,
            "lease_id": lease.id,
            "lease_number": lease.number,
            "district": lease.district,
            "ownership": lease.ownership,
        }
        engine.send(OVERDUE, lease.number, data, by="system", key=f"arrears {lease.id} {today}")
    return len(found)


def tell_changed(lease: Lease) -> None:
    """Wakes who waits for the lease's money (its arrears, a draft's deposit): something was paid, returned or corrected."""
    if lease.state == "draft" or queries.open_arrears(lease.id) is not None:
        engine.send(CHANGED, lease.number, {}, by="system")
    if plans.kept_plan(lease.id, "instalments") is not None:
        engine.send(PLAN, lease.number, {}, by="system", keep_for=NOW)


def open_arrears(lease_id: int) -> Arrears:
    """Begins to follow a lease's arrears; the same again while they last."""
    known = queries.open_arrears(lease_id)
    if known is not None:
        return known
    arrears = Arrears(lease_id=lease_id, opened_on=clock.today(), stages={})
    db.session.add(arrears)
    db.session.flush()
    return arrears


def look(arrears_id: int) -> Look:
    """How the lease stands at the start of today, and on which day that can change without anybody paying."""
    today = clock.today()
    lease_id = get(Arrears, arrears_id).lease_id
    found = queries.account_of(lease_id)
    late = [one for one in found if one.is_overdue(today)]
    days = (today - late[0].due).days - 1 if late else 0
    rests = bool(late) and plans.ladder_rests(lease_id, today)
    if rests or _moved(lease_id, today):
        return Look(len(late), days, today + timedelta(days=1), rests)
    coming = [one.due + timedelta(days=1) for one in found if one.due >= today and one.unpaid() > 0]
    return Look(len(late), days, min([months_after(today.replace(day=1), 1), *coming]), suspended=False)


def _moved(lease_id: int, today: date) -> bool:
    """Whether money moved today: what it changes shows at the start of tomorrow."""
    mine = sa.exists().where(
        LedgerEntry.tenant == tenant(), LedgerEntry.lease_id == lease_id, LedgerEntry.on == today,
        LedgerEntry.credit == "receivable",
    )  # fmt: skip
    return bool(db.session.scalar(sa.select(mine)))


def reach(arrears_id: int, stage: str) -> list[str]:
    """Writes down that a stage was reached today, and the letter it has → all stages that were reached so far."""
    arrears = get(Arrears, arrears_id, lock=True)
    if stage not in arrears.stages:
        letters.write_demand(queries.lease_by_id(arrears.lease_id), stage)
    arrears.stages = {**arrears.stages, stage: arrears.stages.get(stage, clock.today().isoformat())}
    db.session.flush()
    return list(arrears.stages)


def close(arrears_id: int) -> None:
    """Nothing is overdue any more."""
    arrears = get(Arrears, arrears_id, lock=True)
    arrears.closed_on = arrears.closed_on or clock.today()
    db.session.flush()
