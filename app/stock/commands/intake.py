"""Lists of homes are taken in: each row once, each bad row named, the rest go in."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from app.cases import codes
from app.errors import Conflict
from app.people import queries as people
from app.stock import lists
from app.stock.commands.homes import add_building, add_project, add_unit, set_price
from app.stock.records import Building, Project, StockFile, Unit
from app.stock.rules.lines import Line, Problem, parse
from app.store import clock, db, get, tenant

_CHOICES = {"kind": "project_type", "ownership": "ownership", "state": "house_status"}
_MOST_PROBLEMS = 1000


@dataclass
class Report:
    """What became of a list: rows that were new, known and bad, and the bad ones with what is wrong."""

    new: int = 0
    known: int = 0
    bad: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, int]:
        """The three counts."""
        return {"new": self.new, "known": self.known, "bad": self.bad}


class _Refused(Exception):
    """A row that contradicts what is registered."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def check_list(name: str, content: bytes, *, by: str) -> StockFile:
    """Tries a list without taking anything in, and keeps it with what was found. Invalid when it cannot be read."""
    rows = lists.rows(content)
    trial = db.session.begin_nested()
    report = _take(rows, by=by)
    trial.rollback()
    kept = StockFile(name=name[:255], content=content, figures=report.figures, problems=report.problems)
    kept.by, kept.at = by, clock.now()
    db.session.add(kept)
    db.session.flush()
    return kept


def take_list(file_id: int, *, by: str) -> StockFile:
    """Takes a checked list in; the rows are judged anew. Again: nothing changes."""
    kept = get(StockFile, file_id, lock=True)
    if kept.state != "done":
        report = take_rows(kept.content, by=by)
        kept.state, kept.figures, kept.problems = "done", report.figures, report.problems
        kept.by, kept.at = by, clock.now()
        db.session.flush()
    return kept


def take_rows(content: bytes, *, by: str) -> Report:
    """Takes every good row of a list in. The same list twice changes nothing."""
    return _take(lists.rows(content), by=by)


def _take(rows: list[lists.Row], *, by: str) -> Report:
    report, choices = Report(), _choices()
    for number, given in rows:
        problems = _row(given, choices, by, report)
        if problems:
            report.bad += 1
            report.problems += [{"row": number, **asdict(problem)} for problem in problems]
    del report.problems[_MOST_PROBLEMS:]
    return report


def _choices() -> dict[str, dict[str, str]]:
    """What may be written for a code: the code itself, its names; for a town also its name with the district."""
    found = {
        key: {text: code.code for code in codes.table(table) for text in (code.code, code.name, code.name_en) if text}
        for key, table in _CHOICES.items()
    }
    found["town"] = {}
    for district, towns in people.towns_by_district().items():
        for town in towns:
            found["town"].update({town.code: town.code, town.name: town.code, f"{district}{town.name}": town.code})
    return found


def _row(given: dict[str, Any] | None, choices: dict[str, dict[str, str]], by: str, report: Report) -> list[Problem]:
    if given is None:
        return [Problem("", "json")]
    line = parse(given, choices)
    if line.problems:
        return line.problems
    try:
        with db.session.begin_nested():
            is_new = _keep(line, by)
    except _Refused as refused:
        return [refused.problem]
    report.new += is_new
    report.known += not is_new
    return []


def _keep(line: Line, by: str) -> bool:
    """Registers what the line says and is not there yet → whether the home is new. What is there is only compared."""
    said = line.values
    project = _project(said)
    try:
        set_price(project, said["price_from"], int(said["unit_price"] * 100), basis="导入")
    except Conflict:
        raise _Refused(Problem("unit_price", "price", str(said["unit_price"]))) from None
    building = _building(project, said)
    unit = _found(Unit, Unit.building_id == building.id, Unit.number == said["number"])
    if unit is not None:
        _same(unit, said, {"floor": "floor", "area": "area"})
        return False
    facts = {key: said[key] for key in ("number", "floor", "area", "layout", "is_accessible", "state")}
    add_unit(building, by=by, code=line.unit_code, **facts)
    return True


def _project(said: dict[str, Any]) -> Project:
    said = {**said, "ownership": int(said["ownership"])}
    known = _found(Project, Project.code == said["project_code"])
    if known is not None:
        _same(known, said, {"name": "project_name", "kind": "kind", "ownership": "ownership", "town": "town"})
        return known
    facts = {key: said[key] for key in ("kind", "ownership", "address")}
    place = [float(said["longitude"]), float(said["latitude"])]
    return add_project(said["project_code"], said["project_name"], town=said["town"], place=place, **facts)


def _building(project: Project, said: dict[str, Any]) -> Building:
    known = _found(Building, Building.project_id == project.id, Building.name == said["building"])
    if known is not None:
        _same(known, said, {"floors": "floors"})
        return known
    return add_building(project, said["building"], floors=said["floors"], has_lift=said["has_lift"])


def _found(kind: Any, *where: Any) -> Any:
    return db.session.scalar(sa.select(kind).where(kind.tenant == tenant(), *where))


def _same(known: Any, said: dict[str, Any], pairs: dict[str, str]) -> None:
    """An import never changes what is registered: a difference is named."""
    for attribute, key in pairs.items():
        if getattr(known, attribute) != said[key]:
            raise _Refused(Problem(key, "differs", str(said[key]), str(getattr(known, attribute))))
