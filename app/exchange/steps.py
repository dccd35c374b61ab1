"""What the diagram joint_check may call, and who takes the departments' answers."""

from __future__ import annotations

from typing import Any

from app.exchange import adapters, commands, queries
from app.registry import Message, receiver, step


@step
def send_queries(case_id: int, purpose: str = "eligibility") -> dict[str, Any]:
    """Asks all departments about all members → round_id, pending (how many answers are awaited)."""
    joint = commands.send_queries(case_id, purpose=purpose)
    return {"round_id": joint.id, "pending": queries.pending(joint.id)}


@step
def summarise(round_id: int) -> dict[str, Any]:
    """Ends the waiting → inconclusive (ids of the checks a person must look into)."""
    return {"inconclusive": commands.summarise(round_id)}


@step
def keep_assist(check_id: int, finding: str, finding_note: str, evidence_number: str | None = None) -> dict[str, Any]:
    """Keeps what an officer found out about one check → check_id (of the check that holds now)."""
    kept = commands.keep_finding(check_id, finding=finding, note=finding_note, evidence_number=evidence_number)
    return {"check_id": kept.id}


@step
def keep_assisted(assisted: list[dict[str, Any]]) -> dict[str, Any]:
    """Keeps the findings of all 协查 tasks of a round, one `{check_id, finding, finding_note}` each → kept (how many)."""
    for found in assisted:
        keep_assist(found["check_id"], found["finding"], found["finding_note"], found.get("evidence_number"))
    return {"kept": len(assisted)}


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
