"""What is read beside a task of a lease: home, household, figures, what is due, the keys."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from app.cases.words import label
from app.engine.decisions import decide
from app.leasing import queries
from app.leasing.commands import beginnings, renewals
from app.leasing.queries import explained, plans, requests
from app.leasing.rules.hardship import equal_parts, reduced, reduction_months
from app.leasing.rules.rent import monthly_rent
from app.leasing.words import requests as words
from app.people import queries as people
from app.registry import find_panel, panel
from app.store import clock


def lease_facts(variables: dict[str, Any]) -> Markup:
    """The lease of a task, as far as it is agreed by now."""
    lease = queries.lease_by_id(variables["lease_id"])
    agreed = bool(lease.terms)
    given = queries.handover(lease.id, "in")
    return Markup(
        render_template(
            "leasing/panel_lease.html",
            lease=lease,
            category=label("household_category", lease.category),
            rent=queries.rent_on(lease.id, max(clock.today(), lease.start_on)) if agreed else None,
            dues=beginnings.dues_of(lease) if agreed else None,
            held=queries.deposit_of(lease.id),
            given=given,
            by=people.name_of(given.by) if given else "",
            said=[
                variables[name] for name in ("prepare_note", "countersign_note", "witness_note") if variables.get(name)
            ],
        )
    )


@panel
def prepare(variables: dict[str, Any]) -> str:
    """What the contract is about."""
    return lease_facts(variables)


@panel
def sign(variables: dict[str, Any]) -> str:
    """The same, for an officer who writes down the answer of a household without an account."""
    return lease_facts(variables)


@panel
def countersign(variables: dict[str, Any]) -> str:
    """What the tenant signed."""
    return lease_facts(variables)


@panel
def hand_over(variables: dict[str, Any]) -> str:
    """The home whose keys are handed over, and that deposit and rent have come."""
    return lease_facts(variables)


@panel
def witness(variables: dict[str, Any]) -> str:
    """What the first person recorded."""
    return lease_facts(variables)


@panel
def file(variables: dict[str, Any]) -> str:
    """The contract that is filed."""
    return lease_facts(variables)


@panel
def recheck(variables: dict[str, Any]) -> str:
    """The home, and what the check found of the household."""
    known = find_panel("review.known")
    return lease_facts(variables) + (known({"case_id": variables["case_id"]}) if known else Markup())


@panel
def hardship_propose(variables: dict[str, Any]) -> str:
    """What a household in hardship asks for, what it owes, and what may be granted."""
    return _hardship(variables, None)


@panel
def hardship_confirm(variables: dict[str, Any]) -> str:
    """The same with what was proposed, as it would come out today."""
    return _hardship(variables, _proposal(variables))


def _hardship(variables: dict[str, Any], proposal: dict[str, Any] | None) -> str:
    lease, today = queries.lease_by_id(variables["lease_id"]), clock.today()
    request = requests.request_by_id(variables["request_id"])
    return render_template(
        "leasing/panel_hardship.html",
        lease=lease,
        category=label("household_category", lease.category),
        rent=queries.rent_on(lease.id, max(today, lease.start_on)),
        request_number=request.number,
        asked=request.asked,
        asked_on=request.asked_on,
        returned=variables.get("confirm_note"),
        proposal=proposal,
        limits=variables["limits"],
        overdue_fen=plans.overdue_principal(lease.id, today),
        owing=explained.owing(lease, today),
    )


def _proposal(variables: dict[str, Any]) -> dict[str, Any]:
    lease, today = queries.lease_by_id(variables["lease_id"]), clock.today()
    percent, months, count = (
        int(variables.get(name) or 0) for name in ("reduction_percent", "reduction_months", "instalments")
    )
    first, last = reduction_months(today, months)
    rent = queries.rent_on(lease.id, max(first, lease.start_on))
    owed = plans.overdue_principal(lease.id, today)
    return {
        "outcome": variables["hardship_outcome"],
        "percent": percent,
        "first": first,
        "last": last,
        "monthly": reduced(monthly_rent(rent.unit_price_fen, lease.area, rent.tier), percent),
        "parts": list(equal_parts(owed, count, today, due_day=int(lease.terms["due_day"]))),
        "reason": variables["proposal_reason"],
    }


@panel
def renew_complete(variables: dict[str, Any]) -> str:
    """The home, and what the household asked for."""
    return lease_facts(variables) + _asked(variables)


@panel
def renew_supplement(variables: dict[str, Any]) -> str:
    """What the household asked for so far."""
    return _asked(variables)


@panel
def renew_propose(variables: dict[str, Any]) -> str:
    """The home, what was asked for, what the rent would be by category, and what the check found."""
    return _weighed(variables)


@panel
def renew_decide(variables: dict[str, Any]) -> str:
    """The opinion with the old and the new rent, and what the check found."""
    return _weighed(variables)


@panel
def renew_sign(variables: dict[str, Any]) -> str:
    """The new contract beside the old one."""
    return lease_facts(variables) + _new_terms(variables)


@panel
def change_examine(variables: dict[str, Any]) -> str:
    """The home, and who asks to be the tenant."""
    return lease_facts(variables) + _asked(variables)


@panel
def change_propose(variables: dict[str, Any]) -> str:
    """The home, who asks to be the tenant, and what the check found of the household."""
    return _weighed(variables)


@panel
def change_decide(variables: dict[str, Any]) -> str:
    """The opinion with the old and the new rent, and what the check found."""
    return _weighed(variables)


@panel
def change_guide(variables: dict[str, Any]) -> str:
    """The household whose change was refused, and why."""
    return lease_facts(variables) + _asked(variables)


def _weighed(variables: dict[str, Any]) -> str:
    known = find_panel("review.known") if variables.get("case_id") else None
    found = known({"case_id": variables["case_id"]}) if known else Markup()
    return lease_facts(variables) + _asked(variables) + _new_terms(variables) + found


def _asked(variables: dict[str, Any]) -> Markup:
    """The request of the task, and what was said of it so far."""
    asked = requests.request_by_id(variables["request_id"])
    household = requests.household_of(queries.lease_by_id(variables["lease_id"]))
    new = next((one.name for one in household if one.uid == asked.asked.get("new_member")), "")
    return Markup(render_template("leasing/panel_request.html", request=asked, new=new, said=variables, words=words))


def _new_terms(variables: dict[str, Any]) -> Markup:
    """What the new rent would be beside the old one: by the opinion; before there is one, by the category that the household claims."""
    lease, terms = queries.lease_by_id(variables["lease_id"]), variables.get("terms")
    claimed = int(variables.get("asked_category") or 0)
    if not terms and not claimed:
        return Markup()
    by = terms or decide("lease_terms", {"category": claimed})
    return Markup(
        render_template(
            "leasing/panel_terms.html",
            terms=renewals.offer(lease, by, price=variables.get("unit_price_fen")),
            area=lease.area,
            heading=words.CHANGED if terms else words.CLAIMED,
            renews=requests.request_by_id(variables["request_id"]).kind == "renewal",
        )
    )
