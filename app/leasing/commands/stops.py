"""How an exit by law ends: the tenant is told by letter why, and the court where it was asked already."""

from __future__ import annotations

from typing import Any

from app.cases import commands as cases
from app.cases.records import Letter
from app.engine.decisions import decide
from app.leasing import queries
from app.leasing.commands.exits import note_exit, recipient
from app.leasing.commands.letters import write
from app.leasing.queries import exits, explained
from app.leasing.records import ExitEntry, Lease
from app.store import clock, get

STAYS = ("settled", "performed", "accepted", "dropped", "revoked")
"""Outcomes after which the household lives on in its home, while its lease runs."""
WITHDRAWS = ("settled", "returned")
"""Outcomes that come from outside while the court may be at work: what it was asked for is no longer needed."""


def close_exit(exit_id: int, outcome: str) -> bool:
    """The exit is over: executed, settled, returned, performed … → whether an application lies at the court that is to be withdrawn.

    Whoever was not put out of the home reads why it is over; closed twice, the first outcome stands.
    """
    if exits.detail_of(exit_id, "closed"):
        return False
    lease = queries.lease_by_id(get(ExitEntry, exit_id).lease_id)
    applied = _application(exit_id) if outcome in WITHDRAWS else None
    note_exit(exit_id, "closed", {"outcome": outcome})
    if outcome != "executed":
        _tell(lease, exit_id, outcome, applied)
    if applied is not None:
        _withdraw(lease, exit_id, outcome, applied)
    return applied is not None


def _application(exit_id: int) -> Letter | None:
    letter_id = exits.detail_of(exit_id, "application").get("letter_id")
    return get(Letter, int(str(letter_id))) if letter_id else None


def _tell(lease: Lease, exit_id: int, outcome: str, applied: Letter | None) -> None:
    opened, today = get(ExitEntry, exit_id), clock.today()
    body: dict[str, Any] = {
        "cause": decide("exit_basis", {"cause": opened.detail["cause"]})["label"],
        "opened_on": opened.at.date().isoformat(),
        "closed_on": today.isoformat(),
        outcome: True,
        "stays": outcome in STAYS and lease.state == "running" and lease.end_on >= today,
    }
    if lease.terms:
        body["late_fee"] = sum(line.fee_left for line in explained.owing(lease, today).open)
    if applied is not None:
        body |= {"court": applied.data["court"], "application_number": applied.number}
    write(lease, "exit_ended", body, title=f"依法退出程序终止：租约 {lease.number}")


def _withdraw(lease: Lease, exit_id: int, outcome: str, applied: Letter) -> None:
    body = {
        "court": applied.data["court"],
        "applied_on": applied.data["issued_on"],
        "application_number": applied.number,
        "decision_number": applied.data["decision_number"],
        "unit_name": lease.unit_name or "—",
        "closed_on": clock.today().isoformat(),
        outcome: True,
    }
    letter = cases.write_to(recipient(lease), "court_withdrawal", body, issuer=lease.district)
    note_exit(exit_id, "court_withdrawal", {"letter_id": letter.id, "number": letter.number})
