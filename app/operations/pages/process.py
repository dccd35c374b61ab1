"""One process: what stopped it, where its tokens stand, its variables, its journal, and what may be proposed."""

from __future__ import annotations

from flask import render_template

from app import engine
from app.engine import proofs
from app.operations import queries
from app.operations.pages.blueprint import blueprint
from app.people import allow, current_person


@blueprint.get("/processes/<int:process_id>")
@allow("administrator")
def process(process_id: int) -> str:
    """Everything of one process on one page."""
    found, history = engine.process(process_id), engine.history(process_id)
    proposals = engine.proposals(process_id=process_id)
    return render_template(
        "operations/process.html",
        process=found,
        fault=proofs.fault_of(process_id),
        picture=engine.picture(process_id),
        names=engine.element_names(process_id),
        standing=engine.standing(process_id),
        kept=kept_values(found),
        history=list(reversed(history)),
        targets={entry.seq for entry in engine.rewind_targets(process_id)},
        proposals=proposals,
        sent=queries.sent_by(process_id),
        actors=queries.actor_names(history, proposals),
        me=current_person().actor,
    )


def kept_values(found: engine.Process) -> dict[str, object] | None:
    """The variables of the input on which it stopped; None where there are none."""
    given = (found.trouble or {}).get("input", {})
    place = engine.INPUTS.get(given.get("kind", ""))
    return given.get(place) if place else None
