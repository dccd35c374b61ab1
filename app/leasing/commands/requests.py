"""What a household asks for during its lease: kept with its number, its process started under the lease's number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app import engine
from app.cases.commands import next_number
from app.errors import Conflict
from app.leasing import queries
from app.leasing.commands.leases import facts
from app.leasing.queries import requests
from app.leasing.records import Lease, LeaseRequest
from app.store import clock, db

DIAGRAMS = {
    "renewal": "renewal",
    "leaving": "leaving",
    "change": "change_of_tenant",
    "hardship": "hardship",
    "review": "annual_review",
}
"""The diagram that a kind of request starts."""


def ask(lease: Lease, kind: str, asked: dict[str, Any], *, by: str) -> LeaseRequest:
    """Keeps a request and starts its process with `asked` as its data. Conflict when one of that kind is open already."""
    request = keep(lease, kind, asked, by=by)
    engine.start(DIAGRAMS[kind], business_key=lease.number, data={**facts(lease), **about(request), **asked}, by=by)
    return request


def keep(lease: Lease, kind: str, asked: dict[str, Any], *, by: str) -> LeaseRequest:
    """Keeps a request whose process runs already or is started by the caller. Conflict when one of that kind is open."""
    queries.lease_by_id(lease.id, lock=True)
    held = requests.open_request(lease.id, kind)
    if held is not None:
        raise Conflict(f"这份租约已有同类申请 {held.number} 正在办理，办结前不能重复申请。")
    request = LeaseRequest(
        number=next_number("lease_request"),
        lease_id=lease.id,
        kind=kind,
        asked=asked,
        asked_on=clock.today(),
        asked_by=by,
        decided={},
    )
    db.session.add(request)
    db.session.flush()
    return request


def withdraw(lease: Lease, kind: str, message: str, *, by: str) -> bool:
    """Tells the process of the open request of that kind that it is withdrawn → whether anything still waited for that."""
    request = requests.open_request(lease.id, kind)
    if request is None:
        return False
    return engine.send(message, request.number, {}, by=by, keep_for=timedelta(0)).outcome == "delivered"


def about(request: LeaseRequest) -> dict[str, Any]:
    """What the process of a request knows of it."""
    return {"request_id": request.id, "request_number": request.number, "asked_on": request.asked_on.isoformat()}


def decide(request_id: int, state: str, decided: dict[str, Any]) -> LeaseRequest:
    """The request is over: granted, refused, withdrawn or lapsed; `decided` says why. Decided already, nothing changes."""
    request = requests.request_by_id(request_id, lock=True)
    if request.state == "open":
        request.state, request.decided, request.decided_on = state, decided, clock.today()
        db.session.flush()
    return request
