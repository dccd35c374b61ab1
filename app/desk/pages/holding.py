"""Who has a task: claim, release, hand over; a supervisor gives it to somebody else."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.desk import commands, queries
from app.desk.pages.blueprint import STAFF, back_to, blueprint
from app.people import allow, current_person
from app.people import queries as people


@blueprint.post("/tasks/<int:task_id>/<any(claim, release):verb>")
@allow(*STAFF)
def hold(task_id: int, verb: str) -> Response:
    """Takes the task for oneself, or gives it back to the queue."""
    person = current_person()
    queries.workable_task(person, task_id)
    (engine.claim if verb == "claim" else engine.release)(task_id, by=person.actor)
    flash(_("已领取，现在由您办理。") if verb == "claim" else _("已退回队列。"), "good")
    return redirect(back_to(url_for("desk.task", task_id=task_id)), 303)


@blueprint.post("/tasks/<int:task_id>/hand-over")
@allow(*STAFF)
def hand_over(task_id: int) -> Response:
    """Gives the task to a colleague of the same role and place; what is typed so far goes with it."""
    person = current_person()
    found = queries.visible_task(person, task_id)
    to = request.form.get("to", "")
    commands.hand_over(person, found, to)
    flash(_("已退回队列。") if to == commands.QUEUE else _("已移交给 %(name)s。", name=people.name_of(to)), "good")
    return redirect(back_to(url_for("desk.inbox")), 303)
