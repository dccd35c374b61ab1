"""The supervisor's overview: load by stage and person, tokens on the diagrams, what is late first; reassign many at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import commands, queries
from app.desk.pages.blueprint import back_to, blueprint, tell
from app.desk.rules import clean_filter
from app.people import allow, current_person
from app.people import queries as people
from app.web.addresses import asked_number


@blueprint.get("/overview")
@allow("supervisor")
def overview() -> str:
    """What lies where in the subtree, and the tasks themselves by the filter in the address."""
    person = current_person()
    chosen = clean_filter(request.args)
    page = queries.watched_page(person, chosen, page=asked_number(request.args, "page"))
    return render_template(
        "desk/overview.html",
        load=queries.overview(person),
        page=page,
        chosen=chosen,
        names=queries.names(page.items),
        here=request.full_path.rstrip("?"),
    )


@blueprint.post("/overview/reassign")
@allow("supervisor")
def reassign() -> Response:
    """Gives the ticked tasks to one officer, or back to their queues; says which could not be given and why."""
    to, ticked = request.form.get("to", ""), request.form.getlist("task", type=int)
    if not to or not ticked:
        flash(_("请先勾选要改派的任务，并选择改派给谁。"), "warn")
        return redirect(back_to(url_for("desk.overview")), 303)
    given, refused = commands.reassign_many(current_person(), ticked, to)
    if given and to == commands.QUEUE:
        flash(_("已把 %(n)s 项退回队列。", n=len(given)), "good")
    elif given:
        flash(_("已把 %(n)s 项改派给 %(name)s。", n=len(given), name=people.name_of(to)), "good")
    tell(refused)
    return redirect(back_to(url_for("desk.overview")), 303)
