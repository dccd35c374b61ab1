"""Lists of homes are taken in: each row once, each bad row named, the rest go in."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from app.cases import codes
from app.people import queries as people
from app.stock import lists
from app.stock.commands.taking import Refused, Taking
from app.stock.records import StockFile
from app.stock.rules.lines import Line, Problem, parse
from app.store import clock, db, get

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
    report, choices, taking = Report(), _choices(), Taking()
    for number, given in rows:
        line = parse(given, choices) if given is not None else Line(problems=[Problem("", "json")])
        try:
            is_new = not line.problems and taking.keep(line)
            report.new += is_new
            report.known += not is_new and not line.problems
        except Refused as refused:
            line.problems.append(refused.problem)
        report.bad += bool(line.problems)
        report.problems += [{"row": number, **asdict(problem)} for problem in line.problems]
    taking.write(by)
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
