"""Moving running processes to another version of their diagram: an analyst plans, a second person approves, both watch."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app import engine
from app.errors import Conflict, Invalid
from app.operations import queries
from app.operations.pages.blueprint import blueprint
from app.people import allow, current_person
from app.people import queries as people

WHO = ("analyst", "administrator")
MAPPED = "map:"
SHOWN = 100


@blueprint.get("/moves")
@allow(*WHO)
def moves() -> str:
    """Every diagram with how many of its processes run on older versions, and the moves so far."""
    found = engine.moves()[:SHOWN]
    diagrams = engine.live_diagrams()
    return render_template("operations/moves.html", diagrams=diagrams, found=found, actors=queries.actor_names(found))


@blueprint.get("/moves/plan")
@allow(*WHO)
def plan_move() -> str | tuple[str, int]:
    """What would become of every process of the diagram in the address: tried on copies."""
    return _planned(request.args, {})


@blueprint.post("/moves/plan")
@allow(*WHO)
def propose_move() -> Response | str | tuple[str, int]:
    """Keeps the plan for somebody else to approve; nothing moves yet. `dry_run`: the plan that was made in the background."""
    reason, number = request.form.get("reason", ""), request.form.get("dry_run", type=int)
    try:
        plan = _plan(request.form) if number is None else engine.tried_plan(number)
        made = engine.propose_move(plan, reason=reason, by=current_person().actor)
    except (Conflict, Invalid) as refused:
        errors = {"reason": refused.message}
        return (
            _planned(request.form, errors, refused.status) if number is None else _tried(number, errors, refused.status)
        )
    flash(_("已提出。另一个人批准后开始换版。"), "good")
    return redirect(url_for("operations.move", move_id=made.id), 303)


def _asked(typed: MultiDict[str, str]) -> dict[str, Any]:
    """What a plan is asked for: diagram, to, mapping, renews."""
    pairs = {key.removeprefix(MAPPED): to for key, to in typed.items() if key.startswith(MAPPED) and to}
    to = typed.get("to", "")
    number = int(to) if to.isdecimal() and len(to) < 10 else None
    return {"diagram": typed.get("diagram", ""), "to": number, "mapping": pairs, "renews": bool(typed.get("renews"))}


def _plan(typed: MultiDict[str, str]) -> engine.MovePlan:
    """The plan as it is asked for; where many processes would have to be tried, an empty one."""
    asked = _asked(typed)
    empty = engine.empty_plan(**asked)
    return empty if engine.is_long(empty) else engine.plan_move(**asked)


def _planned(typed: MultiDict[str, str], errors: dict[str, str], status: int = 200) -> str | tuple[str, int]:
    try:
        plan = _plan(typed)
    except Invalid as refused:
        errors, status = {"map": refused.message}, refused.status
        plan = _plan(MultiDict((key, to) for key, to in typed.items() if not key.startswith(MAPPED)))
    return _plan_page(plan, typed, errors, is_long=engine.is_long(plan)), status


def _plan_page(
    plan: engine.MovePlan,
    typed: MultiDict[str, str],
    errors: dict[str, str],
    *,
    is_long: bool,
    run: engine.DryRun | None = None,
) -> str:
    return render_template(
        "operations/plan.html",
        typed=typed,
        errors=errors,
        is_long=is_long,
        run=run,
        versions=sorted(engine.known_versions(plan.diagram).values(), reverse=True),
        **_shown(plan),
    )


@blueprint.post("/moves/dry-runs")
@allow(*WHO)
def begin_dry_run() -> Response | str | tuple[str, int]:
    """Has every process tried on a copy in the background."""
    try:
        begun = engine.begin_dry_run(**_asked(request.form), by=current_person().actor)
    except Invalid:
        return _planned(request.form, {})
    return redirect(url_for("operations.dry_run", number=begun.id), 303)


@blueprint.get("/moves/dry-runs/<int:number>")
@allow(*WHO)
def dry_run(number: int) -> str | tuple[str, int]:
    """How far a dry run in the background is; when it is done, what it has found, to be proposed."""
    return _tried(number, {})


def _tried(number: int, errors: dict[str, str], status: int = 200) -> str | tuple[str, int]:
    run = engine.dry_run(number)
    if run.state == "done":
        return _plan_page(run.plan, request.form, errors, is_long=True, run=run), status
    return render_template(
        "operations/dry_run.html", run=run, errors=errors, actors=people.names_of([run.asked_by])
    ), status


@blueprint.post("/moves/dry-runs/<int:number>/stop")
@allow(*WHO)
def stop_dry_run(number: int) -> Response:
    """Breaks a dry run off."""
    engine.stop_dry_run(number)
    flash(_("试算已停止。"), "good")
    return redirect(url_for("operations.dry_run", number=number), 303)


def _shown(plan: engine.MovePlan) -> dict[str, object]:
    """What is shown of a plan wherever it is shown."""
    before, after = engine.pictures(plan)
    return {
        "plan": plan, "before": before, "after": after, "elements": engine.elements_of(plan),
        "fates": engine.fates(plan, limit=SHOWN),
    }  # fmt: skip


@blueprint.get("/moves/<int:move_id>")
@allow(*WHO)
def move(move_id: int) -> str | tuple[str, int]:
    """One move: what was proposed, how far it is, who is left behind and why."""
    return _one(move_id, {})


def _one(move_id: int, errors: dict[str, str], status: int = 200) -> str | tuple[str, int]:
    found = engine.move(move_id)
    run: engine.DryRun | None = None
    shown: dict[str, object] = {"plan": None}
    if found.state == "open":
        run, plan = _plan_of(found)
        shown = _shown(plan) | {"is_long": run is not None or engine.is_long(plan)}
    page = render_template(
        "operations/move.html",
        move=found,
        errors=errors,
        typed=request.form,
        run=run,
        progress=engine.progress(move_id),
        left=engine.members(move_id, "left", limit=SHOWN),
        moved=engine.members(move_id, "moved", limit=SHOWN),
        actors=queries.actor_names([found]),
        mine=found.proposed_by == current_person().actor,
        **shown,
    )
    return page, status


def _plan_of(found: engine.Move) -> tuple[engine.DryRun | None, engine.MovePlan]:
    """What would become of the processes of a proposed move: tried now, or where they are many, by its last dry run."""
    empty = engine.empty_plan(found.diagram, to=found.to, mapping=found.mapping, renews=found.renews)
    if not engine.is_long(empty):
        return None, engine.plan_of(found)
    run = engine.dry_run_of(found)
    return run, run.plan if run is not None else empty


@blueprint.post("/moves/<int:move_id>/<any(approve, refuse, stop):verb>")
@allow(*WHO)
def decide_move(move_id: int, verb: str) -> Response | str | tuple[str, int]:
    """Starts it, puts it away, or stops it on its way."""
    by, reason = current_person().actor, request.form.get("reason", "")
    try:
        if verb == "approve":
            engine.approve_move(move_id, by=by)
        elif verb == "refuse":
            engine.refuse_move(move_id, reason=reason, by=by)
        else:
            engine.stop_move(move_id, reason=reason, by=by)
    except Invalid as refused:
        return _one(move_id, {"reason": refused.message}, refused.status)
    flash(_DONE[verb](), "good")
    return redirect(url_for("operations.move", move_id=move_id), 303)


_DONE = {
    "approve": lambda: _("已批准，正在逐个换版。"),
    "refuse": lambda: _("换版已经收起，流程没有变动。"),
    "stop": lambda: _("已停止：换过去的留在新版，其余留在旧版。"),
}


@blueprint.post("/moves/<int:move_id>/undo")
@allow(*WHO)
def undo_move(move_id: int) -> Response | str | tuple[str, int]:
    """Proposes that one process is taken back to exactly where it stood before; an administrator approves."""
    number, reason = request.form.get("process", 0, type=int), request.form.get("reason", "")
    if not engine.has_moved(move_id, number):
        return _one(move_id, {"process": _("请选择这次换过去的一个流程。")}, 422)
    try:
        engine.propose(number, "unmove", {}, reason=reason, by=current_person().actor)
    except (Conflict, Invalid) as refused:
        place = "reason" if isinstance(refused, Invalid) else "process"
        return _one(move_id, {place: refused.message}, refused.status)
    flash(_("已提出退回流程 %(number)s。另一位管理员批准后才会执行。", number=number), "good")
    return redirect(url_for("operations.move", move_id=move_id), 303)
