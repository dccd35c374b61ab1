"""What is read beside the tasks of leaving, settlement, refund and the yearly review."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.cases.words import label
from app.leasing import queries
from app.leasing.queries import settlements
from app.people import current_person
from app.registry import panel
from app.store import clock

_SAID = (
    "leave_reason", "appoint_note", "witness_note", "extension_reason", "extension_note", "period_reason",
    "settle_note", "refund_note", "undeclared_note", "review_reason", "review_note",
)  # fmt: skip


def _said(variables: dict[str, Any]) -> list[Any]:
    return [variables[name] for name in _SAID if variables.get(name)]


def _returning(variables: dict[str, Any], *, show_account: bool = False, may_photograph: bool = False) -> str:
    lease = queries.lease_by_id(variables["lease_id"])
    found = settlements.settlement_of(lease.id)
    return render_template(
        "leasing/panel_settlement.html",
        lease=lease,
        settlement=found,
        refunds=settlements.refunds_of(lease.id),
        show_account=show_account,
        given=queries.handover(lease.id, "out"),
        first=queries.handover(lease.id, "in"),
        damages=[] if found else variables.get("damages") or [],
        said=_said(variables),
        photos=[one.uid for one in settlements.photos_of(lease.id)],
        photo="leasing.my_inspection_photo" if current_person().kind == "citizen" else "leasing.inspection_photo",
        may_photograph=may_photograph,
    )


@panel
def appoint(variables: dict[str, Any]) -> str:
    """The home that is given back."""
    return _returning(variables)


@panel
def inspect(variables: dict[str, Any]) -> str:
    """The home, how the meters stood at the beginning, and where photos are added."""
    return _returning(variables, may_photograph=True)


@panel
def witness_return(variables: dict[str, Any]) -> str:
    """What the first person recorded."""
    return _returning(variables)


@panel
def decide_extension(variables: dict[str, Any]) -> str:
    """Why more time is asked for."""
    return _returning(variables)


@panel
def after_period(variables: dict[str, Any]) -> str:
    """The home that was not given back."""
    return _returning(variables)


@panel
def settle_answer(variables: dict[str, Any]) -> str:
    """Every figure of the settlement, for the household."""
    return _returning(variables)


@panel
def settle_revise(variables: dict[str, Any]) -> str:
    """The settlement and what was objected."""
    return _returning(variables)


@panel
def settle_approve(variables: dict[str, Any]) -> str:
    """The settlement that is approved."""
    return _returning(variables)


@panel
def give_account(variables: dict[str, Any]) -> str:
    """The money that goes back."""
    return _returning(variables)


@panel
def pay_refund(variables: dict[str, Any]) -> str:
    """The money and the account it goes to."""
    return _returning(variables, show_account=True)


@panel
def confirm_refund(variables: dict[str, Any]) -> str:
    """What the first person paid."""
    return _returning(variables, show_account=True)


def _reviewed(variables: dict[str, Any]) -> str:
    lease = queries.lease_by_id(variables["lease_id"])
    return render_template(
        "leasing/panel_review.html",
        lease=lease,
        category=label("household_category", lease.category),
        rent=queries.rent_on(lease.id, max(clock.today(), lease.start_on)),
        declared=variables.get("declaration"),
        eligible=variables.get("eligible"),
        said=_said(variables),
    )


@panel
def declare(variables: dict[str, Any]) -> str:
    """The lease that is reviewed."""
    return _reviewed(variables)


@panel
def undeclared(variables: dict[str, Any]) -> str:
    """The lease whose household did not declare."""
    return _reviewed(variables)


@panel
def review_propose(variables: dict[str, Any]) -> str:
    """What was declared and found."""
    return _reviewed(variables)


@panel
def review_confirm(variables: dict[str, Any]) -> str:
    """The same, and what was proposed."""
    return _reviewed(variables)
