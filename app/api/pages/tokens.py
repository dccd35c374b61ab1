"""The administrator's page of tokens: who has one, what it may, when it was used; a new one is shown once."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.api import commands, queries
from app.api.pages.blueprint import blueprint
from app.errors import Invalid, NotAllowed
from app.people import allow, current_person
from app.people import queries as people
from app.store import clock


@blueprint.get("/people/tokens")
@allow("administrator")
def tokens() -> str:
    """All tokens, and the form for a new one."""
    return _page({}, {})


def _page(errors: dict[str, str], values: dict[str, object], shown: str = "") -> str:
    listed = queries.tokens()
    return render_template(
        "api/tokens.html",
        tokens=listed,
        names=queries.owner_names(listed),
        places=people.organisation_names({one.organisation for one in listed if one.organisation}),
        tree=people.tree(),
        errors=errors,
        values=values,
        shown=shown,
        now=clock.now(),
    )


@blueprint.post("/people/tokens")
@allow("administrator")
def create_token() -> tuple[str, int] | Response:
    """A new token; its text stands on this one answer and nowhere else."""
    form = request.form
    values: dict[str, object] = {
        key: form.get(key, "").strip() for key in ("name", "login", "organisation", "last_day")
    }
    values["scopes"] = form.getlist("scopes")
    try:
        last_day = date.fromisoformat(str(values["last_day"]))
    except ValueError:
        return _page({"last_day": _("日期应写成 2026-03-02 的样子。")}, values), 422
    try:
        _made, plain = commands.create_token(
            str(values["name"]), login=str(values["login"]).lower(), organisation=str(values["organisation"]) or None,
            scopes=form.getlist("scopes"), last_day=last_day, by=current_person().actor,
        )  # fmt: skip
    except Invalid as refused:
        return _page(refused.errors, values), 422
    except NotAllowed as refused:
        return _page({"login": refused.message}, values), 422
    return _page({}, {}, plain), 200


@blueprint.post("/people/tokens/<int:token_id>/revoke")
@allow("administrator")
def revoke_token(token_id: int) -> Response:
    """Takes it away at once."""
    commands.revoke_token(token_id, by=current_person().actor)
    flash(_("令牌已撤销，立即失效。"), "good")
    return redirect(url_for("programs.tokens"), 303)
