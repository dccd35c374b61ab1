"""Another tenant for a household: after a death, a divorce, or by agreement (住房保障对象死亡、离婚的变更). Nobody is put out by it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.calendar import months_after
from app.cases import commands as case_commands
from app.cases import queries as cases
from app.cases.records import Member
from app.engine.decisions import decide
from app.errors import Conflict, Invalid, NotFound
from app.leasing import queries
from app.leasing.commands import requests
from app.leasing.commands.leases import set_rent, tell_case
from app.leasing.commands.letters import write
from app.leasing.queries import requests as asked_for
from app.leasing.records import LIVED_IN, Lease, LeaseRequest
from app.people import queries as people
from app.store import clock, db, tenant

KIND = "change"
CAUSES = {"death": "承租人死亡", "divorce": "承租人离婚", "agreement": "家庭成员协商"}
"""Why the tenant changes, as letters say it."""
NOTHING = {"refused": "", "reasons": "", "trace": ""}
"""What the letter of a change that was granted does not say."""
APPLICANT = "01"
"""本人, by GB/T 4761."""


def candidates(lease: Lease) -> list[Member]:
    """Who of the household may become the tenant: of age (decision `renewal_limits`), and not the tenant."""
    if lease.case_id is None:
        return []
    household = cases.members(cases.case_by_id(lease.case_id))
    least = int(decide("renewal_limits", {})["min_age"])
    ages = cases.ages(household, clock.today())
    return [one for one, age in zip(household[1:], ages[1:], strict=True) if age >= least]


def ask_change(lease: Lease, asked: dict[str, Any], *, by: str) -> LeaseRequest:
    """Asks for another tenant; `asked`: change_cause, new_member (uid), evidence. Invalid for who may not become it."""
    if lease.state not in LIVED_IN:
        raise Conflict(f"租约 {lease.number} 不在承租中，不能变更承租人。")
    if asked["new_member"] not in {one.uid for one in candidates(lease)}:
        raise Invalid("新承租人须是本户已成年的家庭成员。")
    return requests.ask(lease, KIND, asked, by=by)


def keep_household(lease_id: int, member_uid: str, cause: str) -> None:
    """The household without who died or moved out, its new tenant first: that is whom the departments are asked about."""
    lease = queries.lease_by_id(lease_id, lock=True)
    if lease.case_id is None:
        return
    case = cases.case_by_id(lease.case_id, lock=True)
    household = cases.members(case)
    new, old = _member(household, member_uid), household[0]
    if new is old:
        return
    _first(case, new, old)
    if cause in ("death", "divorce"):
        old.removed_at, old.live = clock.now(), False
        case.persons = lease.persons = len(household) - 1
    db.session.flush()
    db.session.expire(case, ["household"])
    detail = {"former": {key: getattr(old, key) for key in ("name", "uid")}, "cause": cause}
    case_commands.note(case, "household_changed", f"核定家庭成员：{CAUSES[cause]}", by="system", detail=detail)


def _first(case: Any, new: Member, old: Member) -> None:
    """The first place of a household is the applicant's; the unique key wants it free before it is taken."""
    place, last = new.ordinal, max(cases.ordinals(case)) + 1
    old.ordinal = last
    db.session.flush()
    new.ordinal, new.relation = 0, APPLICANT
    db.session.flush()
    old.ordinal = place
    db.session.flush()


def _member(household: list[Member], uid: str) -> Member:
    found = next((one for one in household if one.uid == uid), None)
    if found is None:
        raise NotFound()
    return found


def change_tenant(lease_id: int, request_id: int, category: int, terms: dict[str, Any]) -> Lease:
    """The lease has another tenant; what it costs may change from the first of the next month. Done already, nothing changes."""
    lease = queries.lease_by_id(lease_id, lock=True)
    request = asked_for.request_by_id(request_id)
    if request.state != "open" or lease.case_id is None:
        return lease
    case = cases.case_by_id(lease.case_id, lock=True)
    new = _member(cases.members(case), request.asked["new_member"])
    before = {"former_name": lease.holder_name, "former_account": lease.account_id, "former_index": _hex(lease)}
    lease.holder_name, lease.holder = new.name, new.id_number
    lease.account_id = people.account_of_number(new.id_number_index)
    case.applicant_name, case.account_id = new.name, lease.account_id
    said = {**before, "new_name": new.name, "cause": request.asked["change_cause"], **_rent(lease, category, terms)}
    db.session.flush()
    requests.decide(request_id, "granted", said)
    title = f"承租人变更：租约 {lease.number} 由 {new.name} 承租"
    write(lease, "change_decided", {**_body(request, said), "new_name": new.name, **NOTHING}, title=title)
    return lease


def _hex(lease: Lease) -> str | None:
    return lease.holder_index.hex() if lease.holder_index else None


def _rent(lease: Lease, category: int, terms: dict[str, Any]) -> dict[str, Any]:
    """Sets another tier where there is one → from_on, tier, monthly_fen."""
    from_on, tier = months_after(clock.today().replace(day=1), 1), int(terms["tier"])
    rent = queries.rent_on(lease.id, from_on)
    lease.category = category
    if rent.tier != tier:
        rent = set_rent(lease, from_on, rent.unit_price_fen, tier, basis="承租人变更")
        lease.terms = {**lease.terms, "tier": tier}
    return {"from_on": from_on.isoformat(), "tier": tier, "monthly_fen": rent.monthly_fen}


def refuse_change(lease_id: int, request_id: int, reasons: str, trace: list[str]) -> None:
    """The change is refused; the household stays for now, and a supervisor looks for its way on."""
    lease = queries.lease_by_id(lease_id, lock=True)
    request = asked_for.request_by_id(request_id)
    if request.state != "open":
        return
    said = {"reasons": reasons, "trace": "；".join(trace)}
    requests.decide(request_id, "refused", said)
    rent = queries.rent_on(lease.id, clock.today())
    body = _body(request, {"from_on": "", "tier": rent.tier, "monthly_fen": rent.monthly_fen})
    body = {**body, **said, "new_name": "", "refused": "是"}
    write(lease, "change_decided", body, title=f"承租人变更未获同意：租约 {lease.number}")


def keep_guide(lease_id: int, request_id: int, way: str, note: str) -> None:
    """Keeps which way on a supervisor arranged for a household whose change was refused."""
    lease = queries.lease_by_id(lease_id)
    request = asked_for.request_by_id(request_id, lock=True)
    request.decided = {**request.decided, "guide_way": way, "guide_note": note}
    db.session.flush()
    tell_case(lease, "change_guided", f"已为家庭安排后续办理：租约 {lease.number}", way=way)


def _body(request: LeaseRequest, rent: dict[str, Any]) -> dict[str, Any]:
    """What the letter says of either decision."""
    return {
        "request_number": request.number,
        "asked_on": request.asked_on.isoformat(),
        "cause_words": CAUSES[request.asked["change_cause"]],
        **{key: rent[key] for key in ("from_on", "tier", "monthly_fen")},
    }


def cohabited(account_number_index: bytes) -> list[Lease]:
    """The leases that run of households in which that person is a member, not the tenant."""
    mine = sa.select(Member.case_id).where(
        Member.tenant == Lease.tenant, Member.id_number_index == account_number_index, Member.removed_at.is_(None)
    )
    running = sa.select(Lease).where(Lease.tenant == tenant(), Lease.state.in_(LIVED_IN), Lease.case_id.in_(mine))
    return [one for one in db.session.scalars(running) if one.holder_index != account_number_index]
