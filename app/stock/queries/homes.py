"""Projects, buildings, units, and what happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound
from app.stock.records import Building, Project, Unit, UnitEvent
from app.store import db, get, tenant


@dataclass(frozen=True)
class Home:
    """A unit with the building and the project it lies in."""

    unit: Unit
    building: Building
    project: Project

    @property
    def name(self) -> str:
        """`安居苑 1栋 1203`."""
        return f"{self.project.name} {self.building.name} {self.unit.number}"


@dataclass(frozen=True)
class Counted:
    """A project with its units by state; `units` is how many there are in all."""

    project: Project
    states: dict[str, int]

    @property
    def units(self) -> int:
        """All units that were asked for."""
        return sum(self.states.values())


def unit_by_id(unit_id: int, *, lock: bool = False) -> Unit:
    """The unit with that id, locked when its state is about to change. NotFound when there is none."""
    return get(Unit, unit_id, lock=lock)


def home(code: str) -> Home:
    """The unit of that code, with where it lies. NotFound when there is none."""
    return _only(Unit.code == code)


def home_of(unit_id: int) -> Home:
    """The unit with that id, with where it lies. NotFound when there is none."""
    return _only(Unit.id == unit_id)


def homes_of_account(account_id: int) -> list[Home]:
    """The units in which somebody lives, as the process that let them said."""
    return [Home(*row) for row in db.session.execute(_homes(Unit.account_id == account_id))]


def _homes(*where: Any) -> Any:
    building = (Building.tenant == Unit.tenant) & (Building.id == Unit.building_id)
    project = (Project.tenant == Building.tenant) & (Project.id == Building.project_id)
    return sa.select(Unit, Building, Project).join(Building, building).join(Project, project).where(
        Unit.tenant == tenant(), *where
    )  # fmt: skip


def _only(condition: Any) -> Home:
    row = db.session.execute(_homes(condition)).first()
    if row is None:
        raise NotFound()
    return Home(*row)


def homes(project_id: int) -> list[Home]:
    """All units of a project, by building, floor and door."""
    ordered = _homes(Project.id == project_id).order_by(Building.name, Unit.floor, Unit.number)
    return [Home(*row) for row in db.session.execute(ordered)]


def project_named(code: str) -> Project:
    """The project of that code. NotFound when there is none."""
    found = db.session.scalar(sa.select(Project).where(Project.tenant == tenant(), Project.code == code))
    if found is None:
        raise NotFound()
    return found


def projects(*, kind: str = "", district: str = "", state: str = "") -> list[Counted]:
    """The projects of a kind and a district ("" for all) with their units, of one state or all; by code.

    A project none of whose units is in that state is left out.
    """
    statement = sa.select(Project).where(Project.tenant == tenant())
    if kind:
        statement = statement.where(Project.kind == kind)
    if district:
        statement = statement.where(Project.district == district)
    counted = _units_by_project(state)
    found = [Counted(one, counted.get(one.id, {})) for one in db.session.scalars(statement.order_by(Project.code))]
    return [one for one in found if one.units or not state]


def _units_by_project(state: str) -> dict[int, dict[str, int]]:
    joined = (Building.tenant == Unit.tenant) & (Building.id == Unit.building_id)
    statement = (
        sa.select(Building.project_id, Unit.state, sa.func.count())
        .join(Building, joined)
        .where(Unit.tenant == tenant())
    )
    if state:
        statement = statement.where(Unit.state == state)
    found: dict[int, dict[str, int]] = {}
    for project_id, code, units in db.session.execute(statement.group_by(Building.project_id, Unit.state)):
        found.setdefault(project_id, {})[code] = units
    return found


def counts(found: list[Counted]) -> dict[str, int]:
    """The units of these projects by state, in the order of the states' codes."""
    total: dict[str, int] = {}
    for one in found:
        for code, units in one.states.items():
            total[code] = total.get(code, 0) + units
    return dict(sorted(total.items()))


def buildings(project_id: int) -> list[Building]:
    """The buildings of a project, by name."""
    mine = sa.select(Building).where(Building.tenant == tenant(), Building.project_id == project_id)
    return list(db.session.scalars(mine.order_by(Building.name)))


def units_of(building_id: int) -> list[Unit]:
    """The units of a building, by floor and door."""
    mine = sa.select(Unit).where(Unit.tenant == tenant(), Unit.building_id == building_id)
    return list(db.session.scalars(mine.order_by(Unit.floor, Unit.number)))


def events(unit_id: int) -> list[UnitEvent]:
    """What ever happened to a unit, newest first."""
    mine = sa.select(UnitEvent).where(UnitEvent.tenant == tenant(), UnitEvent.unit_id == unit_id)
    return list(db.session.scalars(mine.order_by(UnitEvent.at.desc(), UnitEvent.id.desc())))
