"""What may be asked of hardship: plans, what is overdue, whether the ladder of arrears rests; and all rents of a lease."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.leasing.queries.accounts import account_of
from app.leasing.records import LeaseRequest, Plan, Rent
from app.store import db, get, tenant

KIND = "hardship"


def plan_by_id(plan_id: int, *, lock: bool = False) -> Plan:
    """The plan with that id. NotFound when there is none."""
    return get(Plan, plan_id, lock=lock)


def plans_of(lease_id: int) -> list[Plan]:
    """A lease's plans, the newest first."""
    mine = sa.select(Plan).where(Plan.tenant == tenant(), Plan.lease_id == lease_id)
    return list(db.session.scalars(mine.order_by(Plan.id.desc())))


def plans_granted(request_id: int) -> list[Plan]:
    """What a request led to."""
    mine = sa.select(Plan).where(Plan.tenant == tenant(), Plan.request_id == request_id)
    return list(db.session.scalars(mine.order_by(Plan.id)))


def kept_plan(lease_id: int, kind: str) -> Plan | None:
    """The plan of that kind that is kept now, or None."""
    mine = (Plan.tenant == tenant()) & (Plan.lease_id == lease_id) & (Plan.kind == kind) & (Plan.state == "kept")
    return db.session.scalar(sa.select(Plan).where(mine))


def rents_of(lease_id: int) -> list[Rent]:
    """All rents of a lease by their first day."""
    mine = sa.select(Rent).where(Rent.tenant == tenant(), Rent.lease_id == lease_id)
    return list(db.session.scalars(mine.order_by(Rent.from_on)))


def overdue_principal(lease_id: int, day: date) -> int:
    """Fen of principal that are still open on that day of bills whose due day has passed."""
    return sum(one.unpaid() for one in account_of(lease_id) if one.due < day)


def ladder_rests(lease_id: int, day: date) -> bool:
    """Whether the ladder of arrears rests: a request in hardship is being decided, or instalments are kept.

    It goes on the day after: on the day itself of a decision, or on which a plan broke, it still rests.
    """
    asked = sa.exists().where(
        LeaseRequest.tenant == tenant(), LeaseRequest.lease_id == lease_id, LeaseRequest.kind == KIND,
        sa.or_(LeaseRequest.state == "open", LeaseRequest.decided_on == day),
    )  # fmt: skip
    kept = sa.exists().where(
        Plan.tenant == tenant(), Plan.lease_id == lease_id, Plan.kind == "instalments",
        sa.or_(Plan.state == "kept", Plan.ended_on == day),
    )  # fmt: skip
    return bool(db.session.scalar(sa.select(sa.or_(asked, kept))))
