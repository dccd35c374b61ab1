"""Lists of leases for officers: ending soon, late with so many bills, a review due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.engine.decisions import decide
from app.leasing.records import Bill, Lease, LeaseRequest
from app.store import clock, db, tenant

SHOWS = ("all", "ending", "overdue", "review", "draft", "leaving")


@dataclass(frozen=True)
class Line:
    """A lease with how many of its bills are late, the principal of these in fen, and the oldest one's due day."""

    lease: Lease
    overdue: int
    overdue_fen: int
    oldest: date | None

    @property
    def days_late(self) -> int:
        """Days since the day after the oldest late bill was due."""
        return (clock.today() - self.oldest).days - 1 if self.oldest else 0


@dataclass(frozen=True)
class LinePage:
    """One page of a list: page from 1, its size, how many lines there are in all."""

    items: list[Line]
    total: int
    page: int
    size: int


@dataclass(frozen=True)
class Wish:
    """What is listed: `show` one of SHOWS, `months` late bills at least, `text` part of number, name or home."""

    show: str = "all"
    months: int = 1
    text: str = ""
    page: int = 1
    size: int = 25


def lines(districts: Collection[str] | None, wish: Wish) -> LinePage:
    """The leases of those districts (None: all) that are wished for; the latest first, late ones by how late they are."""
    late = _late()
    statement = (
        sa.select(Lease, sa.func.coalesce(late.c.bills, 0), sa.func.coalesce(late.c.fen, 0), late.c.oldest)
        .outerjoin(late, late.c.lease_id == Lease.id)
        .where(Lease.tenant == tenant(), *_wished(wish, late))
    )
    if districts is not None:
        statement = statement.where(Lease.district.in_(districts))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0
    order = {"overdue": (late.c.bills.desc(), late.c.oldest), "ending": (Lease.end_on,)}.get(
        wish.show, (Lease.id.desc(),)
    )
    rows = db.session.execute(statement.order_by(*order, Lease.id).offset((wish.page - 1) * wish.size).limit(wish.size))
    return LinePage([Line(*row) for row in rows], total, wish.page, wish.size)


def matching(districts: Collection[str] | None, wish: Wish) -> sa.Select[Any]:
    """The ids of all leases that are wished for, whatever page: to be used inside another statement."""
    late = _late()
    found = sa.select(Lease.id).outerjoin(late, late.c.lease_id == Lease.id)
    found = found.where(Lease.tenant == tenant(), *_wished(wish, late))
    return found if districts is None else found.where(Lease.district.in_(districts))


def _late() -> Any:
    """Of each lease its late bills."""
    return (
        sa.select(
            Bill.lease_id,
            sa.func.count().label("bills"),
            sa.func.sum(Bill.unpaid_fen).label("fen"),
            sa.func.min(Bill.due_on).label("oldest"),
        )
        .where(Bill.tenant == tenant(), Bill.unpaid_fen > 0, Bill.due_on < clock.today())
        .group_by(Bill.lease_id)
        .subquery()
    )


def _wished(wish: Wish, late: Any) -> list[Any]:
    found: list[Any] = []
    today = clock.today()
    if wish.show == "ending":
        found += [Lease.state == "running", Lease.end_on <= today + _ahead("ending_days")]
    elif wish.show == "overdue":
        found.append(late.c.bills >= wish.months)
    elif wish.show == "review":
        soon = sa.and_(Lease.start_on <= today - _ahead("review_days"), _anniversary(today))
        found += [Lease.state == "running", sa.or_(soon, _in_review())]
    elif wish.show in ("draft", "leaving"):
        found.append(Lease.state == wish.show)
    if wish.text:
        like = f"%{wish.text.replace('%', '').replace('_', '')}%"
        found.append(sa.or_(Lease.number.ilike(like), Lease.holder_name.ilike(like), Lease.unit_name.ilike(like)))
    return found


def _in_review() -> Any:
    """The lease's yearly review is open."""
    mine = (LeaseRequest.tenant == Lease.tenant) & (LeaseRequest.lease_id == Lease.id)
    return sa.exists().where(mine, LeaseRequest.kind == "review", LeaseRequest.state == "open")


def _ahead(name: str) -> timedelta:
    """How far a list looks ahead, as the decision `lease_limits` says."""
    return timedelta(days=int(decide("lease_limits", {})[name]))


def _anniversary(today: date) -> Any:
    """The lease began on a day of the year that comes within `review_days`."""
    first, last = f"{today:%m%d}", f"{today + _ahead('review_days'):%m%d}"
    day = sa.func.to_char(Lease.start_on, "MMDD")
    return day.between(first, last) if first <= last else sa.or_(day >= first, day <= last)
