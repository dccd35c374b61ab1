"""What may be done with leases. Everything flushes; the caller commits."""

from app.leasing.commands.arrears import find_overdue, tell_changed
from app.leasing.commands.billing import (
    bill_the_month,
    check_run,
    close_run,
    issue_bills,
    issue_first,
    mark_checked,
    open_run,
)
from app.leasing.commands.endings import follow
from app.leasing.commands.intake import issue_firsts, take_lease, take_payment
from app.leasing.commands.leases import Contract, begin, end, open_lease
from app.leasing.commands.orders import address_of, open_order, payable, take_callback
from app.leasing.commands.payments import Report, book, claim_suspense, give_back
from app.leasing.commands.rents import set_rent
from app.leasing.commands.reviews import open_reviews

__all__ = [
    "Contract",
    "Report",
    "address_of",
    "begin",
    "bill_the_month",
    "book",
    "check_run",
    "claim_suspense",
    "close_run",
    "end",
    "find_overdue",
    "follow",
    "give_back",
    "issue_bills",
    "issue_first",
    "issue_firsts",
    "mark_checked",
    "open_lease",
    "open_order",
    "open_reviews",
    "open_run",
    "payable",
    "set_rent",
    "take_callback",
    "take_lease",
    "take_payment",
    "tell_changed",
]
