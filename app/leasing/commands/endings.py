"""The end of a lease's term: told beforehand, and never passed in silence (《民法典》第七百三十四条)."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from app import engine
from app.engine.decisions import decide
from app.leasing import queries
from app.leasing.commands import letters
from app.leasing.commands.billing import issue_after_term
from app.leasing.commands.leases import end, facts, tell_case
from app.leasing.records import Lease
from app.store import clock, db, tenant

FOLLOWED = "lease_followed"


def follow(limit: int = 100) -> int:
    """Gives leases that were taken over from a file, and that end soon or have, a process that tells of it → how many. The ticker's."""
    until = clock.today() + timedelta(days=int(decide("lease_limits", {})["follow_days"]))
    ending = sa.select(Lease).where(
        Lease.tenant == tenant(), Lease.state == "running", ~Lease.is_followed, Lease.end_on <= until
    )
    found = db.session.scalars(ending.order_by(Lease.id).limit(limit).with_for_update(skip_locked=True)).all()
    for lease in found:
        lease.is_followed = True
        engine.send(FOLLOWED, lease.number, start_data(lease), by="system", key=f"follow {lease.id}")
    return len(found)


def start_data(lease: Lease) -> dict[str, object]:
    """What the process of a lease that was taken over begins with."""
    return {"business_key": lease.number, **facts(lease), "told": []}


def tell_expiry(lease_id: int, kind: str) -> None:
    """Tells the household that its lease is about to end, by the timeline and a letter."""
    lease = queries.lease_by_id(lease_id)
    title = f"租赁期届满告知：租约 {lease.number} 到 {lease.end_on} 为止"
    letters.write(lease, "lease_expiry", {"notice": kind, "end_on": lease.end_on.isoformat()}, title=title)


def expire(lease_id: int) -> None:
    """The term is over and nobody renewed it: the household is leaving, and pays for the days that it still lives there."""
    lease = queries.lease_by_id(lease_id, lock=True)
    if lease.state == "running":
        lease.state = "leaving"
        db.session.flush()
        tell_case(lease, "lease_expired", f"租约 {lease.number} 租赁期届满，转入腾退")
    if lease.state == "leaving" and queries.returned_on(lease.id) is None:
        issue_after_term(lease)


def end_lease(lease_id: int, on: date) -> None:
    """The lease is over, unless it is already."""
    lease = queries.lease_by_id(lease_id, lock=True)
    if lease.state != "ended":
        end(lease, on)
        tell_case(lease, "lease_ended", f"租约 {lease.number} 终止")
