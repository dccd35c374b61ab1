"""A decision that ended a case is taken back: its process was set back, and the household was told what no longer holds."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _

from app.cases import commands as case_commands
from app.cases import queries as cases
from app.cases.records import Case, Letter
from app.cases.rules import states
from app.errors import Conflict
from app.registry import acting
from app.review.rules.opinions import reopened_state
from app.store import get

DECIDED = {
    states.REFUSED,
    states.STREET_REJECTED,
    states.DISTRICT_REJECTED,
    states.CITY_REJECTED,
    states.NOTICE_REJECTED,
}


def recall_decision(letter_id: int, decided_at: str) -> Letter:
    """Revokes the decision of a letter by another one, and goes on with its case → the new letter.

    `decided_at`: the level or the notice after which it was rejected, or `acceptance`.
    Conflict when a member of the household stands in another application by now.
    """
    letter = get(Letter, letter_id)
    return _revoke(letter, cases.case_by_id(letter.case_id or 0, lock=True), reopened_state(decided_at))


def revive_case(case: Case, standing: Collection[str]) -> None:
    """Goes on with a case that an administrator had ended and whose process was set back; `standing`: where in its diagrams.

    A decision has a recall of its own, and a case that has not ended needs none. Conflict where the household gave up or
    left, where a member stands in another application by now, and inside a notice, which was taken down when it ended.
    """
    if case.closed_at is None or case.state in DECIDED:
        return
    ended = next((line for line in cases.timeline(case, "officer") if line.kind == "voided"), None)
    if case.state != states.VOID or ended is None or not (ended.detail or {}).get("letter_id"):
        raise Conflict(_("申请已经撤回或者结束，不能退回到以前的一步。需要时请申请人重新申请。"))
    if any(where.startswith("notice/") for where in standing):
        raise Conflict(_("公示已随申请终止撤下。请退回到公示开始以前的一步，由流程重新公示。"))
    _revoke(get(Letter, ended.detail["letter_id"]), case, ended.detail["state"])  # type: ignore[index]


def _revoke(letter: Letter, case: Case, state: str) -> Letter:
    case_commands.reopen(case, state)
    decided_on = letter.written_at.date().isoformat()
    data = {"decision": letter.title, "decision_number": letter.number, "decided_on": decided_on}
    revoked = case_commands.write_letter(case, "decision_revoked", data, issuer=letter.issuer)
    title = f"{letter.title}（{letter.number}）已撤销，申请恢复办理"
    case_commands.note(case, "decision_revoked", title, by=acting(), detail=data | {"letter": revoked.number})
    return revoked
