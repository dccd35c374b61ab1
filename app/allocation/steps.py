"""What a service task may call here."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.allocation import commands
from app.registry import step


@step
def enter_waiting_list(
    case_id: int, guarantee_mode: str | None = None, register_note: str | None = None
) -> dict[str, Any]:
    """Registers the case on the waiting list → receipt_number."""
    entry = commands.enter_waiting_list(case_id, guarantee_mode=guarantee_mode, note=register_note or "")
    return {"receipt_number": entry.receipt_number}


@step
def offer(case_id: int, unit_name: str, answer_due: str) -> dict[str, Any]:
    """Offers a home to the household, to be answered by that day."""
    commands.offer(case_id, unit_name, date.fromisoformat(answer_due))
    return {}


@step
def hold_place(case_id: int) -> dict[str, Any]:
    """The household takes the home: its place is held."""
    commands.hold_place(case_id)
    return {}


@step
def give_back_place(case_id: int) -> dict[str, Any]:
    """The household waits again as before."""
    commands.give_back_place(case_id)
    return {}


@step
def count_refusal(case_id: int, refusal_kind: str, refusal_cause: str, unit_name: str) -> dict[str, Any]:
    """Counts a home not taken (`refusal_kind` choice or signing; `refusal_cause` refused or silence) → choices, signings."""
    choices, signings = commands.count_refusal(case_id, refusal_kind, refusal_cause, unit_name)
    return {"choices": choices, "signings": signings}


@step
def leave_list(case_id: int, cause: str) -> dict[str, Any]:
    """The place ends: `cause` housed, refusals or ineligible."""
    commands.leave_list(case_id, cause)
    return {}
