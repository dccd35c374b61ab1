"""What is read beside a task of a lease: home, household, figures, what is due, the keys."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.cases import codes
from app.leasing import queries
from app.leasing.commands import beginnings
from app.people import queries as people
from app.registry import find_panel, panel


def lease_facts(variables: dict[str, Any]) -> str:
    """The lease of a task, as far as it is agreed by now."""
    lease = queries.lease_by_id(variables["lease_id"])
    agreed = bool(lease.terms)
    given = queries.handover(lease.id, "in")
    return render_template(
        "leasing/panel_lease.html",
        lease=lease,
        category=codes.label("household_category", lease.category),
        rent=queries.rent_on(lease.id, lease.start_on) if agreed else None,
        dues=beginnings.dues_of(lease) if agreed else None,
        held=queries.deposit_of(lease.id),
        given=given,
        by=people.name_of(given.by) if given else "",
        said=[variables[name] for name in ("prepare_note", "countersign_note", "witness_note") if variables.get(name)],
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
    return lease_facts(variables) + (known({"case_id": variables["case_id"]}) if known else "")
