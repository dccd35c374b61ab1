"""What a member's application says, as the comparison needs it."""

from __future__ import annotations

from typing import Any

from app.cases.records import Case, Member
from app.exchange.rules import Declared


def declared_by(member: Member, case: Case) -> Declared:
    """What the application declares for this member; the paper form asks for less than the portal: None where not asked.

    Homes are declared for the household once, so that their number is the most any one member may own.
    """
    vehicles = member.declared.get("vehicles")
    houses = (case.facts.get("housing") or {}).get("houses")
    return Declared(
        applicant=member.ordinal == 0,
        category=case.category,
        day=case.submitted_on,
        income_fen=member.declared_income_fen,
        labour_contract=bool(case.facts.get("labour_contract")),
        vehicles=None if vehicles is None else len(vehicles),
        houses=None if houses is None else len(houses),
    )


def asked_about(member: Member, case: Case, department: str) -> dict[str, Any]:
    """What a question to this department stands on: the person, and the assets declared that it has the register of.

    When a correction changes it, an earlier answer, however fresh, is the answer to another question.
    """
    housing = case.facts.get("housing") or {}
    assets = {
        "police": member.declared.get("vehicles"),
        "land": [housing.get("houses"), housing.get("disposed")],
    }
    return {"name": member.name, "assets": assets.get(department)}
