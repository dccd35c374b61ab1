"""Making entries: the only place where money moves, and where a bill's open principal is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.leasing.queries import accounts as queries
from app.leasing.records import Bill, Lease, LedgerEntry, Payment
from app.leasing.rules.account import Account, allocate
from app.registry import acting
from app.store import clock, db


def enter(
    debit: str,
    credit: str,
    fen: int,
    on: date,
    *,
    lease_id: int | None = None,
    bill: Bill | None = None,
    payment: Payment | None = None,
    reverses: LedgerEntry | None = None,
    note: str = "",
) -> LedgerEntry:
    """One entry: `fen` from `credit` to `debit`. A bill's open principal follows it."""
    entry = LedgerEntry(
        on=on,
        at=clock.now(),
        debit=debit,
        credit=credit,
        fen=fen,
        lease_id=lease_id,
        bill_id=bill.id if bill else None,
        payment_id=payment.id if payment else None,
        reverses=reverses.id if reverses else None,
        by=acting(),
        note=note,
    )
    db.session.add(entry)
    if bill is not None:
        bill.unpaid_fen += fen * ((debit == "receivable") - (credit == "receivable"))
    return entry


def pay_bills(lease: Lease, fen: int, on: date, *, from_account: str, payment: Payment | None = None) -> int:
    """Lets `fen` go to the lease's bills in the order of the contract → what no bill takes. The lease must be locked."""
    bills = queries.bills_of([lease.id])
    rest = _settle(lease, bills, queries.accounts(bills), fen, on, from_account, payment)
    db.session.flush()
    return rest


def _settle(
    lease: Lease,
    bills: list[Bill],
    accounts: list[Account],
    fen: int,
    on: date,
    from_account: str,
    payment: Payment | None = None,
) -> int:
    by_id = {bill.id: bill for bill in bills}
    parts, rest = allocate(fen, accounts, on, queries.late_fee_rate(lease))
    for account, paid in parts:
        credit = "receivable" if paid.kind == "principal" else "fee_income"
        bill = by_id[int(str(account.key))]
        enter(from_account, credit, paid.fen, on, lease_id=lease.id, bill=bill, payment=payment)
    return rest


def use_advances(leases: Mapping[int, Lease], on: Mapping[int, date]) -> None:
    """Tenants' credit goes to what is open, on the day a bill is issued; for many leases in a few statements."""
    credits = queries.advances_of(on)
    bills: dict[int, list[Bill]] = {}
    for bill in queries.bills_of(list(credits)):
        bills.setdefault(bill.lease_id, []).append(bill)
    accounts: dict[int, list[Account]] = {}
    everything = [bill for of_lease in bills.values() for bill in of_lease]
    for bill, account in zip(everything, queries.accounts(everything), strict=True):
        accounts.setdefault(bill.lease_id, []).append(account)
    for lease_id, fen in credits.items():
        _settle(leases[lease_id], bills[lease_id], accounts[lease_id], fen, on[lease_id], "advance")
    db.session.flush()


def reverse(entry: LedgerEntry, on: date, note: str) -> LedgerEntry:
    """An entry the other way round: what was booked stays, and counts no more."""
    bill = db.session.get(Bill, (entry.tenant, entry.bill_id)) if entry.bill_id else None
    payment = db.session.get(Payment, (entry.tenant, entry.payment_id)) if entry.payment_id else None
    return enter(
        entry.credit, entry.debit, entry.fen, on,
        lease_id=entry.lease_id, bill=bill, payment=payment, reverses=entry, note=note,
    )  # fmt: skip
