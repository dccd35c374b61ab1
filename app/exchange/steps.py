"""What the diagram joint_check may call, and who takes the departments' answers."""

from __future__ import annotations

from typing import Any

from app.exchange import adapters, commands, queries
from app.registry import Message, acting, receiver, step


@step
def send_queries(case_id: int, purpose: str = "eligibility") -> dict[str, Any]:
    """Asks all departments about all members → round_id, pending (how many answers are awaited)."""
    joint, pending = commands.send_queries(case_id, purpose=purpose)
    return {"round_id": joint.id, "pending": pending}


@step
def summarise(round_id: int) -> dict[str, Any]:
    """Ends the waiting → inconclusive: the checks a person must look into, `{check_id, place, items}` each: what to find out."""
    found = [queries.check_by_id(check_id) for check_id in commands.summarise(round_id)]
    return {
        "inconclusive": [
            {"check_id": check.id, "place": queries.place(check), "items": queries.open_items(check)} for check in found
        ]
    }


@step
def keep_assist(
    check_id: int, found: dict[str, Any], finding_note: str, evidence_number: str | None = None
) -> dict[str, Any]:
    """Keeps what an officer found out about one check: `found` by fact, see rules.by_hand."""
    commands.keep_finding(check_id, typed=found, note=finding_note, evidence_number=evidence_number, by=acting())
    return {}


@step
def close_round(round_id: int) -> dict[str, Any]:
    """Closes the round → joint_result (passed, mismatch, unresolved)."""
    return {"joint_result": commands.close_round(round_id)}


@receiver(adapters.TOPIC)
def take_answer(payload: dict[str, Any], answer: dict[str, Any] | None, error: str | None) -> list[Message]:
    """Takes a department's answer, or that none came after the last attempt."""
    check_id = payload["check_id"]
    if answer is not None and "dropped" in answer:
        return []
    return commands.take_answer(check_id, adapters.opened(check_id, answer) if answer else None, trouble=error)
