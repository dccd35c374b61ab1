"""The officer's page of a case: stages, household, documents, letters, history, the diagram; notes; suspend, resume."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.cases import commands as case_commands
from app.cases import letters as case_letters
from app.cases import process as case_process
from app.cases import queries as cases
from app.desk import queries
from app.desk.pages import blueprint
from app.desk.pages.inbox import STAFF
from app.errors import Invalid, NotFound
from app.people import allow, current_person
from app.people import queries as people
from app.store import files


@blueprint.get("/cases")
@allow(*STAFF, "auditor")
def find_case() -> Response | str:
    """Finds a case by its number among those the officer may see."""
    number = request.args.get("number", "").strip()
    if number:
        return redirect(url_for("desk.case", number=queries.visible_case(current_person(), number).number), 303)
    return render_template("desk/find.html")


@blueprint.get("/cases/<number>")
@allow(*STAFF, "auditor")
def case(number: str) -> str:
    """All of one case on one page."""
    found = queries.visible_case(current_person(), number)
    processes = engine.processes_of(number)
    tasks = engine.open_tasks(business_key=number)
    return render_template(
        "desk/case.html", case=found, street=people.organisation(found.street).name, stages=case_process.stages(found), members=cases.members(found),
        documents=cases.documents(found), letters=cases.letters(found), timeline=cases.timeline(found, "officer"),
        tasks=tasks, names=queries.names(tasks), processes=processes,
        picture=engine.picture(processes[0].id) if processes else None,
    )  # fmt: skip


@blueprint.post("/cases/<number>/notes")
@allow(*STAFF)
def add_note(number: str) -> Response:
    """Writes a note for colleagues on the case's timeline."""
    found = queries.visible_case(current_person(), number)
    text = request.form.get("text", "").strip()
    if not text:
        raise Invalid(_("请填写备注内容。"))
    case_commands.note(found, "note", text[:1000], audience=("officer",), by=current_person().actor)
    return redirect(
        request.form.get("back") if _is_local(request.form.get("back")) else url_for("desk.case", number=number), 303
    )


def _is_local(address: str | None) -> bool:
    return bool(address) and str(address).startswith("/desk/")


@blueprint.post("/cases/<number>/<any(suspend, resume):verb>")
@allow("supervisor")
def hold_case(number: str, verb: str) -> Response:
    """Stops or restarts all clocks of a case, with the reason."""
    person = current_person()
    found = queries.visible_case(person, number)
    reason = request.form.get("reason", "").strip()
    if verb == "suspend" and not reason:
        raise Invalid(_("请填写中止的原因。"))
    for process in engine.processes_of(number):
        if verb == "suspend" and process.state == "running":
            engine.suspend(process.id, reason=reason, by=person.actor)
        if verb == "resume" and process.state == "suspended":
            engine.resume(process.id, by=person.actor)
    title = _("中止办理:%(reason)s", reason=reason) if verb == "suspend" else _("恢复办理")
    case_commands.note(found, verb, title, audience=("applicant", "officer"), by=person.actor)
    flash(title, "good")
    return redirect(url_for("desk.case", number=number), 303)


@blueprint.get("/cases/<number>/documents/<uid>")
@allow(*STAFF, "auditor")
def document(number: str, uid: str) -> Response:
    """A document of a case the officer may see."""
    return files.respond(cases.document_file(queries.visible_case(current_person(), number), uid))


@blueprint.get("/cases/<number>/letters/<uid>")
@allow(*STAFF, "auditor")
def letter(number: str, uid: str) -> Response:
    """A letter of a case the officer may see, as PDF."""
    found = [line for line in cases.letters(queries.visible_case(current_person(), number)) if line.uid == uid]
    if not found:
        raise NotFound()
    return files.respond(case_letters.pdf(found[0]))
