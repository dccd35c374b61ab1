"""The time: one value a transaction, taken from the database, in Asia/Shanghai.

A node with a wrong clock would end a public notice early; so nobody asks the machine. In the demonstration the date may
be moved forward, never back; every move is a row that stays, and the offset is their sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app import settings
from app.errors import Invalid, NotAllowed
from app.store.database import ZONE, db, tenant
from app.store.plain import run_sql
from app.store.records import ClockMove

_fixed: ContextVar[datetime | None] = ContextVar("fixed moment", default=None)
_KEY = "anju now"
MOMENT = (
    "clock_timestamp() + make_interval(secs =>"
    " (SELECT coalesce(sum(seconds), 0) FROM clock_move WHERE tenant = %(tenant)s)::float8)"
)
"""The time as an SQL expression, for a statement that is asked anyway; what it read is given to `seen`."""


def now() -> datetime:
    """This transaction's moment: the database's clock plus the demonstration's offset, or the fixed moment of a test."""
    fixed_at = _fixed.get()
    if fixed_at is not None:
        return fixed_at
    session = db.session()
    if _KEY not in session.info:
        session.info[_KEY] = _read(session)
    return session.info[_KEY]


def seen(moment: datetime) -> None:
    """A statement has read MOMENT besides: it is this transaction's moment, unless that was taken before."""
    db.session().info.setdefault(_KEY, moment.astimezone(ZONE))


def today() -> date:
    """The date in Asia/Shanghai at `now()`."""
    return now().date()


def end_of(day: date) -> datetime:
    """24:00 of that day: the first moment that is too late."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Within it, in this thread, the time is `moment` (aware): for tests and rehearsals."""
    token = _fixed.set(moment.astimezone(ZONE))
    try:
        yield
    finally:
        _fixed.reset(token)


def may_move() -> bool:
    """Whether the demonstration's clock may be moved (settings.demo.clock)."""
    return settings.current().demo.clock


def move(by: timedelta, *, actor: str, reason: str = "") -> datetime:
    """Moves the clock forward for everybody and keeps who did it; returns the new time.

    NotAllowed outside the demonstration; Invalid for a move back or of more than ten years.
    """
    if not may_move():
        raise NotAllowed(_("只有演示环境可以调整日期。"))
    seconds = int(by.total_seconds())
    if not 0 < seconds <= 3660 * 86400:
        raise Invalid(_("日期只能向前调整，且一次不超过十年。"))
    before = now()
    session = db.session()
    session.add(ClockMove(at=before, seconds=seconds, moved_by=actor, reason=reason))
    session.flush()
    session.info[_KEY] = before + timedelta(seconds=seconds)
    return now()


def moves() -> list[ClockMove]:
    """Every move there was, oldest first."""
    return list(db.session.scalars(sa.select(ClockMove).where(ClockMove.tenant == tenant()).order_by(ClockMove.id)))


def _read(session: Session) -> datetime:
    return (
        run_sql(f"SELECT {MOMENT}", {"tenant": tenant()}).scalar_one().astimezone(ZONE)
    )  # in every transaction: plain and prepared


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> Any:
    if ended.parent is None:
        session.info.pop(_KEY, None)
