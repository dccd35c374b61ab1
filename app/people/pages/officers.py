"""The administrator's pages: officers with their roles, and the tree of organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.people import commands, queries, rules
from app.people.access import allow, current_person
from app.people.pages.blueprint import blueprint
from app.people.roles import roles
from app.store import clock
from app.web.addresses import asked_number

SIZE = 25


@dataclass(frozen=True)
class Page:
    """What the pager macro wants to know."""

    page: int
    size: int
    total: int


@blueprint.get("/officers")
@allow("administrator")
def officers() -> str:
    """Officers by name, role and organisation."""
    return _list({}, {})


def _list(errors: dict[str, str], values: dict[str, str]) -> str:
    asked = {key: request.args.get(key, "").strip() for key in ("text", "role", "organisation")}
    number = asked_number(request.args, "page")
    found = queries.officers(**asked, page=number, size=SIZE)
    codes = {code for one in found.officers for _role, code in one.grants}
    return render_template(
        "people/officers.html",
        found=found.officers,
        page=Page(number, SIZE, found.total),
        asked=asked,
        roles=roles(),
        tree=queries.tree(),
        names=queries.organisation_names(codes),
        errors=errors,
        values=values,
    )


@blueprint.post("/officers")
@allow("administrator")
def create_officer() -> tuple[str, int] | Response:
    """A new officer, still without a role."""
    values = {key: request.form.get(key, "").strip() for key in ("login", "name")}
    password = request.form.get("password", "")
    problems = {
        "login": rules.check_login(values["login"]),
        "name": rules.check_name(values["name"]),
        "password": commands.password_problem(password, values["login"]),
    }
    errors = {key: _(problem) for key, problem in problems.items() if problem}
    if not errors and queries.account_named(values["login"]):
        errors["login"] = _("这个登录名已经有人使用，请换一个。")
    if errors:
        return _list(errors, values), 422
    account = commands.create_officer(values["login"], values["name"], password, by=current_person().actor)
    flash(_("账户已建立。请授予角色。"), "good")
    return redirect(url_for("people.officer", account_id=account.id), 303)


@blueprint.get("/officers/<int:account_id>")
@allow("administrator")
def officer(account_id: int) -> str:
    """One officer: roles now and before, what was changed, sign-ins."""
    return _officer(account_id, {}, {})


def _officer(account_id: int, errors: dict[str, str], values: dict[str, str]) -> str:
    account = queries.officer(account_id)
    grants, history = queries.role_grants(account_id), queries.events(account_id)
    actors = {grant.granted_by for grant in grants} | {event.by for event in history}
    return render_template(
        "people/officer.html",
        account=account,
        grants=grants,
        history=history,
        today=clock.today(),
        actor_names=queries.names_of(actors),
        names=queries.organisation_names(
            {grant.organisation for grant in grants} | {event.detail.get("organisation", "") for event in history}
        ),
        sign_ins=queries.sign_ins(account_id),
        roles=roles(),
        tree=queries.tree(),
        errors=errors,
        values=values,
    )


@blueprint.post("/officers/<int:account_id>/grants")
@allow("administrator")
def grant_role(account_id: int) -> tuple[str, int] | Response:
    """Gives a role from a day to a day."""
    values = {key: request.form.get(key, "").strip() for key in ("role", "organisation", "valid_from", "valid_to")}
    try:
        since, until = _day(values["valid_from"]), _day(values["valid_to"])
    except ValueError:
        return _officer(account_id, {"valid_from": _("日期应写成 2026-03-02 的样子。")}, values), 422
    try:
        commands.grant_role(
            account_id,
            values["role"],
            values["organisation"],
            by=current_person().actor,
            valid_from=since,
            valid_to=until,
        )
    except NotFound:
        return _officer(account_id, {"organisation": _("请选择机构。")}, values), 422
    except (Invalid, Conflict, NotAllowed) as refused:
        return _officer(account_id, {"role": refused.message}, values), 422
    flash(_("角色已授予。"), "good")
    return redirect(url_for("people.officer", account_id=account_id), 303)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@blueprint.post("/officers/<int:account_id>/grants/<int:grant_id>/revoke")
@allow("administrator")
def revoke_role(account_id: int, grant_id: int) -> Response:
    """Takes a role away at once."""
    if grant_id not in {grant.id for grant in queries.role_grants(queries.officer(account_id).id)}:
        raise NotFound()
    commands.revoke_role(grant_id, by=current_person().actor)
    flash(_("角色已撤销，立即生效。"), "good")
    return redirect(url_for("people.officer", account_id=account_id), 303)


@blueprint.post("/officers/<int:account_id>/password")
@allow("administrator")
def reset_password(account_id: int) -> tuple[str, int] | Response:
    """A new password for an officer who forgot theirs."""
    account = queries.officer(account_id)
    problem = commands.password_problem(request.form.get("password", ""), account.login or "")
    if problem:
        return _officer(account_id, {"password": _(problem)}, {}), 422
    commands.reset_password(account_id, request.form["password"], by=current_person().actor)
    flash(_("密码已重设，这位工作人员的登录已全部退出。"), "good")
    return redirect(url_for("people.officer", account_id=account_id), 303)


@blueprint.post("/officers/<int:account_id>/<any(close, reopen):what>")
@allow("administrator")
def open_or_close(account_id: int, what: str) -> Response:
    """Closes the account of somebody who left, or opens it again."""
    change = commands.close_account if what == "close" else commands.reopen_account
    change(account_id, by=current_person().actor)
    flash(_("账户已停用。") if what == "close" else _("账户已恢复。"), "good")
    return redirect(url_for("people.officer", account_id=account_id), 303)


@blueprint.get("/organisations")
@allow("administrator", "supervisor", "auditor")
def organisations() -> str:
    """The tree of organisations on a day, and whom each town is served by."""
    try:
        day = _day(request.args.get("on", "")) or clock.today()
    except ValueError:
        day = clock.today()
    return render_template(
        "people/organisations.html", tree=queries.tree(on=day), served=queries.served(on=day), day=day
    )
