"""What the diagrams renewal, renewal_review and change_of_tenant call, and what lease asks of a renewal."""

from __future__ import annotations

from typing import Any

from app.cases import queries as cases
from app.leasing import queries
from app.leasing.commands import renewals, tenants
from app.registry import step


@step
def request_facts(lease_id: int) -> dict[str, Any]:
    """What a request's process begins with → case_number (null without a case), category, unit_id (null outside the stock)."""
    lease = queries.lease_by_id(lease_id)
    number = cases.case_by_id(lease.case_id).number if lease.case_id is not None else None
    return {"case_number": number, "category": lease.category, "unit_id": lease.unit_id}


@step
def renewal_open(lease_id: int) -> dict[str, Any]:
    """Whether a renewal is being decided → renewal_number, or null."""
    return {"renewal_number": renewals.open_renewal(lease_id)}


@step
def grant_renewal(
    lease_id: int, request_id: int, category: int, terms: dict[str, Any], unit_price_fen: int | None = None
) -> dict[str, Any]:
    """The new contract, at the price assessed for its first day → end_on, its last day."""
    lease = renewals.grant_renewal(lease_id, request_id, int(category), terms, price=unit_price_fen)
    return {"end_on": lease.end_on.isoformat()}


@step
def refuse_renewal(lease_id: int, request_id: int, reasons: str, trace: list[str] | None = None) -> dict[str, Any]:
    """The renewal is refused, with a letter."""
    renewals.refuse_renewal(lease_id, request_id, reasons or "", trace or [])
    return {}


@step
def close_renewal(lease_id: int, request_id: int, request_state: str) -> dict[str, Any]:
    """The renewal is withdrawn or lapsed."""
    renewals.close_renewal(lease_id, request_id, request_state)
    return {}


@step
def keep_household(lease_id: int, new_member: str, change_cause: str) -> dict[str, Any]:
    """The household as it lives there now, its new tenant first."""
    tenants.keep_household(lease_id, new_member, change_cause)
    return {}


@step
def change_tenant(lease_id: int, request_id: int, category: int, terms: dict[str, Any]) -> dict[str, Any]:
    """The lease has another tenant, with a letter."""
    tenants.change_tenant(lease_id, request_id, int(category), terms)
    return {}


@step
def refuse_change(lease_id: int, request_id: int, reasons: str, trace: list[str] | None = None) -> dict[str, Any]:
    """The change is refused, with a letter."""
    tenants.refuse_change(lease_id, request_id, reasons or "", trace or [])
    return {}


@step
def keep_guide(lease_id: int, request_id: int, guide_way: str, guide_note: str = "") -> dict[str, Any]:
    """Keeps the way on that a supervisor arranged."""
    tenants.keep_guide(lease_id, request_id, guide_way, guide_note or "")
    return {}
