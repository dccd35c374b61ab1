"""Where a matter stands: which office has it, what it does there, and the legal date by which it must be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from app import engine
from app.cases import queries as cases
from app.cases.records import Case
from app.cases.rules import stage_of, states
from app.people import queries as people
from app.store.database import ZONE

OFFICE_OF_STAGE = {
    "submitted": "street",
    "accept": "street",
    "first_review": "street",
    "notice_1": "street",
    "second_review": "district",
    "notice_2": "district",
}
PUBLISHED = frozenset({"2050", "3050", "4050"})


@dataclass(frozen=True)
class Standing:
    """Who has a matter. `due_at` is the end of the legal day, as `m.due` of the macros reads it; None where none runs."""

    office: str
    doing: str
    due_at: datetime | None = None
    started_at: datetime | None = None

    @property
    def due_on(self) -> date | None:
        """The last permitted day."""
        return (self.due_at - timedelta(microseconds=1)).date() if self.due_at else None


@dataclass(frozen=True)
class Pause:
    """Why and since when a matter is suspended, as the applicant may know it; and until when its notice is announced."""

    since: datetime | None
    reason: str
    notice_until: date | None


def pause(case: Case) -> Pause | None:
    """The suspension of a matter; None when it is not suspended."""
    if not cases.is_open(case) or not _is_suspended(case):
        return None
    told = cases.timeline(case, "applicant")
    line = next((one for one in told if one.kind == "suspended"), None)
    notice = next((one for one in told if one.kind in ("notice_published", "notice_closed", "notice_taken_down")), None)
    closes_on = (notice.detail or {}).get("closes_on") if notice and notice.kind == "notice_published" else None
    return Pause(
        line.at if line else None,
        str((line.detail or {}).get("text", "")) if line else "",
        date.fromisoformat(closes_on) if closes_on else None,
    )


def _is_suspended(case: Case) -> bool:
    """By its state, or because its process stands still though nobody changed the state."""
    if case.state in states.STANDING_STILL:
        return True
    return any(process.state == "suspended" for process in engine.processes_of(case.number))


def waiting_for_applicant(case: Case) -> list[Any]:
    """The open tasks that wait for the applicant."""
    return engine.tasks_for("applicant", case.number)


def standing(case: Case) -> Standing | None:
    """Who has the matter now; None when the applicant has it, when it is suspended, registered or ended."""
    if not cases.is_open(case) or case.state in states.AFTER_REGISTRATION or _is_suspended(case):
        return None
    tasks = [t for t in engine.open_tasks(business_key=case.number) if t.diagram != "supervision"]
    if any(task.role == "applicant" for task in tasks):
        return None
    theirs = sorted((task.due_at, task.id, task) for task in tasks if task.due_at)
    if case.state in PUBLISHED:
        return _publishing(case)
    if theirs:
        first = theirs[0][2]
        return Standing(office_name(first.organisation), first.name, first.due_at, first.started_at)
    return _at_work(case)


def _publishing(case: Case) -> Standing:
    for line in cases.timeline(case, "applicant"):
        closes_on = (line.detail or {}).get("closes_on")
        if closes_on:
            return Standing(office_name(_code(case)), _("公示"), _end_of(closes_on), line.at)
    return Standing(office_name(_code(case)), _("公示"))


def _at_work(case: Case) -> Standing:
    """Between two tasks of people: the departments are asked (联合审查) and the process waits until their time is up."""
    due = [p.due_at for p in engine.processes_of(case.number) if p.diagram == "application" and p.state == "running"]
    asking, finding_out = _("联合审查"), _("人工协查")
    doing = {"3005": asking, "3006": finding_out, "4005": asking, "4006": finding_out}.get(case.state, _("办理中"))
    return Standing(office_name(_code(case)), doing, due[0] if due else None)


def _code(case: Case) -> str:
    place = OFFICE_OF_STAGE.get(stage_of(case.state) or case.stage)
    return str(getattr(case, place)) if place else people.CITY


def office_name(code: str | None) -> str:
    """An organisation as citizens call it, without what it is called inside the house."""
    return people.organisation(code).name.partition("/")[0] if code else ""


def _end_of(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), datetime.min.time(), ZONE)
