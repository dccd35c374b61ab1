"""One run over a list: what is registered is only compared; what is new is written, the units at the end all at once.

A row is judged wholly before anything of it is written, so that a bad row leaves nothing behind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.stock.commands.homes import add_building, add_project, add_units, set_price
from app.stock.records import Building, Project, ProjectPrice, Unit
from app.stock.rules.lines import Line, Problem
from app.store import db, tenant

_UNIT = ("number", "floor", "area", "layout", "is_accessible", "state")


class Refused(Exception):
    """A row that contradicts what is registered."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass
class Taking:
    """What a run has seen so far: each project, building and price is looked up once."""

    projects: dict[str, Project | None] = field(default_factory=dict)
    buildings: dict[tuple[int, str], Building | None] = field(default_factory=dict)
    prices: dict[int, dict[date, int]] = field(default_factory=dict)
    units: dict[int, dict[str, Unit]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=lambda: _codes())
    fresh: list[Unit] = field(default_factory=list)

    def keep(self, line: Line) -> bool:
        """Whether the home of the line is new; then it is written with `write`. Refused names a contradiction."""
        said = {**line.values, "ownership": int(line.values["ownership"])}
        project = self._project(said)
        building = self._building(project, said) if project else None
        unit = self._units(building).get(said["number"]) if building else None
        if unit is not None:
            _same(unit, said, {"floor": "floor", "area": "area"})
        elif line.unit_code in self.codes:
            raise Refused(Problem("number", "taken", line.unit_code))
        project = project or self._new_project(said)
        if said["price_from"] not in self._prices(project):
            fen = int(said["unit_price"] * 100)
            set_price(project, said["price_from"], fen, basis="导入")
            self._prices(project)[said["price_from"]] = fen
        building = building or self._new_building(project, said)
        if unit is None:
            made = Unit(building_id=building.id, code=line.unit_code, **{key: said[key] for key in _UNIT})
            self._units(building)[said["number"]] = made
            self.codes.add(made.code)
            self.fresh.append(made)
        return unit is None

    def write(self, by: str) -> None:
        """Writes the new homes, each with the first line of its history."""
        add_units(self.fresh, by=by)

    def _project(self, said: dict[str, Any]) -> Project | None:
        code = said["project_code"]
        if code not in self.projects:
            self.projects[code] = _first(Project, Project.code == code)
        known = self.projects[code]
        if known is not None:
            _same(known, said, {"name": "project_name", "kind": "kind", "ownership": "ownership", "town": "town"})
            price = self._prices(known).get(said["price_from"])
            if price not in (None, said["unit_price"] * 100):
                raise Refused(Problem("unit_price", "price", str(said["unit_price"])))
        return known

    def _prices(self, project: Project) -> dict[date, int]:
        if project.id not in self.prices:
            mine = (ProjectPrice.tenant == tenant()) & (ProjectPrice.project_id == project.id)
            rows = db.session.execute(sa.select(ProjectPrice.from_on, ProjectPrice.unit_price_fen).where(mine))
            self.prices[project.id] = {day: fen for day, fen in rows}
        return self.prices[project.id]

    def _building(self, project: Project, said: dict[str, Any]) -> Building | None:
        key = project.id, said["building"]
        if key not in self.buildings:
            self.buildings[key] = _first(Building, Building.project_id == project.id, Building.name == key[1])
        known = self.buildings[key]
        if known is not None:
            _same(known, said, {"floors": "floors"})
        return known

    def _units(self, building: Building) -> dict[str, Unit]:
        if building.id not in self.units:
            mine = sa.select(Unit).where(Unit.tenant == tenant(), Unit.building_id == building.id)
            self.units[building.id] = {unit.number: unit for unit in db.session.scalars(mine)}
        return self.units[building.id]

    def _new_project(self, said: dict[str, Any]) -> Project:
        facts = {key: said[key] for key in ("kind", "ownership", "address")}
        place = [float(said["longitude"]), float(said["latitude"])]
        made = add_project(said["project_code"], said["project_name"], town=said["town"], place=place, **facts)
        self.projects[made.code] = made
        return made

    def _new_building(self, project: Project, said: dict[str, Any]) -> Building:
        made = add_building(project, said["building"], floors=said["floors"], has_lift=said["has_lift"])
        self.buildings[project.id, made.name] = made
        return made


def _codes() -> set[str]:
    return set(db.session.scalars(sa.select(Unit.code).where(Unit.tenant == tenant())))


def _first(kind: Any, *where: Any) -> Any:
    return db.session.scalar(sa.select(kind).where(kind.tenant == tenant(), *where))


def _same(known: Any, said: dict[str, Any], pairs: dict[str, str]) -> None:
    """An import never changes what is registered: a difference is named."""
    for attribute, key in pairs.items():
        if getattr(known, attribute) != said[key]:
            raise Refused(Problem(key, "differs", str(said[key]), str(getattr(known, attribute))))
