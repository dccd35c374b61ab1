"""A tenant's repairs: report, follow, confirm and rate."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import engine
from app.errors import Conflict, NotFound
from app.people import allow, current_person
from app.stock import queries, words
from app.stock.pages.blueprint import blueprint
from app.stock.pages.repairs import receive, report_page
from app.stock.queries import Home
from app.stock.records import Repair
from app.web import forms, photos


@blueprint.get("/my/repairs")
@allow("citizen")
def my_repairs() -> str:
    """What one has reported, and the homes for which one may report."""
    person = current_person()
    return render_template(
        "stock/my_repairs.html",
        homes=queries.homes_of_account(person.id),
        lines=[(one, queries.home_of(one.unit_id), _own_task(one)) for one in queries.repairs_of(person.id)],
    )


def _home(code: str) -> Home:
    """The home of that code, if the citizen lives there; anything else is NotFound in the same words."""
    found = [home for home in queries.homes_of_account(current_person().id) if home.unit.code == code]
    if not found:
        raise NotFound()
    return found[0]


@blueprint.get("/my/homes/<code>/report")
@allow("citizen")
def ask_report(code: str) -> str:
    """Where a tenant says what is broken."""
    return report_page(_home(code), {}, {}, back=url_for("stock.my_repairs"))


@blueprint.post("/my/homes/<code>/report")
@allow("citizen")
def send_report(code: str) -> Any:
    """A tenant's report; sent twice it is one."""
    found = receive(_home(code), back=url_for("stock.my_repairs"))
    if isinstance(found, tuple):
        return found
    flash(_("已收到您的报修，编号 %(number)s。", number=found.number), "good")
    return redirect(url_for("stock.my_repair", number=found.number), 303)


def _own(number: str) -> Repair:
    found = queries.repair(number)
    if found.account_id is None or found.account_id != current_person().id:
        raise NotFound()
    return found


def _own_task(found: Repair) -> engine.Task | None:
    """What the tenant is asked about the repair now, or None."""
    return next(iter(engine.tasks_for("applicant", found.number)), None)


@blueprint.get("/my/repairs/<number>")
@allow("citizen")
def my_repair(number: str) -> str:
    """Where a repair stands, and the question whether it is mended."""
    return _page(_own(number), {}, {})


def _page(found: Repair, values: dict[str, Any], errors: dict[str, Any]) -> str:
    task = _own_task(found)
    markup = forms.find(str(task.form)).html(values, errors, engine.variables(task.id)) if task else ""
    tasks = engine.open_tasks(business_key=found.number)
    return render_template(
        "stock/my_repair.html",
        repair=found,
        home=queries.home_of(found.unit_id),
        stages=words.stages(found),
        task=task,
        waiting=next((one for one in tasks if one.role != "applicant"), None),
        markup=markup,
        errors=errors,
    )


@blueprint.post("/my/repairs/<number>")
@allow("citizen")
def confirm(number: str) -> Any:
    """The tenant says whether it is mended, and rates the work."""
    found = _own(number)
    task = _own_task(found)
    if task is None:
        raise Conflict(_("这件报修已经确认过，或者期限已过。请返回“报修”查看最新情况。"))
    filled = forms.find(str(task.form)).fill(request.form, engine.variables(task.id))
    if filled.errors or filled.again:
        return _page(found, filled.values, filled.errors), 200 if filled.again else 422
    engine.complete(task.id, filled.answers, by=current_person().actor)
    flash(_("谢谢您的确认。"), "good")
    return redirect(url_for("stock.my_repair", number=number), 303)


@blueprint.get("/my/repairs/<number>/photos/<uid>")
@allow("citizen")
def my_photo(number: str, uid: str) -> Response:
    """A photo of one's own repair."""
    return photos.answer(queries.photo(_own(number), uid))
