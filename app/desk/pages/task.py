"""The one page of every user task: form, facts, documents, diagram, history, notes; claim, release, hand over."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.cases import queries as cases
from app.desk import queries
from app.desk.pages import blueprint
from app.desk.pages.inbox import STAFF
from app.errors import Conflict, NotAllowed, NotFound
from app.people import allow, current_person
from app.people import queries as people
from app.registry import find_panel
from app.web import forms


@blueprint.get("/tasks/<int:task_id>")
@allow(*STAFF)
def task(task_id: int) -> str:
    """Everything an officer needs to decide, on one screen; a saved draft is shown as it was typed."""
    found = queries.visible_task(current_person(), task_id)
    return _page(found, found.draft or {}, {})


def _page(found: Any, values: dict[str, Any], errors: dict[str, str], quicker: str = "") -> str:
    variables = engine.variables(found.id)
    case_id = variables.get("case_id")
    case = cases.case_by_id(case_id) if case_id else None
    panel = find_panel(found.form)
    return render_template(
        "desk/task.html", task=found, case=case, errors=errors, quicker=quicker, barred=_barred(found),
        markup=forms.find(found.form).html(values, errors, variables),
        panel=panel(variables) if panel else "",
        documents=cases.documents(case) if case else [], letters=cases.letters(case) if case else [],
        timeline=cases.timeline(case, "officer") if case else [], names=queries.names([found]), picture=engine.picture(found.process_id),
        colleagues=[c for c in people.officers_of(found.role, found.organisation) if c.actor != current_person().actor],
    )  # fmt: skip


def _barred(found: Any) -> bool:
    return current_person().actor in (found.barred or [])


@blueprint.post("/tasks/<int:task_id>")
@allow(*STAFF)
def finish(task_id: int) -> Response | tuple[str, int]:
    """Completes the task with the form's answers; what is wrong comes back with everything typed."""
    person = current_person()
    found = queries.visible_task(person, task_id)
    form = forms.find(found.form)
    if found.state != "open":
        return _too_late(found, form.draft(request.form)), 409
    filled = form.fill(request.form, engine.variables(task_id))
    if filled.again:
        return _page(found, filled.values, {}), 200
    if filled.errors:
        return _page(found, filled.values, filled.errors), 422
    try:
        done = engine.complete(task_id, filled.answers, by=person.actor, key=request.form.get("key") or None)
    except (Conflict, NotAllowed) as refused:
        return _page(found, filled.values, {}, quicker=refused.message), 409
    flash(_("已办结:%(name)s %(number)s", name=found.name, number=done.business_key), "good")
    return redirect(_next_task(found) or url_for("desk.inbox"), 303)


def _too_late(found: Any, typed: dict[str, Any]) -> str:
    """A colleague was quicker: who, when and what they decided, beside what was typed here."""
    return render_template(
        "desk/too_late.html", task=found, typed=typed, who=people.name_of(found.completed_by) if found.completed_by else "",
    )  # fmt: skip


def _next_task(found: Any) -> str | None:
    """The officer's next task of the same matter, so that a chain can be worked through."""
    person = current_person()
    following = [t for t in engine.open_tasks(process_id=found.process_id) if queries.in_scope(person, t)]
    mine = [t for t in following if person.actor not in (t.barred or [])]
    return url_for("desk.task", task_id=mine[0].id) if mine else None


@blueprint.post("/tasks/<int:task_id>/draft")
@allow(*STAFF)
def save_draft(task_id: int) -> Response | tuple[str, int]:
    """Keeps what is typed, valid or not."""
    found = queries.visible_task(current_person(), task_id)
    engine.save_draft(task_id, forms.find(found.form).draft(request.form), by=current_person().actor)
    if request.headers.get("X-Requested-With") == "autosave":
        return "", 204
    flash(_("草稿已保存。"), "good")
    return redirect(url_for("desk.task", task_id=task_id), 303)


@blueprint.post("/tasks/<int:task_id>/<any(claim, release):verb>")
@allow(*STAFF)
def hold(task_id: int, verb: str) -> Response:
    """Takes the task for oneself, or gives it back to the queue."""
    person = current_person()
    queries.visible_task(person, task_id)
    (engine.claim if verb == "claim" else engine.release)(task_id, by=person.actor)
    return redirect(url_for("desk.task", task_id=task_id), 303)


@blueprint.post("/tasks/<int:task_id>/hand-over")
@allow(*STAFF)
def hand_over(task_id: int) -> Response:
    """Gives the task to a colleague of the same role and organisation."""
    person = current_person()
    found = queries.visible_task(person, task_id)
    to = request.form.get("to", "")
    if to not in {c.actor for c in people.officers_of(found.role, found.organisation)}:
        raise NotFound(_("请选择本岗位的同事。"))
    engine.hand_over(task_id, to, by=person.actor)
    flash(_("已移交给 %(name)s。", name=people.name_of(to)), "good")
    return redirect(url_for("desk.inbox"), 303)
