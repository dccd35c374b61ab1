"""What may be asked of leases."""

from app.leasing.queries.accounts import account_of, advance_of, deposit_of, late_fee_rate, statement
from app.leasing.queries.leases import (
    by_number,
    by_reference,
    handover,
    lease_by_id,
    leases_of,
    numbers_at_stage,
    open_arrears,
    open_lease_of,
    rent_on,
    returned_on,
)

__all__ = [
    "account_of",
    "advance_of",
    "by_number",
    "by_reference",
    "deposit_of",
    "handover",
    "late_fee_rate",
    "lease_by_id",
    "leases_of",
    "numbers_at_stage",
    "open_arrears",
    "open_lease_of",
    "rent_on",
    "returned_on",
    "statement",
]
