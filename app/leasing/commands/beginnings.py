"""The beginning of a lease: drafted, agreed, signed by both sides, paid for, keys handed over by two, filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.calendar import months_after
from app.errors import Conflict, DesignError, Invalid
from app.leasing import queries
from app.leasing.commands import letters
from app.leasing.commands.books import enter
from app.leasing.commands.leases import Contract, begin, keep, plain_terms, tell_case
from app.leasing.commands.rents import set_rent
from app.leasing.records import Handover, Lease, Rent
from app.leasing.rules.rent import Dues, first_dues
from app.registry import acting
from app.store import clock, db, tenant


def draft_lease(contract: Contract) -> tuple[Lease | None, str]:
    """Holds unit and household by a draft → (it, ""), or (None, why not) when one of them has an open lease already."""
    held = queries.open_lease_of(unit_id=contract.unit_id, case_id=contract.case_id)
    if held is None:
        return keep(contract), ""
    if held.unit_id == contract.unit_id:
        return None, _("房源 %(unit)s 已有租约 %(number)s。请另选房源。", unit=contract.unit_name, number=held.number)
    return None, _("这个家庭已有租约 %(number)s（%(unit)s）。", number=held.number, unit=held.unit_name)


@dataclass(frozen=True)
class Wanted:
    """What the officer who prepares a contract decides: its first day. `price` in fen per ㎡; `most` months of deposit."""

    start_on: date
    price: int
    terms: dict[str, Any]
    most: int


def prepare(lease_id: int, wanted: Wanted) -> Lease:
    """Writes term, terms and rent into the draft; prepared again, the new figures count.

    Invalid for a first day in the past; DesignError when the terms ask for more deposit than is allowed.
    """
    lease = _draft(lease_id)
    if wanted.start_on < clock.today():
        raise Invalid(_("起租日 %(day)s 已经过去，请填写今天或以后的日期。", day=wanted.start_on))
    if wanted.terms["deposit_months"] > wanted.most:
        raise DesignError(
            f"租约条款要求押金 {wanted.terms['deposit_months']} 个月租金，超过上限 {wanted.most} 个月。请修改决策 lease_terms"
        )
    lease.terms = plain_terms(wanted.terms)
    lease.start_on = wanted.start_on
    lease.end_on = months_after(wanted.start_on, int(wanted.terms["term_months"])) - timedelta(days=1)
    db.session.execute(sa.delete(Rent).where(Rent.tenant == tenant(), Rent.lease_id == lease.id))
    set_rent(lease, lease.start_on, wanted.price, int(wanted.terms["tier"]), basis="合同")
    return lease


def _draft(lease_id: int) -> Lease:
    lease = queries.lease_by_id(lease_id, lock=True)
    if lease.state != "draft":
        raise Conflict(_("租约 %(number)s 已经开始或者结束。", number=lease.number))
    return lease


def dues_of(lease: Lease) -> Dues:
    """What is paid before the keys, fen: the deposit and the rent of the first days."""
    rent = queries.rent_on(lease.id, lease.start_on)
    return first_dues(rent.monthly_fen, int(lease.terms["deposit_months"]), lease.start_on, lease.end_on)


def take_deposit(lease_id: int) -> bool:
    """Moves the deposit from the tenant's credit to its own account, once deposit and first rent are there → whether they are."""
    lease = _draft(lease_id)
    if queries.deposit_of(lease.id):
        return True
    dues = dues_of(lease)
    if queries.advance_of(lease.id) < dues.total:
        return False
    if dues.deposit_fen:
        enter("advance", "deposit", dues.deposit_fen, clock.today(), lease_id=lease.id, note="押金")
        db.session.flush()
    return True


def cancel_draft(lease_id: int) -> None:
    """The lease does not come about: unit and household are free; what was paid stays the tenant's credit, to be given back."""
    lease = _draft(lease_id)
    lease.state, lease.ended_on = "ended", clock.today()
    db.session.flush()
    tell_case(lease, "lease_cancelled", f"租约 {lease.number} 没有订立")


def hand_over(lease_id: int, kind: str, on: date, keys: int, readings: dict[str, Any], inventory: str) -> Handover:
    """Keeps a handing over as the first person saw it; done again before it is witnessed, the new one counts."""
    if on > clock.today():
        raise Invalid(_("交接日期 %(day)s 还没有到。", day=on))
    found = queries.handover(lease_id, kind) or Handover(lease_id=lease_id, kind=kind)
    found.on, found.keys, found.readings, found.inventory = on, keys, readings, inventory
    found.by, found.witness = acting(), ""
    db.session.add(found)
    db.session.flush()
    return found


def witness(lease_id: int, kind: str) -> None:
    """A second person saw the same. Conflict for who handed over."""
    found = queries.handover(lease_id, kind)
    if found is None or found.by == acting():
        raise Conflict(_("交接须由两人办理：复核人和经办人不能是同一人。"))
    found.witness = acting()
    db.session.flush()


def begin_lease(lease_id: int) -> Lease:
    """The household has the keys: the lease runs, and its process watches over its end."""
    lease = _draft(lease_id)
    begin(lease)
    lease.is_followed = True
    db.session.flush()
    letters.write_move_in(lease)
    tell_case(lease, "lease_begun", f"租约 {lease.number} 开始：{lease.unit_name}，{lease.start_on} 至 {lease.end_on}")
    return lease


def keep_filing(lease_id: int, number: str, on: date) -> None:
    """The contract is filed with the housing authority."""
    lease = queries.lease_by_id(lease_id, lock=True)
    lease.filing_number, lease.filed_on = number, on
    db.session.flush()
