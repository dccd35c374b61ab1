"""What may be asked of the requests about leases."""

from __future__ import annotations

import sqlalchemy as sa

from app.cases import queries as cases
from app.cases.records import Member
from app.leasing.records import Lease, LeaseRequest
from app.store import db, get, tenant


def request_by_id(request_id: int, *, lock: bool = False) -> LeaseRequest:
    """The request, or NotFound."""
    return get(LeaseRequest, request_id, lock=lock)


def open_request(lease_id: int, kind: str) -> LeaseRequest | None:
    """The request of that kind that is not decided yet."""
    mine = (LeaseRequest.tenant == tenant()) & (LeaseRequest.lease_id == lease_id) & (LeaseRequest.kind == kind)
    return db.session.scalar(sa.select(LeaseRequest).where(mine, LeaseRequest.state == "open"))


def requests_of(lease_id: int) -> list[LeaseRequest]:
    """A lease's requests, newest first."""
    mine = (LeaseRequest.tenant == tenant()) & (LeaseRequest.lease_id == lease_id)
    return list(db.session.scalars(sa.select(LeaseRequest).where(mine).order_by(LeaseRequest.id.desc())))


def household_of(lease: Lease) -> list[Member]:
    """The members of the lease's case, those who were taken out left out; a lease without a case has none."""
    return cases.members(cases.case_by_id(lease.case_id)) if lease.case_id is not None else []
