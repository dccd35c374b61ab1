"""The inbox: what waits for me, soonest first; filters that stay, saved views, claim many at once."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import commands, queries
from app.desk.pages.blueprint import STAFF, back_to, blueprint, tell
from app.desk.rules import clean_filter, without_sort
from app.people import allow, current_person
from app.web.addresses import asked_number

KEPT = "desk inbox"


@blueprint.get("")
@allow(*STAFF)
def inbox() -> str:
    """The officer's queues with counts, by the filter in the address or the one last used; the page is kept too."""
    person = current_person()
    chosen, number = _chosen()
    counts = queries.counted(person)
    page = queries.listed(person, chosen, page=number)
    if number > page.pages:
        page = queries.listed(person, chosen, page=page.pages)
    return render_template(
        "desk/inbox.html",
        page=page,
        chosen=chosen,
        filtered=without_sort(chosen),
        here=_address(chosen, page.page),
        address=lambda filter: _address(filter, 1),
        counts=counts,
        stages=_stages(counts["by_name"], chosen.get("name")),
        views=queries.view_counts(person),
        names=queries.names(page.items),
    )


def _stages(by_name: dict[str, int], chosen: str | None) -> list[tuple[str, str]]:
    """The stages as options with their counts; the chosen one also when nothing is left of it."""
    return [(name, f"{name} ({n})") for name, n in (({chosen: 0} if chosen else {}) | by_name).items()]


def _chosen() -> tuple[dict[str, str], int]:
    """The filter and page of the address; without any, those last used in this session; `?clear` forgets them."""
    given = request.args
    if given:
        chosen = {} if "clear" in given else clean_filter(given)
        session[KEPT] = {"filter": chosen, "page": asked_number(given, "page")}
    kept = session.get(KEPT) or {}
    return dict(kept.get("filter") or {}), int(kept.get("page") or 1)


def _address(chosen: dict[str, str], number: int) -> str:
    """The inbox with that filter and page."""
    asked = urlencode({**chosen, **({"page": number} if number > 1 else {})}) or "clear"
    return f"{url_for('desk.inbox')}?{asked}"


@blueprint.post("/views")
@allow(*STAFF)
def save_view() -> Response:
    """Keeps the present filter under a name."""
    chosen = (session.get(KEPT) or {}).get("filter") or {}
    view = commands.keep_view(current_person().id, request.form.get("name", ""), dict(chosen))
    flash(_("视图“%(name)s”已保存。", name=view.name), "good")
    return redirect(url_for("desk.inbox"), 303)


@blueprint.post("/views/<int:view_id>/drop")
@allow(*STAFF)
def drop_view(view_id: int) -> Response:
    """Forgets a saved view."""
    name = commands.drop_view(current_person().id, view_id)
    flash(_("视图“%(name)s”已删除。", name=name), "good")
    return redirect(url_for("desk.inbox"), 303)


@blueprint.post("/claim")
@allow(*STAFF)
def claim_many() -> Response:
    """Claims the ticked tasks; says which could not be had and why."""
    ticked = request.form.getlist("task", type=int)
    claimed, refused = commands.claim_many(current_person(), ticked)
    if claimed:
        flash(_("已领取 %(n)s 项。", n=len(claimed)), "good")
    elif not refused:
        flash(_("请先勾选要领取的任务。"), "warn")
    tell(refused)
    return redirect(back_to(url_for("desk.inbox")), 303)
