"""A household answers a task on a page of its own: of its lease or of its rent subsidy, in the same way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app import engine
from app.errors import Conflict
from app.people import current_person
from app.registry import find_panel
from app.store import keep_anyway
from app.web import forms


@dataclass(frozen=True)
class Asked:
    """A task of a household and where it stands: the number it belongs to, the endpoint and name of the page one comes from."""

    task: engine.Task
    number: str
    home: str
    home_name: str


def show(asked: Asked) -> str | Response:
    """What the household is asked for; answered already, one is led back."""
    if asked.task.state != "open":
        flash(_("这一项已经答复过，或者期限已过。"), "info")
        return _back(asked)
    return _page(asked, asked.task.draft or {}, {})


def answer(asked: Asked) -> Response | tuple[str, int]:
    """Takes the answer; what is wrong comes back with everything typed, and is kept."""
    task, by = asked.task, current_person().actor
    if task.state != "open":
        raise Conflict(_("这一项已经答复过，或者期限已过。请到“%(page)s”查看最新情况。", page=asked.home_name))
    form = forms.find(str(task.form))
    filled = form.fill(request.form, engine.variables(task.id))
    if filled.again:
        return _page(asked, filled.values, filled.errors), 200
    if filled.errors:
        engine.save_draft(task.id, form.draft(request.form), by=by)
        return keep_anyway((_page(asked, filled.values, filled.errors), 422))
    engine.complete(task.id, filled.answers, by=by)
    flash(_("已经提交，办理单位会继续办理。"), "good")
    return _back(asked)


def _back(asked: Asked) -> Response:
    return redirect(url_for(asked.home), 303)


def _page(asked: Asked, values: dict[str, Any], errors: dict[str, str]) -> str:
    task = asked.task
    variables, panel = engine.variables(task.id), find_panel(str(task.form))
    return render_template(
        "leasing/my_task.html",
        asked=asked,
        task=task,
        errors=errors,
        facts=Markup(panel(variables)) if panel else "",
        markup=forms.find(str(task.form)).html(values, errors, variables, summary=False),
    )
