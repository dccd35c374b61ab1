"""What the diagram eviction and its parts call. Days in process data are ISO text."""

from __future__ import annotations

from typing import Any

from app.leasing import queries
from app.leasing.commands import bundles, exits, stops
from app.registry import step


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
    """The exit is over, and who must know is told → filed: whether an application at the court is to be withdrawn."""
    return {"filed": stops.close_exit(exit_id, outcome)}
