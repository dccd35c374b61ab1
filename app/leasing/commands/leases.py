"""Opening a lease, letting it begin, ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.cases import commands as case_commands
from app.cases import queries as cases
from app.errors import Conflict
from app.leasing.commands.rents import set_rent
from app.leasing.records import Lease
from app.registry import acting
from app.store import clock, db


@dataclass(frozen=True)
class Contract:
    """What two parties agree on: the unit, its price, the term. `terms` is the decision `lease_terms` on the day of signing."""

    district: str
    ownership: int
    category: int
    area: Decimal
    unit_price_fen: int
    start_on: date
    end_on: date
    terms: dict[str, Any]
    unit_id: int | None = None
    unit_name: str = ""
    case_id: int | None = None
    account_id: int | None = None
    holder_name: str = ""
    holder: str | None = None
    persons: int = 1
    external_ref: str | None = None


def open_lease(contract: Contract) -> Lease:
    """Keeps a contract as a draft lease with its first rent. A unit or household with an open lease is a Conflict."""
    lease = keep(contract)
    set_rent(lease, contract.start_on, contract.unit_price_fen, int(contract.terms["tier"]), basis="合同")
    return lease


def keep(contract: Contract) -> Lease:
    """Keeps a contract as a draft lease that has no rent yet."""
    lease = Lease(
        number=case_commands.next_number("lease"),
        external_ref=contract.external_ref,
        case_id=contract.case_id,
        account_id=contract.account_id,
        unit_id=contract.unit_id,
        unit_name=contract.unit_name,
        district=contract.district,
        ownership=contract.ownership,
        category=contract.category,
        area=contract.area,
        persons=contract.persons,
        holder_name=contract.holder_name,
        start_on=contract.start_on,
        end_on=contract.end_on,
        terms=plain_terms(contract.terms),
        opened_at=clock.now(),
    )
    lease.holder = contract.holder
    db.session.add(lease)
    db.session.flush()
    return lease


def plain_terms(terms: dict[str, Any]) -> dict[str, Any]:
    """The decision `lease_terms` as it is kept: exact figures as text."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in terms.items()}


def begin(lease: Lease) -> None:
    """The lease runs: bills are issued from now on."""
    if lease.state != "draft":
        raise Conflict(f"租约 {lease.number} 已经开始")
    lease.state = "running"
    db.session.flush()


def end(lease: Lease, on: date) -> None:
    """The lease is over: settled, keys returned."""
    lease.state, lease.ended_on = "ended", on
    db.session.flush()


def facts(lease: Lease) -> dict[str, Any]:
    """What every process of a lease knows of it. Days are ISO text."""
    return {
        "lease_id": lease.id,
        "lease_number": lease.number,
        "district": lease.district,
        "ownership": lease.ownership,
        "case_id": lease.case_id,
        "account_id": lease.account_id,
        "end_on": lease.end_on.isoformat(),
    }


def tell_case(lease: Lease, kind: str, title: str, **detail: Any) -> None:
    """Writes a line on the timeline of the lease's case, where it has one."""
    if lease.case_id is not None:
        case = cases.case_by_id(lease.case_id)
        case_commands.note(case, kind, title, by=acting(), detail={"lease_number": lease.number, **detail})
