"""A new assessed price of a project, from a day on; what holds already is never overwritten."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.errors import Conflict
from app.people import allow, current_person
from app.registry import acting_as
from app.stock import commands, queries
from app.stock.pages.blueprint import blueprint
from app.stock.pages.stock import PRICERS
from app.stock.records import Project
from app.web import forms

FORM = "stock.price"


@blueprint.get("/stock/projects/<code>/price")
@allow(*PRICERS)
def ask_price(code: str) -> str:
    """Where an assessed price is entered."""
    return _page(queries.project_named(code), {}, {})


def _page(project: Project, values: dict[str, Any], errors: dict[str, Any]) -> str:
    markup = forms.find(FORM).html(values, errors, {})
    return render_template("stock/price.html", project=project, prices=queries.prices(project.id), markup=markup)


@blueprint.post("/stock/projects/<code>/price")
@allow(*PRICERS)
def enter_price(code: str) -> Any:
    """Keeps it; said again it is the same, another one for the same day is refused beside the field."""
    project, filled = queries.project_named(code), forms.find(FORM).fill(request.form, {})
    if filled.errors:
        return _page(project, filled.values, filled.errors), 422
    try:
        with acting_as(current_person().actor):
            commands.enter_price(project, filled.answers)
    except Conflict as refused:
        return _page(project, filled.values, {"from_on": refused.message}), 422
    flash(_("评估价已经登记。"), "good")
    return redirect(url_for("stock.project", code=code), 303)
