"""What is kept of signals: which diagrams begin with one, who waits for one, and who is still to have one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.records import ACTOR, NAME
from app.store import Json, Moment, Record, refers


class SignalStart(Record):
    """Which diagrams a signal starts, and at which start event: of the newest version."""

    name: Mapped[str] = mapped_column(NAME)
    diagram: Mapped[str] = mapped_column(NAME)
    version_id: Mapped[int]
    element: Mapped[str] = mapped_column(NAME)
    __table_args__ = (
        UniqueConstraint("tenant", "name", "diagram"),
        refers("version_id", "diagram_version.id"),
    )


class SignalSubscription(Record):
    """A token that waits for a signal of that name."""

    process_id: Mapped[int]
    token: Mapped[int]
    element: Mapped[str] = mapped_column(NAME)
    name: Mapped[str] = mapped_column(NAME)
    __table_args__ = (
        refers("process_id", "process.id"),
        UniqueConstraint("tenant", "process_id", "token"),
        Index(None, "tenant", "name"),
    )


class SignalDelivery(Record):
    """A signal that a waiting token is still to have, or that is still to start a version: deleted by the delivery.

    hops: how many signals led to this one; one that begins a process counts ten. No foreign key to the process: its check would lock the process's row, and
    whoever throws a signal would wait for everybody who works on one of a thousand processes.
    """

    process_id: Mapped[int | None]
    token: Mapped[int | None]
    version_id: Mapped[int | None]
    element: Mapped[str] = mapped_column(NAME)
    name: Mapped[str] = mapped_column(NAME)
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    sent_by: Mapped[str] = mapped_column(ACTOR)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime] = mapped_column(Moment)
    hops: Mapped[int] = mapped_column(sa.SmallInteger)
    __table_args__ = (
        sa.CheckConstraint("(process_id IS NULL) <> (version_id IS NULL)", name="goal"),
        Index(None, "tenant", "process_id"),
        Index(None, "tenant", "hops", "id"),
    )
