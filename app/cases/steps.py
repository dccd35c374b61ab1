"""What every room's diagrams call: how a letter was served."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.cases import commands
from app.registry import step


@step
def keep_delivery(
    letter_id: int,
    manner: str,
    delivered_on: str,
    served_on: str,
    receiver: str,
    proof: str,
    witness: str | None = None,
    public_reason: str | None = None,
    consent: str | None = None,
) -> dict[str, Any]:
    """Keeps the proof of service of a letter → served_on."""
    on, served = date.fromisoformat(delivered_on), date.fromisoformat(served_on)
    said = {
        "receiver": receiver,
        "proof": proof,
        "witness": witness,
        "public_reason": public_reason,
        "consent": consent,
    }
    commands.keep_delivery(letter_id, manner, on, served, **{name: text or "" for name, text in said.items()})
    return {"served_on": served_on}
