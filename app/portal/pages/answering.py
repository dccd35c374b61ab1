"""What the office asks of the applicant: a supplement (补正) or a correction (退回修改), answered with words, files and,
where what was declared is wrong, a correction of the declaration.

All of it travels in one form. Its button `upload` keeps the files and what was typed, and comes back to the page; `correct`
keeps them too and leads to the declaration, one topic a page; the last button gives the ball back to the office, with the
files that are still in the form and the correction that was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.cases import commands as case_commands
from app.cases import process as case_process
from app.cases import queries as cases
from app.cases.records import Case, Letter
from app.cases.rules import Change, changes
from app.errors import Conflict, Invalid
from app.people import allow, current_person
from app.portal import commands, queries
from app.portal.pages.blueprint import blueprint
from app.portal.pages.my import own_case
from app.portal.pages.sending import Fault, faults
from app.portal.records import Draft
from app.store import files, keep_anyway
from app.web import forms

LETTER_OF = {"portal.supplement": "supplement", "portal.correct": "correction", "allocation.answer_offer": "offer"}
ASKS_PAPERS = frozenset({"portal.supplement", "portal.correct"})
"""Tasks that are answered with documents and corrections; any other is answered by its form alone."""
OTHER = "D27"


@dataclass(frozen=True)
class Correction:
    """The correction that one has begun: what it changes, and what keeps it from being handed in."""

    draft: Draft
    changes: list[Change]
    faults: list[Fault]


@blueprint.get("/my/<number>/answer/<int:task_id>")
@allow("citizen")
def answer(number: str, task_id: int) -> str | Response:
    """What the office asks for, and the form to answer it; answered already, one is led to the matter."""
    case = own_case(number)
    task = engine.task_for("applicant", case.number, task_id)
    if task.state != "open":
        flash(_("这一项已经答复过，或者期限已过。"), "info")
        return redirect(url_for("portal.matter", number=number), 303)
    return _page(case, task, _correction(case), task.draft or {}, {})


def _page(
    case: Case, task: engine.Task, correction: Correction | None, values: dict[str, Any], errors: dict[str, str]
) -> str:
    asked = _asked(case, task)
    given = [doc for doc in cases.documents(case) if doc.at >= task.started_at]
    consents = forms.find("portal.declaration").html(values, errors, {}, summary=False)
    return render_template(
        "portal/answer.html",
        case=case,
        task=task,
        asked=asked,
        asks_papers=task.form in ASKS_PAPERS,
        lines=_lines(asked),
        given=given,
        correction=correction,
        consents=consents if correction and correction.changes else "",
        markup=forms.find(str(task.form)).html(values, errors, engine.variables(task.id), summary=False),
        errors=errors,
    )


def _correction(case: Case, *, lock: bool = False) -> Correction | None:
    draft = queries.correction_of(case, lock=lock)
    if draft is None:
        return None
    differ = changes(cases.declaration_of(case), commands.corrected(draft, case))
    return Correction(draft, differ, faults(draft))


def _asked(case: Case, task: engine.Task) -> Letter | None:
    kind = LETTER_OF.get(str(task.form))
    return next((letter for letter in cases.letters(case) if letter.kind == kind), None)


def _lines(asked: Letter | None) -> list[tuple[str, str]]:
    """(kind, name) of what may be uploaded: what is missing, and anything else."""
    names = dict(case_process.document_kinds())
    items = asked.data.get("items") or [] if asked else []
    missing = [(item["code"], names.get(item["code"], item["name"])) for item in items if item["code"] != OTHER]
    return [*missing, (OTHER, _("其他材料"))]


@blueprint.post("/my/<number>/answer/<int:task_id>")
@allow("citizen")
def send_answer(number: str, task_id: int) -> Response | tuple[str, int]:
    """Keeps files and words; unless the button was `upload` or `correct`, gives the ball back to the office."""
    case, person = own_case(number), current_person()
    task = engine.task_for("applicant", case.number, task_id)
    if task.state != "open":
        raise Conflict(_("这一项已经答复过，或者期限已过。请到“我的事项”查看最新情况。"))
    form = forms.find(str(task.form))
    refused = _take(case, _lines(_asked(case, task)))
    engine.save_draft(task.id, form.draft(request.form), by=person.actor)
    on_the_way = _on_the_way(case, task) if not refused else None
    if on_the_way is not None:
        return on_the_way
    correction = _correction(case, lock=True) if task.form in ASKS_PAPERS else None
    filled = form.fill(request.form, engine.variables(task.id))
    consents = _consents(correction)
    errors = refused if "upload" in request.form else {**refused, **filled.errors, **consents.errors}
    if errors or (correction and correction.faults):
        values = {**filled.values, **consents.values}
        return keep_anyway((_page(case, task, correction, values, errors), 422))
    if correction is not None:
        commands.hand_in_correction(correction.draft, case, consents.answers, by=person.actor)
    engine.complete(task.id, filled.answers, by=person.actor)
    flash(_("已经提交，办理单位会继续办理。"), "good")
    return redirect(url_for("portal.matter", number=number), 303)


def _on_the_way(case: Case, task: engine.Task) -> Response | None:
    """Where the buttons lead that do not hand in: back to the uploads, or to the declaration that is to be corrected."""
    if "correct" in request.form and task.form in ASKS_PAPERS:
        return redirect(url_for("portal.tasks", uid=commands.begin_correction(case).uid), 303)
    if "upload" in request.form:
        return redirect(url_for("portal.answer", number=case.number, task_id=task.id, _anchor="uploads"), 303)
    return None


def _consents(correction: Correction | None) -> forms.Filled:
    """The declaration that goes with a correction; nothing where nothing is corrected."""
    if correction is None or not correction.changes:
        return forms.Filled({}, {}, {})
    return forms.find("portal.declaration").fill(request.form, {})


def _take(case: Case, lines: list[tuple[str, str]]) -> dict[str, str]:
    """Keeps the files of each line → {field: what is wrong}."""
    wrong: dict[str, str] = {}
    for kind, _name in lines:
        field = f"files-{kind}"
        for upload in request.files.getlist(field):
            if not upload.filename:
                continue
            try:
                case_commands.add_document(case, kind, files.keep(upload.read(), upload.filename), member_ordinal=None)
            except Invalid as refused:
                wrong[field] = _("%(name)s：%(why)s", name=upload.filename, why=refused.message)
    return wrong
