"""What the diagram hardship calls. Days in process data are ISO text, amounts whole fen."""

from __future__ import annotations

from typing import Any

from app.leasing import queries
from app.leasing.commands import hardship
from app.leasing.queries import plans
from app.registry import step
from app.store import clock


@step
def grant_hardship(
    request_id: int, reduction_percent: Any = None, reduction_months: Any = None, instalments: Any = None
) -> dict[str, Any]:
    """Makes what was granted → reduction_id, reduction_until, plan_id; null where there is none."""
    figures = (int(figure or 0) for figure in (reduction_percent, reduction_months, instalments))
    made = hardship.grant(request_id, hardship.Granted(*figures))
    reduction, plan = made.get("reduction"), made.get("instalments")
    return {
        "reduction_id": reduction and reduction.id,
        "reduction_until": reduction and reduction.to_on.isoformat(),
        "plan_id": plan and plan.id,
    }


@step
def tell_hardship(request_id: int, letter: str, reason: str, grace_days: int) -> dict[str, Any]:
    """Writes to the household what was decided."""
    hardship.tell(request_id, letter, reason, grace_days)
    return {}


@step
def look_at_plan(plan_id: int) -> dict[str, Any]:
    """How instalments stand → owed (overdue principal), allowed (what may be overdue once the next part is paid), part_on, lease_over."""
    plan = plans.plan_by_id(plan_id)
    return {
        "owed": plans.overdue_principal(plan.lease_id, clock.today()),
        "allowed": plan.allowed_fen,
        "part_on": plan.next_on.isoformat(),
        "lease_over": queries.lease_by_id(plan.lease_id).state == "ended",
    }


@step
def keep_part(plan_id: int) -> dict[str, Any]:
    """The next part is met."""
    hardship.keep_part(plan_id)
    return {}


@step
def close_plan(plan_id: int, plan_state: str) -> dict[str, Any]:
    """The plan is kept no longer."""
    hardship.close_plan(plan_id, plan_state)
    return {}
