"""The outbox: what did not arrive, to be mended, sent again or closed with a reason; and what else is in it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.errors import Conflict, Invalid
from app.operations import queries
from app.operations.pages.blueprint import SIZE, Page, blueprint
from app.operations.rules import written
from app.people import allow, current_person
from app.store import dead_letters
from app.store.reasons import reasoned
from app.web.addresses import asked_number


@blueprint.get("/outbox")
@allow("administrator")
def letters() -> str:
    """The rows in one state, the dead ones first of all."""
    state, topic = request.args.get("state", "dead"), request.args.get("topic", "")[:60]
    state = state if state in dead_letters.STATES else "dead"
    number = asked_number(request.args, "page")
    found, total = dead_letters.letters(state=state, topic=topic, page=number, size=SIZE)
    return render_template(
        "operations/letters.html",
        found=found,
        page=Page(number, SIZE, total),
        state=state,
        topic=topic,
        counts=dead_letters.counts(),
        topics=dead_letters.topics(),
    )


@blueprint.get("/outbox/<int:row_id>")
@allow("administrator")
def letter(row_id: int) -> str:
    """One row: what was to be sent, how it failed, what was done to it."""
    return _shown(row_id, {})


def _shown(row_id: int, errors: dict[str, str]) -> str:
    found, events = dead_letters.letter(row_id), dead_letters.events(row_id)
    return render_template(
        "operations/letter.html",
        letter=found,
        events=events,
        payload=request.form.get("payload", written(found.payload)),
        reason=request.form.get("reason", ""),
        verb=(request.view_args or {}).get("verb", ""),
        errors=errors,
        actors=queries.actor_names(events),
    )


@blueprint.post("/outbox/<int:row_id>/<any(mend, resend, close):verb>")
@allow("administrator")
def settle(row_id: int, verb: str) -> Response | tuple[str, int]:
    """Mends, sends again or closes it; what was typed stays when it is refused."""
    reason, by = request.form.get("reason", ""), current_person().actor
    place = "reason"
    try:
        reason = reasoned(reason)
        place = "payload" if verb == "mend" else "reason"
        _act(row_id, verb, reason, by)
    except (Conflict, Invalid) as refused:
        return _shown(row_id, {place: refused.message}), refused.status
    flash(_DONE[verb](), "good")
    return redirect(url_for("operations.letter", row_id=row_id), 303)


def _act(row_id: int, verb: str, reason: str, by: str) -> None:
    if verb == "mend":
        dead_letters.mend(row_id, dead_letters.read_payload(request.form.get("payload", "")), reason=reason, by=by)
        dead_letters.resend(row_id, reason=reason, by=by)
    elif verb == "resend":
        dead_letters.resend(row_id, reason=reason, by=by)
    else:
        dead_letters.close(row_id, reason=reason, by=by)


_DONE = {
    "mend": lambda: _("内容已修改，将重新发送。"),
    "resend": lambda: _("将重新发送。"),
    "close": lambda: _("已关闭，不再发送。"),
}
