"""What is kept of the housing stock."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Record, refers


class Project(Record):
    """A housing project. `kind`: code table project_type; `ownership` 1 government-invested, 2 society-invested.

    `place`: [x, y] on the city's schematic map (longitude, latitude in degrees).
    """

    __table_args__ = (sa.UniqueConstraint("tenant", "code"), sa.Index("ix_project_town", "tenant", "town"))

    code: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(2))
    ownership: Mapped[int] = mapped_column(sa.SmallInteger)
    district: Mapped[str] = mapped_column(sa.String(12))
    town: Mapped[str] = mapped_column(sa.String(12))
    address: Mapped[str] = mapped_column(sa.String(200))
    place: Mapped[list[Any]]


class ProjectPrice(Record):
    """The assessed market rent of a project from a day on: fen per ㎡ and month. Older prices stay."""

    __table_args__ = (refers("project_id", "project.id"), sa.UniqueConstraint("tenant", "project_id", "from_on"))

    project_id: Mapped[int]
    from_on: Mapped[date]
    unit_price_fen: Mapped[int]
    basis: Mapped[str] = mapped_column(sa.String(200), default="")


class Building(Record):
    """A building of a project."""

    __table_args__ = (refers("project_id", "project.id"), sa.UniqueConstraint("tenant", "project_id", "name"))

    project_id: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(20))
    floors: Mapped[int] = mapped_column(sa.SmallInteger)
    has_lift: Mapped[bool] = mapped_column(default=False)


class Unit(Record):
    """A home. `state`: code table house_status; `number` is the door's, `area` in ㎡, `layout` like “一室一厅”.

    `account_id`: who lives there, as the process that let it said; they may report what is broken.
    """

    __table_args__ = (
        refers("building_id", "building.id"),
        refers("account_id", "account.id"),
        sa.UniqueConstraint("tenant", "code"),
        sa.UniqueConstraint("tenant", "building_id", "number"),
        sa.Index("ix_unit_state", "tenant", "state"),
        sa.Index("ix_unit_account", "tenant", "account_id"),
    )

    building_id: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40))
    number: Mapped[str] = mapped_column(sa.String(20))
    floor: Mapped[int] = mapped_column(sa.SmallInteger)
    area: Mapped[Decimal] = mapped_column(sa.Numeric(7, 2))
    layout: Mapped[str] = mapped_column(sa.String(20))
    is_accessible: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(2), default="1")
    account_id: Mapped[int | None]


class UnitEvent(Record):
    """A line of a unit's history. `detail` holds what the line's kind shows, never a person's number."""

    __table_args__ = (refers("unit_id", "unit.id"), sa.Index("ix_unit_event_unit", "tenant", "unit_id", "at"))

    unit_id: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(sa.String(24))
    title: Mapped[str] = mapped_column(sa.Text)
    detail: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    by: Mapped[str] = mapped_column(sa.String(60))


class StockFile(Record):
    """A list of homes that was handed in: checked first, then taken in. `state`: checked, done.

    `figures`: how many rows were new, known and bad; `problems`: the bad rows, as the check found them.
    """

    name: Mapped[str] = mapped_column(sa.String(255))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    state: Mapped[str] = mapped_column(sa.String(8), default="checked")
    figures: Mapped[dict[str, Any]]
    problems: Mapped[list[Any]]
    by: Mapped[str] = mapped_column(sa.String(60))
    at: Mapped[datetime]


class Repair(Record):
    """Something broken in a home. `kind`, `state`: code tables repair_kind, repair_state; `reported_by` an actor.

    `account_id`: the tenant who reported it, empty for an inspector's report. `photos`: uids of kept files, `done_photos`
    those of the work. `rating` 1–5; empty when nobody rated in time.
    """

    __table_args__ = (
        refers("unit_id", "unit.id"),
        refers("account_id", "account.id"),
        sa.UniqueConstraint("tenant", "number"),
        sa.UniqueConstraint("tenant", "form_key"),
        sa.Index("ix_repair_unit", "tenant", "unit_id"),
        sa.Index("ix_repair_account", "tenant", "account_id"),
    )

    number: Mapped[str] = mapped_column(sa.String(20))
    form_key: Mapped[str] = mapped_column(sa.String(64))
    unit_id: Mapped[int]
    account_id: Mapped[int | None]
    district: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(2))
    is_urgent: Mapped[bool]
    text: Mapped[str] = mapped_column(sa.Text)
    photos: Mapped[list[Any]]
    done_photos: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(sa.String(2), default="1")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    worker: Mapped[str] = mapped_column(sa.String(60), default="")
    rating: Mapped[int | None] = mapped_column(sa.SmallInteger)
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    reported_by: Mapped[str] = mapped_column(sa.String(60))
    reported_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
