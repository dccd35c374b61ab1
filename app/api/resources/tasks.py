"""Tasks: those in sight; claimed, released, completed. A task's answers are checked by its form, as on its page."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_babel import gettext as _

from app import engine
from app.api import queries
from app.api.access import caller, must_match, scoped
from app.api.resources.blueprint import ONCE_UNCHANGED, blueprint, place
from app.api.rules import Slice
from app.api.schemas import CompleteIn, TaskOut, TaskPage, TaskQuery
from app.desk import commands as desk_commands
from app.desk import queries as desk
from app.errors import Invalid
from app.web import forms


@blueprint.route("/tasks", tags=["tasks"])
@scoped("tasks:read")
@blueprint.arguments(TaskQuery, location="query")
@blueprint.response(200, TaskPage)
def tasks(asked: dict[str, Any]) -> Slice:
    """The open tasks in sight, oldest first."""
    size = asked.pop("limit")
    return queries.tasks(caller(), beyond=place(asked, int), size=size, **asked)


@blueprint.route("/tasks/<int:task_id>", tags=["tasks"])
@scoped("tasks:read")
@blueprint.response(200, TaskOut)
def task(task_id: int) -> engine.Task:
    """One task in sight, open or not."""
    return desk.visible_task(caller(), task_id)


@blueprint.route("/tasks/<int:task_id>/form", tags=["tasks"])
@scoped("tasks:read")
@blueprint.response(200, {"type": "object"})
def task_form(task_id: int) -> Response:
    """The form it asks to be filled in (form-js JSON): its keys are those of the answers."""
    return jsonify(forms.find(str(desk.visible_task(caller(), task_id).form)).spec)


@blueprint.route("/tasks/<int:task_id>/claim", methods=["POST"], tags=["tasks"])
@scoped("tasks:write")
@blueprint.response(200, TaskOut)
@blueprint.doc(**ONCE_UNCHANGED)
def claim_task(task_id: int) -> engine.Task:
    """Takes it for the token's officer."""
    return engine.claim(_unchanged(task_id).id, by=caller().actor)


@blueprint.route("/tasks/<int:task_id>/release", methods=["POST"], tags=["tasks"])
@scoped("tasks:write")
@blueprint.response(200, TaskOut)
@blueprint.doc(**ONCE_UNCHANGED)
def release_task(task_id: int) -> engine.Task:
    """Gives it back to all who may do it."""
    return engine.release(_unchanged(task_id).id, by=caller().actor)


@blueprint.route("/tasks/<int:task_id>/complete", methods=["POST"], tags=["tasks"])
@scoped("tasks:write")
@blueprint.arguments(CompleteIn)
@blueprint.response(200, TaskOut)
@blueprint.doc(**ONCE_UNCHANGED)
def complete_task(asked: dict[str, Any], task_id: int) -> engine.Task:
    """Decides it; 422 says everything that is wrong with the answers, in the words of its page."""
    found = _unchanged(task_id)
    variables = engine.variables(task_id) if found.state == "open" else {}
    filled = forms.find(str(found.form)).fill_given(asked["answers"], variables)
    if filled.errors and found.state == "open":
        raise Invalid(_("答复有误，任务没有办结。"), errors=filled.errors)
    desk_commands.finish(caller(), found, filled.kept, filled.answers, key=None)
    return engine.task(task_id)


def _unchanged(task_id: int) -> engine.Task:
    """The task, locked, when it is the officer's to work and still as the caller read it."""
    found = queries.locked_task(caller(), task_id)
    must_match(TaskOut().dump(found))
    return found
