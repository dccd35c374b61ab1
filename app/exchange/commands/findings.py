"""协查: what an officer found out where a department gave no usable answer."""

from __future__ import annotations

from app.errors import Invalid
from app.exchange import queries
from app.exchange.commands.rounds import settle
from app.exchange.records import Check, CheckRound
from app.exchange.rules import FINDINGS
from app.store import clock, db, get


def keep_finding(check_id: int, *, finding: str, note: str, evidence_number: str | None = None) -> Check:
    """Appends the finding (passed, failed, no_data) as the check that holds from now on; the same again changes nothing."""
    if finding not in FINDINGS:
        raise Invalid()
    joint = get(CheckRound, queries.check_by_id(check_id).round_id, lock=True)
    current = queries.current_check(get(Check, check_id))
    if current.state == "assisted" and (current.finding, current.finding_note) == (finding, note):
        return current
    current.valid = False
    db.session.flush()
    kept = _after(current)
    kept.finding, kept.finding_note, kept.evidence_number = finding, note, evidence_number or None
    db.session.add(kept)
    db.session.flush()
    settle(joint)
    return kept


def _after(current: Check) -> Check:
    """The check that takes the place of `current`, with what had been asked and answered."""
    return Check(
        round_id=current.round_id,
        member_id=current.member_id,
        department=current.department,
        state="assisted",
        asked_at=current.asked_at,
        answered_at=clock.now(),
        request_hash=current.request_hash,
        response_hash=current.response_hash,
        responder=current.responder,
        differences=list(current.differences),
        missing=list(current.missing),
        replaces=current.id,
    )
