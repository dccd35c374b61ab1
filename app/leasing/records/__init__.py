"""What is kept of leases: contracts, money, requests."""

from app.leasing.records.leases import LIVED_IN, OPEN_STATES, ExitEntry, Handover, InspectionPhoto, Lease, Rent
from app.leasing.records.mailings import Mailing, MailingLine
from app.leasing.records.money import (
    Arrears,
    Bill,
    BillingRun,
    LedgerEntry,
    Payment,
    PaymentFile,
    PaymentOrder,
    StatementLine,
)
from app.leasing.records.plans import Plan
from app.leasing.records.requests import LeaseRequest
from app.leasing.records.settlements import Refund, Settlement
from app.leasing.records.subsidies import Subsidy, SubsidyLine, SubsidyMonth, SubsidyRate

__all__ = [
    "Arrears",
    "Bill",
    "BillingRun",
    "ExitEntry",
    "Handover",
    "InspectionPhoto",
    "LIVED_IN",
    "Lease",
    "LeaseRequest",
    "LedgerEntry",
    "Mailing",
    "MailingLine",
    "OPEN_STATES",
    "Payment",
    "PaymentFile",
    "PaymentOrder",
    "Plan",
    "Refund",
    "Rent",
    "Settlement",
    "StatementLine",
    "Subsidy",
    "SubsidyLine",
    "SubsidyMonth",
    "SubsidyRate",
]
