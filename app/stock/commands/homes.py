"""New projects, buildings, units, and assessed prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cases import codes
from app.errors import Conflict, Invalid
from app.people import queries as people
from app.stock.records import Building, Project, ProjectPrice, Unit, UnitEvent
from app.store import clock, db, tenant


def add_project(code: str, name: str, *, town: str, **more: Any) -> Project:
    """A new project in a town; `more`: kind, ownership, address, place. Its district is the one that serves the town today.

    Invalid for a kind or ownership that is in no code table; NotFound for an unknown town.
    """
    for field, table in (("kind", "project_type"), ("ownership", "ownership")):
        if not codes.known(table, more[field]):
            raise Invalid(_("没有代码为 %(code)s 的项目性质或产权。请使用代码表中的代码。", code=more[field]))
    project = Project(code=code, name=name, town=town, district=people.route(town).district, **more)
    db.session.add(project)
    db.session.flush()
    return project


def add_building(project: Project, name: str, *, floors: int, has_lift: bool) -> Building:
    """A new building of a project."""
    building = Building(project_id=project.id, name=name, floors=floors, has_lift=has_lift)
    db.session.add(building)
    db.session.flush()
    return building


def add_unit(building: Building, *, by: str, **facts: Any) -> Unit:
    """A new unit of a building, with the first line of its history; `facts` are the columns of Unit."""
    unit = Unit(building_id=building.id, **facts)
    add_units([unit], by=by)
    return unit


def add_units(units: Sequence[Unit], *, by: str) -> None:
    """New units, each with the first line of its history: many are written as fast as few."""
    db.session.add_all(units)
    db.session.flush()
    at = clock.now()
    db.session.add_all(
        UnitEvent(unit_id=unit.id, at=at, kind="created", title="登记房源", detail={"after": unit.state}, by=by)
        for unit in units
    )
    db.session.flush()


def set_price(project: Project, from_on: date, unit_price_fen: int, *, basis: str = "") -> ProjectPrice:
    """The assessed rent of a project from a day on, fen per ㎡ and month. Said again: the same one.

    Conflict for another price of the same day: what bills were made of is never overwritten.
    """
    known = db.session.scalar(
        sa.select(ProjectPrice).where(
            ProjectPrice.tenant == tenant(), ProjectPrice.project_id == project.id, ProjectPrice.from_on == from_on
        )
    )
    if known is not None and known.unit_price_fen != unit_price_fen:
        raise Conflict(_("%(day)s 起的评估价已经登记，不能覆盖。请用新的起始日登记新的评估价。", day=from_on))
    if known is None:
        known = ProjectPrice(project_id=project.id, from_on=from_on, unit_price_fen=unit_price_fen, basis=basis)
        db.session.add(known)
        db.session.flush()
    return known


def enter_price(project: Project, answers: dict[str, Any]) -> ProjectPrice:
    """An assessed rent from the form `stock.price`: {unit_price} in yuan, exact to the fen, {from_on}, {basis}."""
    fen = Decimal(str(answers["unit_price"])) * 100
    return set_price(project, date.fromisoformat(answers["from_on"]), int(fen), basis=answers["basis"].strip())
