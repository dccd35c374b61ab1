"""A case at the desk: notes for colleagues, suspended and resumed by a supervisor."""

from __future__ import annotations

from flask_babel import gettext as _

from app import engine
from app.cases import commands as cases
from app.cases import queries as case_queries
from app.cases.records import Case, TimelineEntry
from app.cases.rules import states
from app.errors import Conflict, Invalid

_PAUSE = "suspended"


def add_note(case: Case, text: str, *, by: str) -> TimelineEntry:
    """A note for colleagues on the case's timeline; the applicant does not see it. Invalid when it is empty."""
    text = text.strip()
    if not text:
        raise Invalid(_("请填写备注内容。"))
    if len(text) > 1000:
        raise Invalid(_("备注最多 1000 个字。"))
    return cases.note(case, "note", _("备注"), audience=("officer",), by=by, detail={"text": text})


def suspend_case(case: Case, reason: str, *, by: str) -> None:
    """Stops all clocks of a case; the applicant reads the reason. Conflict when nothing of it runs."""
    reason = reason.strip()
    if not reason:
        raise Invalid(_("请填写中止的原因。"))
    running = [process for process in engine.processes_of(case.number) if process.state == "running"]
    if not running or not case_queries.is_open(case):
        raise Conflict(_("这件事项没有正在办理的流程，不能中止。"))
    for process in running:
        engine.suspend(process.id, reason=reason[:500], by=by)
    detail = {"text": reason[:500], "state": case.state}
    cases.note(case, _PAUSE, _("中止办理"), by=by, detail=detail)
    cases.begin_pause(case, _PAUSE)
    cases.set_state(case, states.HELD)


def resume_case(case: Case, *, by: str) -> None:
    """Goes on where it stopped: what was due moves by the days lost. Conflict when it is not suspended."""
    stopped = next((line for line in case_queries.timeline(case, "officer") if line.kind == _PAUSE), None)
    waiting = [process for process in engine.processes_of(case.number) if process.state == "suspended"]
    if stopped is None or not waiting:
        raise Conflict(_("这件事项没有中止。"))
    cases.set_state(case, (stopped.detail or {})["state"])
    cases.end_pause(case, _PAUSE)
    cases.note(case, "resumed", _("恢复办理"), by=by)
    for process in waiting:
        engine.resume(process.id, by=by)
