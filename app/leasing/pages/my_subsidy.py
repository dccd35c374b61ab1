"""我的租赁补贴: a household's own subsidy: how much and why, what was paid, what is to be done; nobody else's."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.cases import queries as cases
from app.cases.records import Case
from app.engine.decisions import decide
from app.errors import Conflict, Invalid, NotFound
from app.leasing.commands import subsidies as commands
from app.leasing.pages import asked, pictures
from app.leasing.pages.blueprint import blueprint
from app.leasing.queries import subsidies as queries
from app.leasing.records import Subsidy
from app.leasing.words import subsidies as words
from app.people import allow, current_person
from app.store import clock, personal

ACCOUNT_FORM = "leasing.subsidy_account"


@blueprint.get("/my/subsidy")
@allow("citizen")
def my_subsidy() -> str:
    """My subsidy: the one that runs or is drafted, else the latest; older ones below."""
    return _page({})


def _page(errors: dict[str, str]) -> str:
    mine = queries.subsidies_of(current_person().id)
    found = next((one for one in mine if one.state in ("draft", "running")), mine[0] if mine else None)
    return render_template(
        "leasing/my_subsidy.html",
        subsidy=found,
        others=[one for one in mine if one is not found],
        may_ask=[] if found and found.state in ("draft", "running") else _waiting(),
        words=words,
        errors=errors,
        asked=request.form,
        **_seen(found),
    )


def _waiting() -> list[Case]:
    """One's cases for which a subsidy may be asked."""
    return [one for one in cases.cases_of(current_person().id) if one.state in commands.MAY_HAVE]


def _seen(found: Subsidy | None) -> dict[str, Any]:
    if found is None:
        return {}
    lines = queries.lines_of(found.id)
    rates = queries.rates_of(found.id)
    rate = queries.rate_of(found.id, f"{clock.today():%Y-%m}")
    return {
        "rate": rate,
        "coming": rates[0] if rates and rate and rates[0].from_month > rate.from_month else None,
        "lines": lines,
        "bars": pictures.payments([line for line, _run in lines]),
        "account": personal.mask_id(found.bank_account or ""),
        "tasks": [one for one in engine.tasks_for("applicant", found.number) if one.form != ACCOUNT_FORM],
        "wants_account": bool(_account_tasks(found)) or found.account_wrong,
        "review_on": pictures.review_on(found, int(decide("subsidy_limits", {})["review_days"])),
    }


def _account_tasks(found: Subsidy) -> list[engine.Task]:
    return [one for one in engine.tasks_for("applicant", found.number) if one.form == ACCOUNT_FORM]


def _own(number: str) -> Subsidy:
    """The signed-in citizen's own agreement; anything else is NotFound in the same words."""
    found = queries.subsidy_by_number(number)
    if found.account_id is None or found.account_id != current_person().id:
        raise NotFound()
    return found


def _home() -> Response:
    return redirect(url_for("leasing.my_subsidy"), 303)


@blueprint.post("/my/subsidy")
@allow("citizen")
def ask_my_subsidy() -> Response | tuple[str, int]:
    """Asks for the subsidy of one's own household that waits; sent twice, the second is refused in words."""
    case = next(iter(_waiting()), None)
    if case is None:
        return _page({"ask": _("登记轮候以后才能申请租赁补贴。")}), 422
    try:
        commands.ask(case, by=current_person().actor)
    except Conflict as refused:
        return _page({"ask": refused.message}), 422
    flash(_("已经提出申请，住房保障部门核定后会请您签订协议。"), "good")
    return _home()


@blueprint.get("/my/subsidy/<number>/tasks/<int:task_id>")
@allow("citizen")
def my_subsidy_task(number: str, task_id: int) -> str | Response:
    """What the household is asked for; answered already, one is led back."""
    return asked.show(_asked(_own(number), task_id))


@blueprint.post("/my/subsidy/<number>/tasks/<int:task_id>")
@allow("citizen")
def answer_subsidy_task(number: str, task_id: int) -> Response | tuple[str, int]:
    """Takes the answer."""
    return asked.answer(_asked(_own(number), task_id))


def _asked(found: Subsidy, task_id: int) -> asked.Asked:
    task = engine.task_for("applicant", found.number, task_id)
    return asked.Asked(task, found.number, "leasing.my_subsidy", _("租赁补贴"))


@blueprint.post("/my/subsidy/<number>/account")
@allow("citizen")
def keep_my_account(number: str) -> Response | tuple[str, int]:
    """Corrects the account; a task that waits for it is done with that."""
    found = _own(number)
    try:
        commands.keep_account(found, request.form.get("bank", ""), request.form.get("account", ""))
    except Invalid as refused:
        return _page({"account": refused.message}), 422
    for task in _account_tasks(found):
        engine.complete(task.id, {"account_confirmed": True}, by=current_person().actor)
    flash(_("收款账户已保存。"), "good")
    return _home()


@blueprint.post("/my/subsidy/<number>/change")
@allow("citizen")
def declare_change(number: str) -> Response | tuple[str, int]:
    """Declares that persons or living space changed."""
    found, said = _own(number), request.form
    try:
        persons, area = int(said.get("persons", "")), Decimal(said.get("own_area", "").strip())
    except (ValueError, InvalidOperation):
        return _page({"change": _("请填写人数和人均面积，例如 3 和 4.50。")}), 422
    try:
        commands.declare(found, persons, area, said.get("note", "").strip(), by=current_person().actor)
    except (Invalid, Conflict) as refused:
        return _page({"change": refused.message}), 422
    flash(_("已经申报，核实后从下个月起调整。"), "good")
    return _home()


@blueprint.post("/my/subsidy/<number>/stop")
@allow("citizen")
def give_up_subsidy(number: str) -> Response | tuple[str, int]:
    """Gives the subsidy up."""
    found = _own(number)
    if found.state != "running":
        return _page({"stop": _("这份租赁补贴现在没有在发放。")}), 422
    if not request.form.get("sure"):
        return _page({"stop": _("请先勾选确认。")}), 422
    commands.ask_stop(found, "gave_up", by=current_person().actor)
    flash(_("租赁补贴已停发。"), "good")
    return _home()
