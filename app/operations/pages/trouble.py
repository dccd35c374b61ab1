"""Processes in trouble: the list with its filters, many tried again at once; any process by its number."""

from __future__ import annotations

from datetime import datetime, time

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.engine import proofs
from app.errors import Conflict
from app.operations import queries
from app.operations.pages.blueprint import SIZE, Page, blueprint
from app.operations.rules import day
from app.people import allow, current_person
from app.store import dead_letters
from app.store.database import ZONE
from app.web.addresses import asked_number

FILTERS = ("diagram", "element", "cause", "since")


@blueprint.get("/")
@allow("administrator")
def trouble() -> str:
    """What has stopped, why and since when, by the filters in the address."""
    asked = {key: request.args.get(key, "").strip()[:200] for key in FILTERS}
    since = day(asked["since"])
    sieve = engine.Sieve(
        asked["diagram"], asked["element"], asked["cause"], datetime.combine(since, time(), ZONE) if since else None
    )
    number = asked_number(request.args, "page")
    found, total = engine.troubled(sieve, page=number, size=SIZE)
    return render_template(
        "operations/trouble.html",
        found=found,
        page=Page(number, SIZE, total),
        asked=asked,
        places=engine.trouble_places(),
        names={one.id: engine.element_names(one.id) for one in found},
        proposals=len(engine.proposals(state="open")),
        faults=proofs.faults(),
        moves=sum(one.state == "open" for one in engine.moves()),
        dead=dead_letters.counts().get("dead", 0),
        here=request.full_path.rstrip("?"),
    )


@blueprint.post("/retry")
@allow("administrator")
def retry() -> Response:
    """Tries the ticked processes again, each by itself: one that stops again keeps no other from going on."""
    ticked = request.form.getlist("process", type=int)[:100]
    by, gone_on, stopped = current_person().actor, 0, 0
    for process_id in ticked:
        try:
            again = engine.retry(process_id, by=by)
        except Conflict:
            continue  # somebody was quicker, or its time to be tried had come
        stopped += again.state == "troubled"
        gone_on += again.state != "troubled"
    if not ticked:
        flash(_("请先勾选要重试的流程。"), "warn")
    if gone_on:
        flash(_("%(n)s 个流程继续运行。", n=gone_on), "good")
    if stopped:
        flash(_("%(n)s 个流程又停在故障上，原因见列表。", n=stopped), "bad")
    if ticked and not gone_on + stopped:
        flash(_("所选流程已经不在故障中。"), "info")
    return redirect(_back(), 303)


def _back() -> str:
    """The process page when one was tried there, else the list with its filters."""
    back = request.form.get("back", "")
    home = url_for("operations.trouble")
    return back if back.startswith(home) and "\\" not in back else home


@blueprint.get("/processes")
@allow("administrator")
def find() -> Response | str:
    """Finds processes by their number or by the case's."""
    sought = request.args.get("q", "").strip()[:200]
    found = queries.found_processes(sought)
    if len(found) == 1:
        return redirect(url_for("operations.process", process_id=found[0].id), 303)
    return render_template("operations/find.html", sought=sought, found=found)
