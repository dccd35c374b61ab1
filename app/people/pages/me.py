"""One's own account: what is known, password, language and the 长者版."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.people import commands, queries
from app.people.access import allow, current_person
from app.people.pages.blueprint import blueprint
from app.store import keep_anyway
from app.web.preferences import remember as keep_in_browser


@blueprint.get("/me")
@allow("citizen", "officer")
def me() -> str:
    """The account's page."""
    return _page({})


def _page(errors: dict[str, str]) -> str:
    person = current_person()
    names = queries.organisation_names(code for _role, code in person.grants)
    return render_template(
        "people/me.html",
        errors=errors,
        me=person,
        known=queries.own_facts(person.id),
        organisation_names=names,
        sign_ins=queries.sign_ins(person.id),
    )


@blueprint.post("/me/password")
@allow("citizen", "officer")
def change_password() -> tuple[str, int] | Response:
    """A new password; all other sessions of the account end."""
    person, form = current_person(), request.form
    problem = commands.own_password_problem(person.id, form.get("password", ""))
    errors = {"password": _(problem)} if problem else {}
    if form.get("again", "") != form.get("password", ""):
        errors["again"] = _("两次输入的新密码不一样。")
    if not errors:  # the old one last: each try of it is counted against guessing
        wrong = commands.change_password(
            person.id, form.get("old", ""), form.get("password", ""), session_key=person.session_key
        )
        errors = {"old": _(wrong)} if wrong else {}
    if errors:
        return keep_anyway((_page(errors), 422))
    flash(_("密码已更改。其他设备上的登录已全部退出。"), "good")
    return redirect(url_for("people.me"), 303)


@blueprint.post("/me/preferences")
@allow("citizen", "officer")
def preferences() -> Response:
    """Language and type size: they stay with the account."""
    language, large = request.form.get("language", "zh"), "large_type" in request.form
    commands.set_preferences(current_person().id, language=language, large_type=large)
    flash(_("已保存。"), "good")
    answer = redirect(url_for("people.me"), 303)
    return keep_in_browser(answer, language=language, reading="large" if large else "normal")
