"""A household leaves: asked for, told to, given back, or not given back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app import engine
from app.calendar import months_after
from app.engine.decisions import decide
from app.errors import Conflict, Invalid
from app.leasing import queries
from app.leasing.commands import requests
from app.leasing.commands.beginnings import hand_over, witness
from app.leasing.commands.leases import tell_case
from app.leasing.commands.letters import write
from app.leasing.commands.rents import set_rent
from app.leasing.queries import requests as asked_for
from app.leasing.records import LIVED_IN, Lease, LeaseRequest
from app.registry import acting
from app.store import clock, db

EXTENSION, WITHDRAWN = "extension_asked", "leaving_withdrawn"
MARKET_TIER = 100
"""The percent of the market rent that is the market rent."""
CAUSES = {
    "asked": "承租人申请退租",
    "expired": "租赁期届满",
    "refused_renewal": "续租未获同意",
    "cancelled": "取消承租资格",
    "violation": "违规使用住房",
    "executed": "依法执行腾退",
}
"""Why a household leaves, as letters say it."""


def ask_to_leave(lease: Lease, leave_on: date, reason: str, *, by: str) -> LeaseRequest:
    """The household gives notice. Invalid when the day comes sooner than the notice allows."""
    if lease.state not in LIVED_IN:
        raise Conflict(f"租约 {lease.number} 没有在承租中")
    first = first_day_to_leave()
    if leave_on < first:
        raise Invalid(f"最早可以从 {first} 起退租")
    asked = {"cause": "asked", "leave_on": leave_on.isoformat(), "leave_reason": reason}
    return requests.ask(lease, "leaving", asked, by=by)


def first_day_to_leave() -> date:
    """The first day on which a household that gives notice today may leave."""
    return clock.today() + timedelta(days=int(decide("leaving_limits", {})["notice"]["days"]))


def open_leaving(lease_number: str, cause: str, request_id: int | None) -> tuple[Lease, LeaseRequest | None]:
    """The household is leaving from now on → the lease and its request, None when it is leaving already or has left."""
    lease = queries.by_number(lease_number)
    queries.lease_by_id(lease.id, lock=True)
    if request_id is not None:
        request: LeaseRequest | None = asked_for.request_by_id(request_id)
    elif lease.state not in LIVED_IN or asked_for.open_request(lease.id, "leaving") is not None:
        return lease, None
    else:
        request = requests.keep(lease, "leaving", {"cause": cause}, by=acting())
    lease.state = "leaving"
    db.session.flush()
    return lease, request


def tell_leaving(lease_id: int, cause: str, moving_until: str, basis: str) -> None:
    """Tells the household until when it may live there, at what rent, and how the keys are given back."""
    lease = queries.lease_by_id(lease_id)
    rent = queries.rent_on(lease.id, max(clock.today(), lease.start_on)).monthly_fen
    body = {"cause_words": CAUSES[cause], "moving_until": moving_until, "monthly_fen": rent, "basis": basis}
    write(
        lease,
        "leaving_notice",
        body,
        title=f"退租腾退告知：租约 {lease.number}，{CAUSES[cause]}，{moving_until} 前交还",
    )


def send_wish(lease: Lease, name: str, data: dict[str, Any], *, by: str) -> None:
    """What a household that is leaving asks for still. Conflict when nobody waits for it: decided already, or the keys are back."""
    sent = engine.send(name, lease.number, data, by=by, keep_for=timedelta(0))
    if sent.outcome != "delivered":
        raise Conflict("现在不能办理：可能已经在办理、已经延长过，或者住房已经交还。")


def tell_extension(lease_id: int, granted: bool, moving_until: str, reason: str) -> None:
    """Tells whether the moving period was extended."""
    words = f"搬迁期延长至 {moving_until}" if granted else f"搬迁期不予延长，仍到 {moving_until} 为止"
    tell_case(queries.lease_by_id(lease_id), "moving_extension", words, reason=reason)


def charge_market_rent(lease_id: int) -> date:
    """The moving period is over and the household has no other home: the market rent counts from the next month → from when."""
    lease = queries.lease_by_id(lease_id, lock=True)
    from_on = months_after(clock.today().replace(day=1), 1)
    rent = queries.rent_on(lease.id, from_on)
    if rent.tier != MARKET_TIER and rent.from_on < from_on:
        set_rent(lease, from_on, rent.unit_price_fen, MARKET_TIER, basis="搬迁期届满仍未腾退，按市场租金")
        tell_case(lease, "market_rent", f"租约 {lease.number} 自 {from_on} 起按市场租金计收")
    return from_on


def keep_return(lease_id: int, on: date, keys: int, readings: dict[str, Any], inventory: str) -> None:
    """Keeps how the keys came back, as the first person saw it."""
    hand_over(lease_id, "out", on, keys, readings, inventory)


def confirm_return(lease_id: int) -> date:
    """A second person saw the same: the keys are back → the day they came."""
    witness(lease_id, "out")
    on = queries.returned_on(lease_id)
    assert on is not None  # witnessed just now
    lease = queries.lease_by_id(lease_id)
    tell_case(lease, "home_returned", f"租约 {lease.number} 的住房于 {on} 交还")
    return on


def stop_leaving(lease_id: int) -> None:
    """The household stays after all. Conflict when its term is over: only a renewal can go on."""
    lease = queries.lease_by_id(lease_id, lock=True)
    if lease.end_on < clock.today():
        raise Conflict(f"租约 {lease.number} 的租赁期已经届满，不能撤回退租")
    lease.state = "running"
    db.session.flush()
    tell_case(lease, "leaving_withdrawn", f"租约 {lease.number} 不再退租，继续承租")
