"""The officer's page of a case: everything of it on one page; notes; suspend and resume."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from werkzeug.wrappers import Response

from app import engine
from app.cases import letters as case_letters
from app.cases import process as case_process
from app.cases import queries as cases
from app.cases.records import Case
from app.desk import commands, queries
from app.desk.pages.blueprint import STAFF, back_to, blueprint
from app.errors import NotFound
from app.people import allow, current_person
from app.people import queries as people
from app.registry import find_panel
from app.store import files

READERS = (*STAFF, "auditor")
PANELS = (("known", _l("审核情况"), "review.known"), ("notices", _l("公示与异议"), "publicity.notices"))
"""What other rooms know of a case: place on the page, title, panel."""


@blueprint.get("/cases")
@allow(*READERS)
def find() -> Response | str | tuple[str, int]:
    """Finds a case by its number or the applicant's name, among those the officer may see."""
    sought = request.args.get("q", request.args.get("number", "")).strip()[:40]
    found = queries.found_cases(current_person(), sought) if sought else []
    if len(found) == 1 and found[0].number == sought.upper():
        return redirect(url_for("desk.case", number=found[0].number), 303)
    return render_template("desk/find.html", sought=sought, found=found, town=people.town_name)


@blueprint.get("/cases/<number>")
@allow(*READERS)
def case(number: str) -> str:
    """All of one case on one page."""
    person = current_person()
    found = queries.visible_case(person, number)
    processes, tasks = engine.processes_of(number), engine.open_tasks(business_key=number)
    members = cases.members(found)
    return render_template(
        "desk/case.html",
        case=found,
        town=people.town_name(found.town),
        stages=case_process.stages(found),
        members=list(zip(members, cases.ages(members, found.submitted_on), strict=True)),
        documents=_documents(found, members),
        letters=cases.letters(found),
        timeline=cases.timeline(found, "officer"),
        tasks=[(task, queries.in_scope(person, task) or queries.watches(person, task)) for task in tasks],
        names=queries.names(tasks),
        processes=processes,
        pictures=[engine.picture(process.id) for process in _main(processes)],
        is_suspended=any(process.state == "suspended" for process in processes),
        may_note=person.has(*STAFF),
        panels=[(at, title, panel) for at, title, name in PANELS if (panel := _panel(name, found))],
    )


def _main(processes: list[engine.Process]) -> list[engine.Process]:
    """The processes whose picture is shown: those that run, else the first."""
    return [p for p in processes if p.state not in ("done", "cancelled")] or processes[:1]


def _documents(found: Case, members: list[Any]) -> list[tuple[Any, str]]:
    names = {member.id: member.name for member in members}
    return [(document, names.get(document.member_id, "")) for document in cases.documents(found)]


def _panel(name: str, found: Case) -> Markup | str:
    panel = find_panel(name)
    return Markup(panel({"case_id": found.id}).strip()) if panel else ""


@blueprint.post("/cases/<number>/notes")
@allow(*STAFF)
def add_note(number: str) -> Response:
    """Writes a note for colleagues on the case's timeline."""
    person = current_person()
    commands.add_note(queries.visible_case(person, number), request.form.get("text", ""), by=person.actor)
    flash(_("备注已添加，申请人看不到。"), "good")
    return redirect(back_to(url_for("desk.case", number=number)), 303)


@blueprint.post("/cases/<number>/<any(suspend, resume):verb>")
@allow("supervisor")
def hold_case(number: str, verb: str) -> Response:
    """Stops or restarts all clocks of a case, with the reason."""
    person = current_person()
    found = queries.visible_case(person, number)
    if verb == "suspend":
        commands.suspend_case(found, request.form.get("reason", ""), by=person.actor)
        flash(_("已中止办理，所有期限停止计算。"), "good")
    else:
        commands.resume_case(found, by=person.actor)
        flash(_("已恢复办理，期限按中止的天数顺延。"), "good")
    return redirect(url_for("desk.case", number=number), 303)


@blueprint.get("/cases/<number>/documents/<uid>")
@allow(*READERS)
def document(number: str, uid: str) -> Response:
    """A document of a case the officer may see."""
    return files.respond(cases.document_file(queries.visible_case(current_person(), number), uid))


@blueprint.get("/cases/<number>/letters/<uid>")
@allow(*READERS)
def letter(number: str, uid: str) -> Response:
    """A letter of a case the officer may see, as PDF."""
    found = [line for line in cases.letters(queries.visible_case(current_person(), number)) if line.uid == uid]
    if not found:
        raise NotFound()
    return files.respond(case_letters.pdf(found[0]))
