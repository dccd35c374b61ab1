"""One line an application: outcome, reasons, figures, dates, as the bureau's analysts want it."""

from __future__ import annotations

from typing import Any

from app.cases import queries as cases
from app.cases.rules import states
from app.publicity import queries as notices
from app.rehearsal.life import Life
from app.review import queries as reviews
from app.store import transaction

DATES = (
    "submitted", "accepted", "first_review", "notice_1_closes", "second_review", "notice_2_closes", "final_review",
    "notice_3_closes", "registered",
)  # fmt: skip
OUTCOMES = {
    **dict.fromkeys(states.AFTER_REGISTRATION, "registered"),
    **dict.fromkeys(states.FINAL_STATES, "rejected"),
    states.WITHDRAWN: "withdrawn",
}
"""Only what was decided is registered or rejected; who withdrew was not, and who is in none of these is still `pending`."""
REJECTED_AT = {"2030": "first_review", "3030": "second_review", "4030": "final_review"}


def line(life: Life, external_ref: str | None) -> dict[str, Any]:
    """The result of one application (dates as YYYY-MM-DD, null where not reached)."""
    with transaction():
        case = cases.case_by_id(life.case_id)
        assessment = reviews.latest_assessment(case.id)
        closings = _closings(case.id)
        outcome = OUTCOMES.get(case.state, "pending")
        return {
            "external_ref": external_ref,
            "case_number": case.number,
            "outcome": outcome,
            "rejected_at": REJECTED_AT.get(case.state) if outcome == "rejected" else None,
            "reasons": sorted(assessment.codes) if assessment else [],
            "figures": dict(assessment.figures) if assessment else {},
            "dates": {name: (life.dates | closings).get(name) for name in DATES},
            "transactions": life.transactions,
        }


def _closings(case_id: int) -> dict[str, str]:
    """The closing day of the latest notice of each level that ran to its end."""
    ended = [notice for entry, notice in notices.noticed(case_id) if entry.state == "closed"]
    return {f"notice_{notice.level}_closes": notice.closes_on.isoformat() for notice in ended}
