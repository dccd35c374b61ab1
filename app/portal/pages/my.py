"""My matters: where each stands, who has it, until when, what was decided and why; answer, withdraw."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import engine
from app.cases import letters as case_letters
from app.cases import process as case_process
from app.cases import queries as cases
from app.cases.records import Case
from app.cases import commands as case_commands
from app.errors import Conflict, Invalid, NotFound
from app.people import allow, current_person
from app.people import queries as people
from app.portal.pages import blueprint
from app.store import files
from app.web import forms


def own_case(number: str) -> Case:
    """The signed-in citizen's own case of that number; anything else is NotFound in the same words."""
    case = cases.case_by_number(number)
    if case.account_id is None or case.account_id != current_person().id:
        raise NotFound()
    return case


@blueprint.get("/my")
@allow("citizen")
def matters() -> str:
    """All matters of the signed-in citizen."""
    mine = cases.cases_of(current_person().id)
    lines = [(case, case_process.stages(case), _waiting_for_me(case)) for case in mine]
    return render_template("portal/matters.html", lines=lines)


def _waiting_for_me(case: Case) -> list[Any]:
    return [task for task in engine.open_tasks(business_key=case.number) if task.role == "applicant"]


@blueprint.get("/my/<number>")
@allow("citizen")
def matter(number: str) -> str:
    """Where it stands, who has it, the legal date, letters, what is shown of me, what I must do."""
    case = own_case(number)
    tasks = engine.open_tasks(business_key=number)
    timeline = cases.timeline(case, "applicant")
    return render_template(
        "portal/matter.html", case=case, stages=case_process.stages(case), timeline=timeline,
        mine=[t for t in tasks if t.role == "applicant"], holder=_holder(tasks), letters=cases.letters(case),
        documents=cases.documents(case), shown=[line for line in timeline if (line.detail or {}).get("shown")],
        can_withdraw=case_process.can_withdraw(case),
    )  # fmt: skip


def _holder(tasks: list[Any]) -> dict[str, Any] | None:
    """Which office has the matter and until when: the earliest due task of an officer."""
    theirs = sorted((t for t in tasks if t.role not in ("applicant", "supervisor") and t.due_at), key=lambda t: t.due_at)
    if not theirs:
        return None
    return {"organisation": people.organisation(theirs[0].organisation).name, "task": theirs[0]}


@blueprint.get("/my/<number>/receipt")
@allow("citizen")
def receipt(number: str) -> str:
    """The receipt of a submission: number, QR, legal date, what comes next."""
    case = own_case(number)
    tasks = engine.open_tasks(business_key=number)
    address = url_for("portal.matter", number=number, _external=True)
    return render_template("portal/receipt.html", case=case, holder=_holder(tasks), qr=case_process.qr(address))


def _own_task(case: Case, task_id: int) -> Any:
    task = engine.task(task_id)
    if task.business_key != case.number or task.role != "applicant":
        raise NotFound()
    if task.state != "open":
        raise Conflict()
    return task


@blueprint.get("/my/<number>/answer/<int:task_id>")
@allow("citizen")
def answer(number: str, task_id: int) -> str:
    """What the office asks for, and the form to answer it."""
    case = own_case(number)
    return _answer_page(case, _own_task(case, task_id), {}, {})


def _answer_page(case: Case, task: Any, values: dict[str, Any], errors: dict[str, str]) -> str:
    variables = engine.variables(task.id)
    markup = forms.find(task.form).html(values or task.draft or {}, errors, variables)
    asked = cases.letters(case)[:1]
    return render_template(
        "portal/answer.html", case=case, task=task, markup=markup, errors=errors, asked=asked,
        documents=cases.documents(case), kinds=case_process.document_kinds(),
    )  # fmt: skip


@blueprint.post("/my/<number>/answer/<int:task_id>")
@allow("citizen")
def send_answer(number: str, task_id: int) -> Response | tuple[str, int]:
    """Gives the ball back to the office."""
    case, person = own_case(number), current_person()
    task = _own_task(case, task_id)
    filled = forms.find(task.form).fill(request.form, engine.variables(task.id))
    if filled.errors:
        return _answer_page(case, task, filled.values, filled.errors), 422
    engine.complete(task.id, filled.answers, by=person.actor, key=request.form.get("key") or None)
    return redirect(url_for("portal.matter", number=number), 303)


@blueprint.post("/my/<number>/answer/<int:task_id>/documents")
@allow("citizen")
def add_case_document(number: str, task_id: int) -> Response | tuple[str, int]:
    """Adds documents to the case while the office waits for them."""
    case = own_case(number)
    task = _own_task(case, task_id)
    kind = request.form.get("kind", "")
    if kind not in dict(case_process.document_kinds()):
        raise NotFound()
    try:
        for upload in request.files.getlist("files"):
            stored = files.keep(upload.read(), upload.filename or "")
            case_commands.add_document(case, kind, stored, member_ordinal=None)
    except Invalid as refused:
        return _answer_page(case, task, {}, {"files": refused.message}), 422
    return redirect(url_for("portal.answer", number=number, task_id=task_id), 303)


@blueprint.get("/my/<number>/letters/<uid>")
@allow("citizen")
def letter(number: str, uid: str) -> Response:
    """A letter of one's own case, as PDF."""
    case = own_case(number)
    found = [line for line in cases.letters(case) if line.uid == uid]
    if not found:
        raise NotFound()
    return files.respond(case_letters.pdf(found[0]))


@blueprint.get("/my/<number>/documents/<uid>")
@allow("citizen")
def case_document(number: str, uid: str) -> Response:
    """A document of one's own case."""
    return files.respond(cases.document_file(own_case(number), uid))


@blueprint.get("/my/<number>/withdraw")
@allow("citizen")
def ask_withdraw(number: str) -> str:
    """Asks once, and says what withdrawing means."""
    case = own_case(number)
    if not case_process.can_withdraw(case):
        raise Conflict("这项申请已经办结,不能再撤回。")
    return render_template("portal/withdraw.html", case=case)


@blueprint.post("/my/<number>/withdraw")
@allow("citizen")
def withdraw(number: str) -> Response:
    """Withdraws the application, at any time before registration."""
    case, person = own_case(number), current_person()
    if not case_process.can_withdraw(case):
        raise Conflict("这项申请已经办结,不能再撤回。")
    engine.send("withdraw", case.number, {}, by=person.actor, key=f"withdraw-{case.number}")
    return redirect(url_for("portal.matter", number=number), 303)
