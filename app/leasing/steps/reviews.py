"""What the diagram annual_review calls. Days in process data are ISO text."""

from __future__ import annotations

from typing import Any

from app.leasing.commands import reviews
from app.registry import step


@step
def remind_review(lease_id: int, declare_due: str) -> dict[str, Any]:
    """Reminds the household of its declaration."""
    reviews.remind(lease_id, declare_due)
    return {}


@step
def change_tier(lease_id: int, review_tier: str, review_reason: str) -> dict[str, Any]:
    """The new rent → tier_from, the day from which it counts."""
    return {"tier_from": reviews.change_tier(lease_id, int(review_tier), review_reason).isoformat()}


@step
def close_review(
    request_id: int,
    review_outcome: str,
    review_reason: str,
    tier_from: str | None = None,
    declaration: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Concludes the review in writing."""
    reviews.close(request_id, review_outcome, review_reason, {"tier_from": tier_from, "declaration": declaration})
    return {}
