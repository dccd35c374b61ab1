"""What a service task may call here."""

from __future__ import annotations

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
