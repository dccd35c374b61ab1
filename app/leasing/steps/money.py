"""What the diagrams billing and arrears call. Days in process data are ISO text."""

from __future__ import annotations

from typing import Any

from app.leasing import commands
from app.leasing.commands import arrears
from app.registry import step


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
    """How the lease stands at the start of today → overdue (bills), days_late, changes_on, suspended (the ladder rests)."""
    found = arrears.look(arrears_id)
    return {
        "overdue": found.overdue,
        "days_late": found.days_late,
        "changes_on": found.changes_on.isoformat(),
        "suspended": found.suspended,
    }


@step
def reach_stage(arrears_id: int, stage: str) -> dict[str, Any]:
    """Writes down that a stage of the ladder was reached today → reached."""
    return {"reached": arrears.reach(arrears_id, stage)}


@step
def close_arrears(arrears_id: int) -> dict[str, Any]:
    """Nothing is overdue any more."""
    arrears.close(arrears_id)
    return {}
