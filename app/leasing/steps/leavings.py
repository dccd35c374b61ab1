"""What the diagrams leaving, moving, settlement and refund call. Days in process data are ISO text."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.leasing.commands import leavings, refunds, settlements
from app.leasing.commands.leases import facts
from app.leasing.commands.requests import about
from app.registry import step


@step
def open_leaving(lease_number: str, cause: str, request_id: int | None = None) -> dict[str, Any]:
    """The household is leaving → request_id (None: it is already), unit_id and the facts of the lease."""
    lease, request = leavings.open_leaving(lease_number, cause, request_id)
    opened = about(request) if request else {"request_id": None, "request_number": None, "asked_on": None}
    return {**facts(lease), **opened, "unit_id": lease.unit_id}


@step
def tell_leaving(lease_id: int, cause: str, moving_until: str, basis: str) -> dict[str, Any]:
    """Tells the household until when it may stay."""
    leavings.tell_leaving(lease_id, cause, moving_until, basis)
    return {}


@step
def tell_extension(lease_id: int, extension: str, moving_until: str, extension_note: str = "") -> dict[str, Any]:
    """Tells whether the moving period is longer."""
    leavings.tell_extension(lease_id, extension == "grant", moving_until, extension_note or "")
    return {}


@step
def charge_market_rent(lease_id: int) -> dict[str, Any]:
    """After the moving period the market rent is due → market_from."""
    return {"market_from": leavings.charge_market_rent(lease_id).isoformat()}


@step
def keep_return(
    lease_id: int, returned_on: str, keys: int, water: Any, electricity: Any, gas: Any = None, home_state: str = ""
) -> dict[str, Any]:
    """Keeps what the inspection found."""
    readings = {"water": str(water), "electricity": str(electricity), "gas": "" if gas is None else str(gas)}
    leavings.keep_return(lease_id, date.fromisoformat(returned_on), int(keys), readings, home_state or "")
    return {}


@step
def confirm_return(lease_id: int) -> dict[str, Any]:
    """Two people saw the keys back → returned_on."""
    return {"returned_on": leavings.confirm_return(lease_id).isoformat()}


@step
def stop_leaving(lease_id: int) -> dict[str, Any]:
    """The household stays."""
    leavings.stop_leaving(lease_id)
    return {}


@step
def draft_settlement(lease_id: int, damages: list[dict[str, Any]] | None = None, reply: str = "") -> dict[str, Any]:
    """Counts the settlement; `damages` [{what, amount in yuan}], `reply` why it is counted anew → balance_fen, seen_by."""
    found = [{"what": one["what"], "fen": settlements.fen_of(one["amount"])} for one in damages or []]
    drafted = settlements.draft(lease_id, found, reply or "")
    return {"balance_fen": drafted.balance_fen, "seen_by": settlements.seen_by(lease_id)}


@step
def keep_objection(lease_id: int, objection: str) -> dict[str, Any]:
    """Keeps what the household objects."""
    settlements.object_to(lease_id, objection)
    return {}


@step
def book_settlement(lease_id: int, claim_due_on: str) -> dict[str, Any]:
    """Books the settlement and writes it to the household → balance_fen."""
    found = settlements.book_settlement(lease_id, date.fromisoformat(claim_due_on))
    settlements.tell_settlement(lease_id)
    return {"balance_fen": found.balance_fen}


@step
def open_refund(lease_id: int, refund_due: str) -> dict[str, Any]:
    """Opens a refund of the household's credit → refund_id, refund_fen."""
    found = refunds.open_refund(lease_id, date.fromisoformat(refund_due))
    return {"refund_id": found.id, "refund_fen": found.fen}


@step
def keep_account(refund_id: int, payee: str, bank: str, account_number: str) -> dict[str, Any]:
    """Keeps the account; its number comes sealed from the form, so that no journal holds it."""
    refunds.keep_account(refund_id, payee, bank, account_number)
    return {}


@step
def keep_refund_payment(refund_id: int, paid_on: str, bank_reference: str) -> dict[str, Any]:
    """Keeps that the bank was told to pay."""
    refunds.keep_payment(refund_id, date.fromisoformat(paid_on), bank_reference)
    return {}


@step
def book_refund(refund_id: int) -> dict[str, Any]:
    """The refund was paid, as two people saw."""
    refunds.book_refund(refund_id)
    return {}
