"""An application becomes a case: from the portal and from paper alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.cases import queries
from app.cases.commands.matters import note
from app.cases.commands.numbers import next_number
from app.cases.records import Case, Member
from app.cases.rules import check_application, fen, states
from app.errors import Conflict, Invalid
from app.people import queries as people
from app.store import add_rows, clock, db, personal

FACTS = ("graduated_on", "education", "labour_contract", "talent_certificate", "housing", "claims")


def open_case(application: dict[str, Any], *, account_id: int | None, channel: str, by: str) -> Case:
    """Opens the case of an application in its canonical form (rules.check_application) and numbers it.

    The same external_ref again gives the case it became. Invalid with `problems` when the application has faults;
    Conflict when a member stands in another live case.
    """
    known = queries.case_by_external_ref(application.get("external_ref"))
    if known is not None:
        return known
    problems = check_application(application)
    if problems:
        raise Invalid(problems[0].text, problems=problems)
    elsewhere = queries.live_elsewhere(application)
    if elsewhere:
        raise Conflict(elsewhere[0].text, problems=elsewhere)
    case = _case(application, account_id, channel)
    db.session.add(case)
    db.session.flush()
    add_rows([new_member(case, i, member) for i, member in enumerate(application["members"])])
    note(case, "submitted", "已提交申请", by=by, detail={"number": case.number, "channel": channel})
    return case


def _case(application: dict[str, Any], account_id: int | None, channel: str) -> Case:
    submitted = date.fromisoformat(application["submitted_on"])
    routing = people.route(application["town"], on=submitted)
    return Case(
        uid=personal.new_uid(),
        number=next_number("case"),
        external_ref=application.get("external_ref") or None,
        account_id=account_id,
        channel=channel,
        category=int(application["category"]),
        mode=application["mode"],
        town=application["town"],
        street=routing.street,
        district=routing.district,
        state=states.SUBMITTED,
        stage=states.stage_of(states.SUBMITTED),
        stage_days={},
        address=application["address"].strip(),
        contact_phone=application["contact_phone"].strip(),
        submitted_on=submitted,
        submitted_at=clock.now(),
        persons=len(application["members"]),
        applicant_name=application["members"][0]["name"].strip(),
        facts={key: application[key] for key in FACTS if application.get(key) is not None},
    )


def new_member(case: Case, ordinal: int, member: dict[str, Any]) -> Member:
    """A member of the case as the application says; not yet added to the session."""
    return Member(
        uid=personal.new_uid(),
        case_id=case.id,
        ordinal=ordinal,
        name=member["name"].strip(),
        id_number=member["id_number"].strip().upper(),
        relation=str(member["relation"]),
        employer=(member.get("employer") or "").strip() or None,
        student=member["student"],
        disabled=member["disabled"],
        declared_income_fen=fen(member["declared_monthly_income"]),
        declared_deposits_fen=fen(member["declared_deposits"]),
        declared={"vehicles": member["vehicles"]} if member.get("vehicles") else {},
    )
