"""A lease is renewed: asked for in its window, decided by two, a new contract from the day after the old end (《民法典》第七百三十四条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.calendar import months_after
from app.cases import codes
from app.engine.decisions import decide
from app.errors import Conflict
from app.leasing import queries
from app.leasing.commands import requests
from app.leasing.commands.billing import issue_month_of
from app.leasing.commands.leases import set_rent, tell_case
from app.leasing.commands.letters import write
from app.leasing.queries import requests as asked_for
from app.leasing.records import Bill, Lease, LeaseRequest, Rent
from app.leasing.rules.renewal import Window
from app.leasing.rules.rent import monthly_rent, months
from app.store import clock, db, tenant

KIND, WITHDRAWN = "renewal", "renewal_withdrawn"
ONE_DAY = timedelta(days=1)


def window(lease: Lease) -> Window:
    """When this lease's renewal may be asked for, as the decision `renewal_window` says."""
    found = decide("renewal_window", {"end_on": lease.end_on.isoformat()})
    return Window(date.fromisoformat(found["opens_on"]), date.fromisoformat(found["closes_on"]))


def renewable(lease: Lease) -> Window | None:
    """The window of a lease whose renewal may be asked for today; None outside it, and while it is asked for."""
    span = window(lease) if lease.state == "running" else None
    return span if span and span.is_open(clock.today()) and open_renewal(lease.id) is None else None


def ask_renewal(lease: Lease, asked: dict[str, Any], *, by: str) -> LeaseRequest:
    """The household asks. Conflict outside the window, and for a lease that does not run."""
    if lease.state != "running":
        raise Conflict(f"租约 {lease.number} 不在承租中，不能申请续租。")
    span = window(lease)
    if not span.is_open(clock.today()):
        raise Conflict(f"租约 {lease.number} 可以在 {span.opens_on} 至 {span.closes_on} 申请续租。")
    return requests.ask(lease, KIND, asked, by=by)


def withdraw_renewal(lease: Lease, *, by: str) -> None:
    """The household withdraws. Conflict when nothing is open, or its examination is over already."""
    if not requests.withdraw(lease, KIND, WITHDRAWN, by=by):
        raise Conflict("现在不能撤回：续租申请已经审核完毕，或者已经办结。")


def open_renewal(lease_id: int) -> str | None:
    """The number of the renewal that is being decided, or None: while there is one the term does not end in silence."""
    request = asked_for.open_request(lease_id, KIND)
    return request.number if request is not None else None


def grant_renewal(
    lease_id: int, request_id: int, category: int, terms: dict[str, Any], *, price: int | None = None
) -> Lease:
    """The new contract: term and rent from the day after the old end. Granted already, nothing changes.

    `price`: fen per ㎡, as assessed for that day; None for a home outside the stock, whose price stays.
    """
    lease = queries.lease_by_id(lease_id, lock=True)
    if asked_for.request_by_id(request_id).state != "open":
        return lease
    start, tier = lease.end_on + ONE_DAY, int(terms["tier"])
    old = queries.rent_on(lease.id, lease.end_on)
    before = {"old_end": lease.end_on.isoformat(), "old_tier": old.tier, "old_fen": old.monthly_fen}
    rent = set_rent(lease, start, price or old.unit_price_fen, tier, basis="续租合同")
    lease.end_on = months_after(start, int(terms["term_months"])) - ONE_DAY
    lease.category, lease.terms = category, {**lease.terms, "tier": tier, "term_months": int(terms["term_months"])}
    db.session.flush()
    _bill_since(lease, start)
    said = {**before, "start_on": start.isoformat(), "end_on": lease.end_on.isoformat(), "tier": tier}
    decided = {**said, "monthly_fen": rent.monthly_fen, "unit_price": rent.unit_price_fen}
    requests.decide(request_id, "granted", decided)
    body = {**decided, "area": str(lease.area), "category_name": codes.label("household_category", category)}
    write(lease, "renewal_granted", body, title=f"续租通过：租约 {lease.number} 续至 {lease.end_on}")
    return lease


def refuse_renewal(lease_id: int, request_id: int, reasons: str, trace: list[str]) -> None:
    """The renewal is refused, with the reasons of two officers and what the tables found."""
    lease = queries.lease_by_id(lease_id, lock=True)
    if asked_for.request_by_id(request_id).state != "open":
        return
    said = {"reasons": reasons, "trace": "；".join(trace)}
    request = requests.decide(request_id, "refused", said)
    body = {**said, "request_number": request.number, "asked_on": request.asked_on.isoformat()}
    write(
        lease, "renewal_refused", {**body, "end_on": lease.end_on.isoformat()}, title=f"不予续租：租约 {lease.number}"
    )


def close_renewal(lease_id: int, request_id: int, state: str) -> None:
    """The renewal is withdrawn, or lapsed: not supplemented, not signed."""
    lease = queries.lease_by_id(lease_id)
    requests.decide(request_id, state, {})
    title = "续租申请已撤回" if state == "withdrawn" else "续租没有办成，申请终止"
    tell_case(lease, "renewal_closed", f"{title}：租约 {lease.number}")


@dataclass(frozen=True)
class Offer:
    """What a lease would cost by other terms: monthly fen before and after, from the first day of the new contract to its last."""

    old: Rent
    tier: int
    unit_price_fen: int
    monthly_fen: int
    start_on: date
    end_on: date


def offer(lease: Lease, terms: dict[str, Any], *, price: int | None = None) -> Offer:
    """What a new contract by these terms would be, for who decides on it or signs it; `price` as in grant_renewal."""
    old, start = queries.rent_on(lease.id, max(clock.today(), lease.start_on)), lease.end_on + ONE_DAY
    end, tier = months_after(start, int(terms["term_months"])) - ONE_DAY, int(terms["tier"])
    per_metre = price or old.unit_price_fen
    return Offer(old, tier, per_metre, monthly_rent(per_metre, lease.area, tier), start, end)


def _bill_since(lease: Lease, start: date) -> None:
    """The bills of the new term that would have been issued by today: signed late, no day is lost and none is paid twice."""
    if start.day > 1 and _is_billed(lease, start):
        issue_month_of(lease, start.replace(day=1))
    following = start if start.day == 1 else months_after(start.replace(day=1), 1)
    for one in months(following, lease.end_on, clock.today()):
        issue_month_of(lease, one.first)


def _is_billed(lease: Lease, start: date) -> bool:
    """Whether the month's bill ends with the old term."""
    mine = sa.exists().where(Bill.tenant == tenant(), Bill.lease_id == lease.id, Bill.to_on == start - ONE_DAY)
    return bool(db.session.scalar(sa.select(mine)))
