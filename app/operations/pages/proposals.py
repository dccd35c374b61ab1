"""Proposals: what waits for a second administrator, and one of them with what is now and what would be."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.errors import Conflict, Invalid
from app.operations import queries
from app.operations.pages.blueprint import blueprint
from app.people import allow, current_person


@blueprint.get("/proposals")
@allow("administrator")
def proposals() -> str:
    """What waits, and what was decided last."""
    waiting = engine.proposals(state="open")
    decided = [one for one in engine.proposals(limit=50) if one.state != "open"]
    found = [*waiting, *decided]
    return render_template(
        "operations/proposals.html",
        waiting=waiting,
        decided=decided,
        processes={number: engine.process(number) for number in {one.process_id for one in found}},
        actors=queries.actor_names(found),
        me=current_person().actor,
    )


@blueprint.get("/proposals/<int:proposal_id>")
@allow("administrator")
def proposal(proposal_id: int) -> str:
    """One proposal: before and after, why, who; a rewind with what it sets aside."""
    return _shown(proposal_id, {})


def _shown(proposal_id: int, errors: dict[str, str]) -> str:
    found = engine.proposal(proposal_id)
    process = engine.process(found.process_id)
    more: dict[str, Any] = {"undone": None}
    if found.kind == "rewind" and found.state == "open":
        try:
            undone = engine.rewind_preview(process.id, found.what["to"])
            more = {"undone": undone, "left": queries.left_behind(process, undone)}
        except Conflict as refused:
            errors = errors or {"reason": refused.message}
    entries = more["undone"].entries if more["undone"] else []
    return render_template(
        "operations/proposal.html",
        proposal=found,
        process=process,
        names=engine.element_names(process.id),
        actors=queries.actor_names([found], entries),
        mine=found.proposed_by == current_person().actor,
        errors=errors,
        typed=request.form,
        **more,
    )


@blueprint.post("/proposals/<int:proposal_id>/<any(approve, refuse):verb>")
@allow("administrator")
def decide(proposal_id: int, verb: str) -> Response | tuple[str, int]:
    """Carries it out, or puts it away with a reason."""
    by = current_person().actor
    if verb == "refuse":
        try:
            engine.refuse(proposal_id, reason=request.form.get("reason", ""), by=by)
        except Invalid as refused:
            return _shown(proposal_id, {"reason": refused.message}), 422
        flash(_("提议已经收起，流程没有变动。"), "info")
        return redirect(url_for("operations.proposal", proposal_id=proposal_id), 303)
    done = engine.approve(proposal_id, by=by)
    if done.state == "troubled" and engine.proposal(proposal_id).kind == "edit":
        flash(_("已修改，并记入流程日志。流程还停在故障上，现在可以重试。"), "good")
    elif done.state == "troubled":
        flash(_("已执行，但流程又停在故障上，见下面的原因。"), "warn")
    else:
        flash(_("已执行，并记入流程日志。"), "good")
    return redirect(url_for("operations.process", process_id=done.id), 303)
