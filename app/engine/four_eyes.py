"""What one person proposes, another decides: for interventions in a process and for moves to another version.

The rule is kept here and, once more, by a CHECK of each table.
"""

from __future__ import annotations

from typing import TypeVar

from flask_babel import gettext as _

from app.engine.records import Proposal, UnderFourEyes
from app.errors import Conflict, NotAllowed
from app.store import clock, db, get
from app.store.reasons import reasoned

R = TypeVar("R", bound=UnderFourEyes)


def undecided(kind: type[R], key: int) -> R:
    """What was proposed under that number, locked. NotFound; Conflict with who and when, once it is decided."""
    found = get(kind, key, lock=True)
    if found.state != "open":
        words = _("这项提议已经有了结果。") if kind is Proposal else _("这次换版已经有了结果。")
        raise Conflict(words, who=found.decided_by, at=found.decided_at)
    return found


def approve(found: UnderFourEyes, state: str, *, by: str) -> None:
    """Somebody else than who proposed it approves it: it is in `state` now. NotAllowed for the proposer."""
    if found.proposed_by == by:
        own = isinstance(found, Proposal)
        raise NotAllowed(_("自己提出的操作要由另一位管理员批准。") if own else _("自己提出的换版要由另一个人批准。"))
    _decide(found, state, by, None)


def turn_down(found: UnderFourEyes, *, reason: str, by: str) -> None:
    """It is refused with the reason; who proposed it withdraws it so."""
    _decide(found, "withdrawn" if found.proposed_by == by else "refused", by, reasoned(reason))


def _decide(found: UnderFourEyes, state: str, by: str, reason: str | None) -> None:
    found.state, found.decided_by, found.decided_at, found.decision_reason = state, by, clock.now(), reason
    db.session.flush()
