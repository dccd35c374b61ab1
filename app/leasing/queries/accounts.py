"""A lease's account: bills with what went to them, as the books say, in the form that the rules work on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.errors import NotFound
from app.leasing.queries.leases import rent_on
from app.leasing.records import Arrears, Bill, Lease, LedgerEntry
from app.leasing.rules.account import Account, Paid
from app.store import among, db, tenant


@dataclass(frozen=True)
class Statement:
    """How a lease stands at the end of a day. All amounts in fen; `late_fees` by bill id, as far as they have grown."""

    lease: Lease
    monthly_fen: int
    bills: list[Bill]
    accounts: dict[int, Account]
    late_fees: dict[int, int]
    advance_fen: int
    arrears: list[Arrears]


def late_fee_rate(lease: Lease) -> Decimal:
    """The part of an unpaid principal that a day costs, as the contract says."""
    return Decimal(str(lease.terms["late_fee_rate"]))


def bills_of(lease_ids: Collection[int]) -> list[Bill]:
    """The bills of leases, each lease's in the order of their issue."""
    mine = sa.select(Bill).where(Bill.tenant == tenant(), among(Bill.lease_id, lease_ids))
    return list(db.session.scalars(mine.order_by(Bill.lease_id, Bill.issued_on, Bill.id)))


def bill_of(lease_id: int, bill_id: int) -> Bill:
    """A bill of that lease. NotFound when it has none of that id."""
    mine = (Bill.tenant == tenant()) & (Bill.lease_id == lease_id) & (Bill.id == bill_id)
    found = db.session.scalar(sa.select(Bill).where(mine))
    if found is None:
        raise NotFound()
    return found


def accounts(bills: list[Bill]) -> list[Account]:
    """The bills as money sees them. What was reversed counts as never booked."""
    paid = _paid([bill.id for bill in bills])
    return [Account(bill.id, bill.amount_fen, bill.due_on, paid.get(bill.id, [])) for bill in bills]


def account_of(lease_id: int) -> list[Account]:
    """All bills of a lease as money sees them, in the order of issue."""
    return accounts(bills_of([lease_id]))


def _paid(bill_ids: list[int]) -> dict[int, list[Paid]]:
    entry, undone = LedgerEntry, aliased(LedgerEntry)
    reversed_ = sa.exists().where(undone.tenant == entry.tenant, undone.reverses == entry.id)
    statement = sa.select(entry.bill_id, entry.on, entry.credit, entry.fen).where(
        entry.tenant == tenant(), among(entry.bill_id, bill_ids), entry.credit.in_(("receivable", "fee_income")),
        entry.reverses.is_(None), ~reversed_,
    )  # fmt: skip
    found: dict[int, list[Paid]] = {}
    for bill_id, on, credit, fen in db.session.execute(statement.order_by(entry.on, entry.id)):
        found.setdefault(int(bill_id or 0), []).append(
            Paid(on, "principal" if credit == "receivable" else "late_fee", fen)
        )
    return found


def advance_of(lease_id: int) -> int:
    """Fen that the tenant has paid and no bill has taken yet."""
    return balance("advance", LedgerEntry.lease_id == lease_id)


def advances_of(lease_ids: Collection[int]) -> dict[int, int]:
    """The credit, in fen, of those of the leases that have any."""
    signed = sa.func.sum(sa.case((LedgerEntry.credit == "advance", LedgerEntry.fen), else_=-LedgerEntry.fen))
    touched = (LedgerEntry.credit == "advance") | (LedgerEntry.debit == "advance")
    by_lease = (
        sa.select(LedgerEntry.lease_id, signed)
        .where(LedgerEntry.tenant == tenant(), among(LedgerEntry.lease_id, lease_ids), touched)
        .group_by(LedgerEntry.lease_id)
        .having(signed > 0)
        .order_by(LedgerEntry.lease_id)
    )
    return {int(lease_id or 0): int(fen) for lease_id, fen in db.session.execute(by_lease)}


def balance(account: str, *where: Any) -> int:
    """Fen on the credit side of an account less those on its debit side."""
    signed = sa.case((LedgerEntry.credit == account, LedgerEntry.fen), else_=-LedgerEntry.fen)
    touched = (LedgerEntry.credit == account) | (LedgerEntry.debit == account)
    found = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(LedgerEntry.tenant == tenant(), touched, *where)
    )
    return int(found or 0)


def statement(lease: Lease, day: date) -> Statement:
    """How the lease stands at the end of that day."""
    bills = bills_of([lease.id])
    found = {int(str(one.key)): one for one in accounts(bills)}
    rate = late_fee_rate(lease)
    mine = sa.select(Arrears).where(Arrears.tenant == tenant(), Arrears.lease_id == lease.id).order_by(Arrears.id)
    return Statement(
        lease,
        rent_on(lease.id, max(day, lease.start_on)).monthly_fen,
        bills,
        found,
        {key: one.late_fee(day, rate) for key, one in found.items()},
        advance_of(lease.id),
        list(db.session.scalars(mine)),
    )


def deposit_of(lease_id: int) -> int:
    """Fen of deposit that are held for the lease."""
    return balance("deposit", LedgerEntry.lease_id == lease_id)
