"""The inbox: what waits for me, soonest first; filters that stay, saved views, claim many at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.desk import commands, queries
from app.desk.pages import blueprint
from app.desk.rules import clean_filter
from app.people import allow, current_person

SIZE = 25
STAFF = (
    "street_reviewer", "street_approver", "district_reviewer", "civil_affairs", "district_approver",
    "city_reviewer", "city_approver", "supervisor",
)  # fmt: skip


@blueprint.get("")
@allow(*STAFF)
def inbox() -> str:
    """The officer's queue with counts, by the filter in the address or the one last used."""
    person = current_person()
    chosen = _chosen()
    page = engine.inbox(
        queries.scopes(person), actor=person.actor, filter=_without_sort(chosen), sort=chosen.get("sort", "due"),
        page=max(1, request.args.get("page", 1, type=int)), size=SIZE,
    )  # fmt: skip
    return render_template(
        "desk/inbox.html", page=page, chosen=chosen, counts=engine.counts(queries.scopes(person), actor=person.actor),
        views=_views(person), names=queries.names(page.items),
    )  # fmt: skip


def _chosen() -> dict[str, str]:
    """The filter of the address; without one, the last one used in this session; `?clear` forgets it."""
    if "clear" in request.args:
        session.pop("inbox", None)
    elif set(request.args) - {"page"}:
        session["inbox"] = clean_filter(request.args)
    return dict(session.get("inbox", {}))


def _without_sort(chosen: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in chosen.items() if key != "sort"}


def _views(person: Any) -> list[tuple[Any, int]]:
    """The officer's saved views, each with how many tasks it holds now."""
    return [
        (
            view,
            engine.inbox(
                queries.scopes(person),
                actor=person.actor,
                filter=_without_sort(view.filter),
                sort="due",
                page=1,
                size=1,
            ).total,
        )
        for view in queries.saved_views(person.id)
    ]


@blueprint.post("/views")
@allow(*STAFF)
def save_view() -> Response:
    """Keeps the present filter under a name."""
    commands.keep_view(current_person().id, request.form.get("name", ""), dict(session.get("inbox", {})))
    return redirect(url_for("desk.inbox"), 303)


@blueprint.post("/views/<int:view_id>/drop")
@allow(*STAFF)
def drop_view(view_id: int) -> Response:
    """Forgets a saved view."""
    commands.drop_view(current_person().id, view_id)
    return redirect(url_for("desk.inbox"), 303)


@blueprint.post("/claim")
@allow(*STAFF)
def claim_many() -> Response:
    """Claims the ticked tasks; says which could not be had and why."""
    claimed, refused = commands.claim_many(current_person(), request.form.getlist("task", type=int))
    if claimed:
        flash(_("已领取 %(n)s 项。", n=len(claimed)), "good")
    for text in refused:
        flash(text, "bad")
    return redirect(url_for("desk.inbox"), 303)
