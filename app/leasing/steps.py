"""What the diagrams billing, arrears and lease call. Days in process data are ISO text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.cases import queries as cases
from app.leasing import commands, queries
from app.leasing.commands import arrears, beginnings, bundles, endings, exits
from app.registry import step
from app.store import clock


@step
def open_run(month: str) -> dict[str, Any]:
    """Opens the month's billing → run_id."""
    return {"run_id": commands.open_run(month).id}


@step
def check_run(run_id: int) -> dict[str, Any]:
    """What the month's billing comes to → run_figures."""
    return {"run_figures": commands.check_run(run_id)}


@step
def mark_checked(run_id: int) -> dict[str, Any]:
    """The month's bills were looked at."""
    commands.mark_checked(run_id)
    return {}


@step
def close_run(run_id: int) -> dict[str, Any]:
    """Closes the month."""
    commands.close_run(run_id)
    return {}


@step
def open_arrears(lease_id: int) -> dict[str, Any]:
    """Begins to follow a lease's arrears → arrears_id, reached."""
    found = arrears.open_arrears(lease_id)
    return {"arrears_id": found.id, "reached": list(found.stages)}


@step
def look_at_arrears(arrears_id: int) -> dict[str, Any]:
    """How the lease stands at the start of today → overdue (bills), days_late, changes_on."""
    found = arrears.look(arrears_id)
    return {"overdue": found.overdue, "days_late": found.days_late, "changes_on": found.changes_on.isoformat()}


@step
def reach_stage(arrears_id: int, stage: str) -> dict[str, Any]:
    """Writes down that a stage of the ladder was reached today → reached."""
    return {"reached": arrears.reach(arrears_id, stage)}


@step
def close_arrears(arrears_id: int) -> dict[str, Any]:
    """Nothing is overdue any more."""
    arrears.close(arrears_id)
    return {}


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
def take_deposit(lease_id: int) -> dict[str, Any]:
    """Looks whether deposit and first rent have come; if so the deposit is held → paid."""
    return {"paid": beginnings.take_deposit(lease_id)}


@step
def cancel_draft(lease_id: int) -> dict[str, Any]:
    """The lease does not come about."""
    beginnings.cancel_draft(lease_id)
    return {}


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
def open_exit(lease_number: str, cause: str) -> dict[str, Any]:
    """Opens a lease's exit by law → exit_id (None when one is open already), and what the diagram needs of the lease."""
    lease = queries.by_number(lease_number)
    opened = exits.open_exit(lease, cause)
    return {
        "exit_id": opened and opened.id,
        "lease_id": lease.id,
        "lease_number": lease.number,
        "district": lease.district,
        "ownership": lease.ownership,
        "case_id": lease.case_id,
    }


@step
def note_exit(exit_id: int, kind: str, detail: dict[str, Any]) -> dict[str, Any]:
    """Adds a line to the exit."""
    exits.note_exit(exit_id, kind, detail)
    return {}


@step
def write_exit_letter(
    exit_id: int,
    letter: str,
    facts: str,
    order: str,
    period: dict[str, Any],
    basis: dict[str, Any],
    limits: dict[str, Any],
    evidence: str | None = None,
) -> dict[str, Any]:
    """Writes a letter of the exit → letter_id. `evidence`: what was fixed before a demand; it stays as a line."""
    if evidence is not None:
        exits.note_exit(exit_id, "evidence", {"facts": facts, "evidence": evidence})
    remedies = {"review_days": limits["review"]["days"], "suit_months": limits["suit"]["days"]}
    data = {"facts": facts, "order": order, "basis": basis["basis"], **remedies}
    return {"letter_id": exits.write_exit_letter(exit_id, letter, data, period).id}


@step
def make_court_bundle(exit_id: int, court: str, court_request: str, home_state: str, head_name: str) -> dict[str, Any]:
    """Binds the application to the court with its annexes."""
    bundles.make_court_bundle(
        exit_id, {"court": court, "request": court_request, "state": home_state, "head": head_name}
    )
    return {}


@step
def close_exit(exit_id: int, outcome: str) -> dict[str, Any]:
    """The exit is over."""
    exits.close_exit(exit_id, outcome)
    return {}


@step
def holder_facts(lease_number: str) -> dict[str, Any]:
    """Who holds the lease, for rooms that know no leases → person (blind index in hex), person_name, person_mask, district, case_id."""
    lease = queries.by_number(lease_number)
    return {
        "person": lease.holder_index.hex() if lease.holder_index else None,
        "person_name": lease.holder_name,
        "person_mask": exits.recipient(lease).masked_id,
        "district": lease.district,
        "case_id": lease.case_id,
    }
