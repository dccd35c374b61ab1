"""What the diagram lease calls, and what rooms that know no leases ask of one. Days in process data are ISO text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.cases import queries as cases
from app.leasing import commands, queries
from app.leasing.commands import beginnings, endings, exits, letters
from app.leasing.queries import plans
from app.registry import step
from app.store import clock


@step
def draft_lease(
    case_id: int, unit_id: int, unit_name: str, unit_price_fen: int, area: Any, ownership: int, unit_district: str
) -> dict[str, Any]:
    """Holds unit and household by a draft → lease_id, lease_number; or lease_id null and lease_problem in words."""
    case = cases.case_by_id(case_id)
    contract = commands.Contract(
        district=unit_district,
        ownership=ownership,
        category=case.category,
        area=Decimal(str(area)),
        unit_price_fen=unit_price_fen,
        start_on=clock.today(),
        end_on=clock.today(),
        terms={},
        unit_id=unit_id,
        unit_name=unit_name,
        case_id=case.id,
        account_id=case.account_id,
        holder_name=case.applicant_name,
        holder=cases.applicant(case).id_number,
        persons=case.persons,
    )
    lease, problem = beginnings.draft_lease(contract)
    found = {"lease_id": lease.id, "lease_number": lease.number} if lease else {"lease_id": None, "lease_number": None}
    return {**found, "lease_problem": problem}


@step
def prepare_lease(
    lease_id: int, start_on: str, unit_price_fen: int, terms: dict[str, Any], limits: dict[str, Any]
) -> dict[str, Any]:
    """Writes term, terms and rent into the draft → end_on."""
    wanted = beginnings.Wanted(date.fromisoformat(start_on), unit_price_fen, terms, int(limits["deposit_months"]))
    return {"end_on": beginnings.prepare(lease_id, wanted).end_on.isoformat()}


@step
def write_contract(lease_id: int) -> dict[str, Any]:
    """Both sides have signed: the contract is written → contract_number."""
    return {"contract_number": letters.write_contract(lease_id).number}


@step
def take_deposit(lease_id: int) -> dict[str, Any]:
    """Looks whether deposit and first rent have come; if so the deposit is held → paid."""
    return {"paid": beginnings.take_deposit(lease_id)}


@step
def cancel_draft(lease_id: int) -> dict[str, Any]:
    """The lease does not come about → credit_fen, what the household has paid and gets back."""
    beginnings.cancel_draft(lease_id)
    return {"credit_fen": queries.advance_of(lease_id)}


@step
def hand_over(
    lease_id: int, handed_on: str, keys: int, water: Any, electricity: Any, gas: Any = None, inventory: str = ""
) -> dict[str, Any]:
    """Keeps how the keys were handed to the household."""
    readings = {"water": str(water), "electricity": str(electricity), "gas": "" if gas is None else str(gas)}
    beginnings.hand_over(lease_id, "in", date.fromisoformat(handed_on), int(keys), readings, inventory or "")
    return {}


@step
def begin_lease(lease_id: int) -> dict[str, Any]:
    """A second person saw the keys handed over: the lease runs."""
    beginnings.witness(lease_id, "in")
    beginnings.begin_lease(lease_id)
    return {}


@step
def keep_filing(lease_id: int, filing_number: str, filed_on: str) -> dict[str, Any]:
    """The contract is filed."""
    beginnings.keep_filing(lease_id, filing_number, date.fromisoformat(filed_on))
    return {}


@step
def tell_expiry(lease_id: int, notice: str) -> dict[str, Any]:
    """Tells that the term is about to end."""
    endings.tell_expiry(lease_id, notice)
    return {}


@step
def expire(lease_id: int) -> dict[str, Any]:
    """The term is over and was not renewed."""
    endings.expire(lease_id)
    return {}


@step
def end_lease(lease_id: int, ended_on: str) -> dict[str, Any]:
    """The lease is over."""
    endings.end_lease(lease_id, date.fromisoformat(ended_on))
    return {}


@step
def holder_facts(lease_number: str) -> dict[str, Any]:
    """Who holds the lease, for rooms that know no leases → person (blind index in hex), person_name, person_mask, district, case_id, lease_facts (for panels)."""
    lease, today = queries.by_number(lease_number), clock.today()
    return {
        "person": lease.holder_index.hex() if lease.holder_index else None,
        "person_name": lease.holder_name,
        "person_mask": exits.recipient(lease).masked_id,
        "district": lease.district,
        "case_id": lease.case_id,
        "lease_facts": {
            "unit_name": lease.unit_name,
            "start_on": lease.start_on.isoformat(),
            "end_on": lease.end_on.isoformat(),
            "owed_fen": plans.overdue_principal(lease.id, today),
            "as_of": today.isoformat(),
        },
    }
