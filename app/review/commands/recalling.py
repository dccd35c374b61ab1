"""A decision that ended a case is taken back: its process was set back, and the household was told what no longer holds."""

from __future__ import annotations

from app.cases import commands as case_commands
from app.cases import queries as cases
from app.cases.records import Letter
from app.registry import acting
from app.review.rules.opinions import reopened_state
from app.store import get


def recall_decision(letter_id: int, decided_at: str) -> Letter:
    """Revokes the decision of a letter by another one, and goes on with its case → the new letter.

    `decided_at`: the level or the notice after which it was rejected, or `acceptance`.
    Conflict when a member of the household stands in another application by now.
    """
    letter = get(Letter, letter_id)
    case = cases.case_by_id(letter.case_id or 0, lock=True)
    case_commands.reopen(case, reopened_state(decided_at))
    decided_on = letter.written_at.date().isoformat()
    data = {"decision": letter.title, "decision_number": letter.number, "decided_on": decided_on}
    revoked = case_commands.write_letter(case, "decision_revoked", data, issuer=letter.issuer)
    title = f"{letter.title}（{letter.number}）已撤销，申请恢复办理"
    case_commands.note(case, "decision_revoked", title, by=acting(), detail=data | {"letter": revoked.number})
    return revoked
