"""What may be asked of leases."""

from app.leasing.queries.accounts import account_of, advance_of, late_fee_rate, statement
from app.leasing.queries.leases import by_number, by_reference, lease_by_id, numbers_at_stage, open_arrears, rent_on

__all__ = [
    "account_of",
    "advance_of",
    "by_number",
    "by_reference",
    "late_fee_rate",
    "lease_by_id",
    "numbers_at_stage",
    "open_arrears",
    "rent_on",
    "statement",
]
