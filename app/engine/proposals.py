"""Interventions under four eyes: one administrator proposes with a reason, a different one approves, then it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.engine import four_eyes, intervening, rows
from app.engine.four_eyes import turn_down, undecided
from app.engine.live import taken
from app.engine.records import Proposal
from app.engine.spiff import codec
from app.engine.values import Process
from app.errors import Conflict
from app.store import clock, db, get, tenant
from app.store.reasons import reasoned


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal. kind: edit, skip, move, cancel, rewind, unmove; what: see `intervening`; state: open, done, refused, withdrawn."""

    id: int
    process_id: int
    kind: str
    what: dict[str, Any]
    reason: str
    proposed_by: str
    proposed_at: datetime
    state: str
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None


def propose(process_id: int, kind: str, what: dict[str, Any], *, reason: str, by: str) -> Proposed:
    """Keeps an intervention for another administrator to decide. Nothing happens to the process yet.

    Conflict or Invalid with words where it would make no sense; Invalid without a reason.
    """
    reason, row = reasoned(reason), rows.lock_process(process_id)
    assert row is not None
    seen = intervening.look(row, kind, taken(what, "what"))
    same = next(
        (one for one in proposals(process_id=process_id, state="open") if (one.kind, one.what) == (kind, seen)), None
    )
    if same is not None:
        raise Conflict(_("同样的操作已经提出，正等待另一位管理员批准。"), who=same.proposed_by, at=same.proposed_at)
    found = Proposal(
        process_id=process_id, kind=kind, what=codec.marked(seen), reason=reason, proposed_by=by, proposed_at=clock.now(), state="open"
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    return _value(found)


def approve(proposal_id: int, *, by: str) -> Process:
    """Carries a proposal out. NotAllowed for who made it; Conflict when it is decided or no longer fits."""
    found = undecided(Proposal, proposal_id)
    four_eyes.approve(found, "done", by=by)
    row = rows.lock_process(found.process_id)
    assert row is not None
    signed = {
        "by": by, "at": clock.now().isoformat(), "proposed_by": found.proposed_by, "reason": found.reason,
        "proposal": found.id,
    }  # fmt: skip
    return intervening.carry_out(row, found.kind, codec.restored(found.what), signed)


def refuse(proposal_id: int, *, reason: str, by: str) -> None:
    """Does not approve it, with the reason; who made it withdraws it so."""
    turn_down(undecided(Proposal, proposal_id), reason=reason, by=by)


def proposal(proposal_id: int) -> Proposed:
    """The proposal with that id. NotFound when there is none."""
    return _value(get(Proposal, proposal_id))


def proposals(*, process_id: int | None = None, state: str | None = None, limit: int = 500) -> list[Proposed]:
    """The newest proposals of a process, or of all; in one state, or in all; newest first."""
    found = sa.select(Proposal).where(Proposal.tenant == tenant())
    if process_id is not None:
        found = found.where(Proposal.process_id == process_id)
    if state is not None:
        found = found.where(Proposal.state == state)
    return [_value(one) for one in db.session.scalars(found.order_by(Proposal.id.desc()).limit(limit))]


def _value(found: Proposal) -> Proposed:
    return Proposed(
        found.id, found.process_id, found.kind, codec.restored(found.what), found.reason, found.proposed_by, found.proposed_at,
        found.state, found.decided_by, found.decided_at, found.decision_reason,
    )  # fmt: skip
