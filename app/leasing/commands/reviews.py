"""The yearly review of a lease: opened on each anniversary, declared, concluded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.calendar import deadline, months_after
from app.cases import queries as cases
from app.engine.decisions import decide
from app.leasing import queries
from app.leasing.commands import requests
from app.leasing.commands.leases import tell_case
from app.leasing.commands.letters import write
from app.leasing.commands.rents import set_rent
from app.leasing.records import Lease, LeaseRequest
from app.store import clock, db, tenant

KIND = "review"
OUTCOMES = {"keep": "granted", "tier": "granted", "cancel": "refused"}
"""What a review's outcome makes of its request."""
WORDS = {"keep": "维持承租资格和租金", "tier": "维持承租资格，调整租金", "cancel": "取消承租资格，转入腾退"}


def open_reviews(limit: int = 100) -> int:
    """Opens the yearly review of running leases whose anniversary has come → how many. The ticker's; again, it opens nothing twice."""
    today, limits = clock.today(), decide("review_limits", {})
    years = sa.func.date_part("year", sa.func.age(sa.cast(today, sa.Date), Lease.start_on))
    anniversary = sa.cast(Lease.start_on + sa.func.make_interval(sa.cast(years, sa.Integer)), sa.Date)
    reviewed = sa.exists().where(
        LeaseRequest.tenant == Lease.tenant, LeaseRequest.lease_id == Lease.id, LeaseRequest.kind == KIND,
        sa.or_(LeaseRequest.asked_on >= anniversary, LeaseRequest.state == "open"),
    )  # fmt: skip
    due = sa.select(Lease).where(
        Lease.tenant == tenant(), Lease.state == "running", Lease.end_on >= today,
        anniversary > Lease.start_on, anniversary > today - timedelta(days=int(limits["catch_up_days"])), ~reviewed,
    )  # fmt: skip
    found = db.session.scalars(due.order_by(Lease.id).limit(limit).with_for_update(skip_locked=True)).all()
    until = deadline(today, int(limits["declare"]["days"]), limits["declare"]["unit"]).isoformat()
    for lease in found:
        case = cases.case_by_id(lease.case_id) if lease.case_id else None
        about = {"case_number": case.number if case else None, "category": lease.category}
        requests.ask(lease, KIND, about, by="system")
        tell_case(lease, "annual_review", f"租约 {lease.number} 年度复审：请在 {until} 前申报", declare_until=until)
    return len(found)


def remind(lease_id: int, due_on: str) -> None:
    """Reminds the household of its declaration."""
    lease = queries.lease_by_id(lease_id)
    tell_case(lease, "annual_review_reminder", f"年度复审申报提醒：租约 {lease.number} 请在 {due_on} 前申报")


def change_tier(lease_id: int, tier: int, reason: str) -> date:
    """The rent by another tier from the first of the next month → that day. Approved again in the same month, the first one stays."""
    lease = queries.lease_by_id(lease_id, lock=True)
    from_on = months_after(clock.today().replace(day=1), 1)
    rent = queries.rent_on(lease.id, from_on)
    if rent.from_on < from_on:
        set_rent(lease, from_on, rent.unit_price_fen, tier, basis=f"年度复审：{reason}"[:200])
    return from_on


def close(request_id: int, outcome: str, reason: str, decided: dict[str, Any]) -> None:
    """The review is over: its request is decided, the household gets the conclusion in writing."""
    request = requests.decide(request_id, OUTCOMES[outcome], {"outcome": outcome, "reason": reason, **decided})
    lease = queries.lease_by_id(request.lease_id)
    from_on = decided.get("tier_from")
    rent = queries.rent_on(lease.id, date.fromisoformat(from_on) if from_on else max(clock.today(), lease.start_on))
    body = {
        "outcome_words": WORDS[outcome],
        "reason": reason,
        "year": f"{request.asked_on:%Y}",
        "tier_from": from_on or "",
        "monthly_fen": rent.monthly_fen if outcome != "cancel" else 0,
        "is_cancelled": outcome == "cancel",
    }
    write(lease, "annual_review_result", body, title=f"年度复审结论：{WORDS[outcome]}")
