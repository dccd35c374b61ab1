"""A task is decided, or its draft kept. Nobody's decision is lost or overwritten, and nothing that was typed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.desk import commands, queries
from app.desk.pages.blueprint import STAFF, blueprint
from app.desk.pages.task import Bench, page
from app.errors import AppError
from app.people import Person, allow, current_person
from app.store import keep_anyway
from app.web import forms

Answer = Response | tuple[str, int]


@blueprint.post("/tasks/<int:task_id>")
@allow(*STAFF)
def finish(task_id: int) -> Answer:
    """Completes the task with the form's answers; what is wrong comes back with everything typed, and is kept as a draft."""
    person = current_person()
    found = queries.workable_task(person, task_id)
    form = forms.find(str(found.form))
    if found.state != "open":
        return _over(found, form.draft(request.form))
    filled = form.fill(request.form, engine.variables(task_id))
    if filled.again:
        return page(found, filled.values, filled.errors), 200
    if filled.errors:
        return _not_yet(person, found, filled)
    try:
        done = commands.finish(person, found, filled.kept, filled.answers, key=request.form.get("key") or None)
    except AppError as refused:
        return _refused(task_id, filled.values, refused)
    return _done(found, done)


def _not_yet(person: Person, found: engine.Task, filled: forms.Filled) -> Answer:
    """422 with everything typed; it is kept as a draft too, unless the task is another's by now."""
    answer = page(found, filled.values, filled.errors), 422
    try:
        commands.keep_draft(person, found, filled.kept)
    except AppError:
        return answer
    return keep_anyway(answer)


def _refused(task_id: int, typed: dict[str, Any], refused: AppError) -> Answer:
    """Why it was not taken: a colleague was quicker, has it now, four eyes, a step says no. What was typed stays."""
    if refused.status >= 500:
        raise refused
    found = engine.task(task_id)
    if found.state != "open":
        return _over(found, typed)
    return page(found, typed, refusal=refused.message), refused.status


def _over(found: engine.Task, typed: dict[str, Any]) -> Answer:
    """The task is over. The same sent twice by the same person is one decision; else who was quicker, and both."""
    kept = forms.find(str(found.form)).draft(request.form)
    if found.state == "done" and found.completed_by == current_person().actor and found.draft == kept:
        return _done(found, engine.process(found.process_id))
    return (
        render_template(
            "desk/too_late.html",
            task=found,
            case=Bench(found, current_person()).case,
            decided=queries.decided(found),
            typed=queries.said(found, typed),
            names=queries.names([found]),
            mine=found.completed_by == current_person().actor,
        ),
        409,
    )


def _done(found: engine.Task, process: engine.Process) -> Response:
    """On to the next task of the same matter, else to the inbox; says what was done, and where the process got stuck."""
    flash(_("已办结：%(number)s %(name)s", name=found.name, number=found.business_key), "good")
    if process.state == "troubled":
        flash(_("您的决定已经保存，但后面的环节出了故障，流程分析员会处理，您不用重做。"), "warn")
    following = _next_task(found)
    if following is None:
        return redirect(url_for("desk.inbox"), 303)
    flash(_("接着办理同一事项的下一环节：%(name)s", name=following.name), "info")
    return redirect(url_for("desk.task", task_id=following.id), 303)


def _next_task(found: engine.Task) -> engine.Task | None:
    """The officer's next task of the same matter that nobody else has, so that a chain can be worked through."""
    person = current_person()
    waiting = [t for t in engine.open_tasks(business_key=found.business_key) if queries.in_scope(person, t)]
    mine = [t for t in waiting if person.actor not in t.barred and t.assignee in (None, person.actor)]
    return min(mine, key=lambda t: (t.due_at is None, t.due_at, t.id), default=None)


@blueprint.post("/tasks/<int:task_id>/draft")
@allow(*STAFF)
def save_draft(task_id: int) -> Answer:
    """Keeps what is typed, valid or not, by button or by itself; who types has the task."""
    person = current_person()
    found = queries.workable_task(person, task_id)
    typed = forms.find(str(found.form)).draft(request.form)
    by_itself = request.headers.get("X-Requested-With") == "autosave"
    try:
        claimed = commands.keep_draft(person, found, typed)
    except AppError as refused:
        return _plain(refused) if by_itself else _refused(task_id, typed, refused)
    if by_itself:
        return Response(status=204)
    flash(_("草稿已保存，任务已归您办理。") if claimed else _("草稿已保存。"), "good")
    return redirect(url_for("desk.task", task_id=task_id), 303)


def _plain(refused: AppError) -> Response:
    """Why the draft was not kept, for the line under the form."""
    return Response(_("草稿没有保存：%(why)s", why=refused.message), refused.status, mimetype="text/plain")
