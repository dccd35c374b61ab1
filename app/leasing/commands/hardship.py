"""Help for a household that cannot pay: asked for, granted by two, kept or broken; and its letters.

What follows what is drawn in the diagram `hardship`. An instalment is met when no more is overdue than the plan leaves
for later: the rent of the months goes on being paid beside it, and whichever bill a payment went to does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.errors import Conflict
from app.leasing import queries
from app.leasing.commands import requests
from app.leasing.commands.leases import tell_case
from app.leasing.commands.letters import write
from app.leasing.commands.rents import reduce_rent
from app.leasing.queries import plans
from app.leasing.queries.requests import request_by_id
from app.leasing.records import LIVED_IN, Lease, LeaseRequest, Plan
from app.leasing.rules.hardship import Part, equal_parts, reduction_months
from app.store import clock, db

WITHDRAWN = "hardship_withdrawn"
KINDS = {"reduction": "租金减免", "instalments": "分期缴纳"}


def ask(lease: Lease, asked: dict[str, Any], *, by: str) -> LeaseRequest:
    """Keeps a request in hardship and starts its process. Conflict for a lease that does not run, or has a plan that is kept."""
    queries.lease_by_id(lease.id, lock=True)
    if lease.state not in LIVED_IN:
        raise Conflict(_("租约 %(number)s 没有在履行，不能申请减免或者分期。", number=lease.number))
    for kind in KINDS:
        held = plans.kept_plan(lease.id, kind)
        if held is not None:
            raise Conflict(_("已经批准的减免或者分期正在执行，到 %(day)s 为止，期满以后才能再申请。", day=held.to_on))
    return requests.ask(lease, plans.KIND, asked, by=by)


def withdraw(lease: Lease, *, by: str) -> None:
    """The household withdraws its request. Conflict when none is open, or it is decided already."""
    if not requests.withdraw(lease, plans.KIND, WITHDRAWN, by=by):
        raise Conflict(_("现在不能撤回：困难申请已经办结。"))


@dataclass(frozen=True)
class Granted:
    """What two officers agreed on: `percent` off the rent for `months`, arrears in `instalments`; 0 where there is none."""

    percent: int = 0
    months: int = 0
    instalments: int = 0


def grant(request_id: int, granted: Granted) -> dict[str, Plan]:
    """Makes the plans of a request → by kind. Where nothing is overdue any more there is nothing to pay in instalments."""
    request = request_by_id(request_id, lock=True)
    lease = queries.lease_by_id(request.lease_id, lock=True)
    made: dict[str, Plan] = {}
    if granted.percent and granted.months:
        made["reduction"] = _reduce(lease, request, granted)
    parts = list(_parts(lease, granted.instalments))
    if parts:
        kept = [{"on": part.on.isoformat(), "fen": part.fen} for part in parts]
        made["instalments"] = _keep(request, "instalments", from_on=clock.today(), to_on=parts[-1].on, parts=kept)
    return made


def _parts(lease: Lease, count: int) -> Iterator[Part]:
    today = clock.today()
    return equal_parts(plans.overdue_principal(lease.id, today), count, today, due_day=int(lease.terms["due_day"]))


def _reduce(lease: Lease, request: LeaseRequest, granted: Granted) -> Plan:
    first, last = reduction_months(clock.today(), granted.months)
    reduce_rent(lease, first, last, granted.percent, basis=f"困难减免 {request.number}")
    return _keep(request, "reduction", from_on=first, to_on=last, percent=granted.percent, parts=[])


def _keep(request: LeaseRequest, kind: str, **what: Any) -> Plan:
    plan = Plan(lease_id=request.lease_id, request_id=request.id, kind=kind, **what)
    db.session.add(plan)
    db.session.flush()
    return plan


def keep_part(plan_id: int) -> None:
    """The next part is met."""
    plan = plans.plan_by_id(plan_id, lock=True)
    plan.met += 1
    db.session.flush()


def close_plan(plan_id: int, state: str) -> Plan:
    """A plan is kept no longer: done, broken, or ended with the lease."""
    plan = plans.plan_by_id(plan_id, lock=True)
    plan.state, plan.ended_on = state, clock.today()
    plan.met = len(plan.parts) if state == "done" else plan.met
    db.session.flush()
    lease = queries.lease_by_id(plan.lease_id)
    if state == "broken":
        owed = plans.overdue_principal(lease.id, clock.today())
        said = {"request_number": request_by_id(plan.request_id).number, "part_on": plan.next_on.isoformat()}
        write(lease, "plan_broken", {**said, "owed": owed}, title=f"分期计划终止：租约 {lease.number}")
    else:
        tell_case(lease, f"plan_{state}", f"{KINDS[plan.kind]}结束：租约 {lease.number}")
    return plan


def tell(request_id: int, letter: str, reason: str, grace_days: int) -> None:
    """Writes the letter of a decision: what was granted, or why nothing was."""
    request = request_by_id(request_id)
    lease = queries.lease_by_id(request.lease_id)
    data = {"request_number": request.number, "asked_on": request.asked_on.isoformat(), "reason": reason}
    for plan in plans.plans_granted(request.id):
        data |= _said(lease, plan)
    title = {"hardship_granted": "准予减免、分期", "hardship_refused": "不予减免、分期"}[letter]
    write(lease, letter, {**data, "grace_days": grace_days}, title=f"{title}：租约 {lease.number}")


def _said(lease: Lease, plan: Plan) -> dict[str, Any]:
    if plan.kind == "instalments":
        return {"total": plan.total_fen, "count": len(plan.parts), "parts": plan.parts}
    return {
        "percent": plan.percent,
        "from_on": plan.from_on.isoformat(),
        "to_on": plan.to_on.isoformat(),
        "monthly": queries.rent_on(lease.id, plan.from_on).monthly_fen,
    }
