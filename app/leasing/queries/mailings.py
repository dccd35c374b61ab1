"""To whom a letter to many goes, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.cases.records import Letter
from app.leasing.queries import lists
from app.leasing.records import Bill, Lease, Mailing, MailingLine
from app.store import clock, db, tenant

MOST = 20_000
"""Leases one mailing may go to."""
KINDS = ("lease_expiry", "bill", "demand_1", "demand_2", "interview_notice")
"""The kinds of letters that may be written to many: what they say is known from the lease and its books."""


@dataclass(frozen=True)
class Chosen:
    """The leases that get the letter, in their order; how many were listed; how many had it today already."""

    lease_ids: list[int]
    listed: int
    had: int


def chosen(districts: Collection[str] | None, wish: lists.Wish, kind: str) -> Chosen:
    """The leases of a list to which a letter of that kind has something to say, without those that got it today."""
    listed = lists.matching(districts, wish)
    had = sa.select(MailingLine.lease_id).where(
        MailingLine.tenant == tenant(), MailingLine.kind == kind, MailingLine.on == clock.today()
    )
    fit = sa.select(Lease.id).where(Lease.tenant == tenant(), Lease.id.in_(listed), _concerned(kind))
    ids = db.session.scalars(fit.where(Lease.id.not_in(had)).order_by(Lease.id).limit(MOST)).all()
    count = sa.select(sa.func.count())
    return Chosen(
        list(ids),
        db.session.scalar(count.select_from(listed.subquery())) or 0,
        db.session.scalar(count.select_from(fit.where(Lease.id.in_(had)).subquery())) or 0,
    )


def _concerned(kind: str) -> sa.ColumnElement[bool]:
    """Whether a letter of that kind has something to say to the lease."""
    if kind == "lease_expiry":
        return Lease.state == "running"
    owes = sa.exists().where(Bill.tenant == Lease.tenant, Bill.lease_id == Lease.id, Bill.unpaid_fen > 0)
    return owes if kind == "bill" else owes.where(Bill.due_on < clock.today())


def mailing_of(key: str) -> Mailing | None:
    """The mailing of that key, or None."""
    return db.session.scalar(sa.select(Mailing).where(Mailing.tenant == tenant(), Mailing.key == key))


def counts(mailing: Mailing) -> dict[str, int]:
    """How many of its letters are waiting, written, needless."""
    mine = (MailingLine.tenant == tenant()) & (MailingLine.mailing_id == mailing.id)
    found = sa.select(MailingLine.state, sa.func.count()).where(mine).group_by(MailingLine.state)
    return dict.fromkeys(("waiting", "written", "needless"), 0) | {
        state: count for state, count in db.session.execute(found)
    }


def lines(mailing: Mailing, page: int, size: int) -> list[tuple[MailingLine, Lease, Letter | None]]:
    """A page of its letters, with lease and letter."""
    same = (Letter.tenant == MailingLine.tenant) & (Letter.id == MailingLine.letter_id)
    found = (
        sa.select(MailingLine, Lease, Letter)
        .join(Lease, (Lease.tenant == MailingLine.tenant) & (Lease.id == MailingLine.lease_id))
        .outerjoin(Letter, same)
        .where(MailingLine.tenant == tenant(), MailingLine.mailing_id == mailing.id)
    )
    rows = db.session.execute(found.order_by(MailingLine.id).offset((page - 1) * size).limit(size))
    return [(line, lease, letter) for line, lease, letter in rows]


def waiting(limit: int) -> list[MailingLine]:
    """Letters that are not written yet, oldest first, locked; what another is at is left to it."""
    found = sa.select(MailingLine).where(MailingLine.tenant == tenant(), MailingLine.state == "waiting")
    return list(db.session.scalars(found.order_by(MailingLine.id).limit(limit).with_for_update(skip_locked=True)))


def outside(mailing: Mailing, districts: Collection[str]) -> bool:
    """Whether some of its letters go to leases of other districts."""
    mine = (MailingLine.tenant == tenant()) & (MailingLine.mailing_id == mailing.id)
    others = (
        sa.select(MailingLine.id)
        .join(Lease, (Lease.tenant == MailingLine.tenant) & (Lease.id == MailingLine.lease_id))
        .where(mine, Lease.district.not_in(districts))
    )
    return db.session.scalar(sa.select(others.exists())) or False
