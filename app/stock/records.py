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
    """A home. `state`: code table house_status; `number` is the door's, `area` in ㎡, `layout` like “一室一厅”."""

    __table_args__ = (
        refers("building_id", "building.id"),
        sa.UniqueConstraint("tenant", "code"),
        sa.UniqueConstraint("tenant", "building_id", "number"),
        sa.Index("ix_unit_state", "tenant", "state"),
    )

    building_id: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40))
    number: Mapped[str] = mapped_column(sa.String(20))
    floor: Mapped[int] = mapped_column(sa.SmallInteger)
    area: Mapped[Decimal] = mapped_column(sa.Numeric(7, 2))
    layout: Mapped[str] = mapped_column(sa.String(20))
    is_accessible: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(2), default="1")


class UnitEvent(Record):
    """A line of a unit's history. `detail` holds what the line's kind shows, never a person's number."""

    __table_args__ = (refers("unit_id", "unit.id"), sa.Index("ix_unit_event_unit", "tenant", "unit_id", "at"))

    unit_id: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(sa.String(24))
    title: Mapped[str] = mapped_column(sa.Text)
    detail: Mapped[dict[str, Any] | None] = mapped_column(Json(none_as_null=True))
    by: Mapped[str] = mapped_column(sa.String(60))
