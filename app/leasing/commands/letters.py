"""Letters about a lease: contract, moving in, bills, the demands of rent, and any other. Only rows are written here; the PDFs come later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.cases import codes
from app.cases import commands as cases
from app.cases import queries as case_queries
from app.cases.records import Letter
from app.leasing import queries
from app.leasing.commands.exits import recipient
from app.leasing.commands.leases import tell_case
from app.leasing.queries import explained
from app.leasing.records import Bill, Lease
from app.leasing.rules.rent import first_dues
from app.store import clock, get

DEMANDS = {"demand_1": "demand_1", "demand_2": "demand_2", "interview": "interview_notice"}
"""The stages of arrears that have a letter, and its kind; a reminder is a message, the last stage has letters of its own."""

BILL = "rent_bill"
BILLED = {"rent": "租金", "occupancy": "占有使用费", "damage": "损坏赔偿", "rest": "续租当月余下租金"}
"""What a bill is for, as its letter says it."""


def write(lease: Lease, kind: str, data: dict[str, Any], *, title: str = "") -> Letter:
    """Writes a letter about a lease to its holder; where the lease has a case, it is among the case's letters too.

    `title`: what the case's timeline says of it, where it is to say anything.
    """
    if title:
        tell_case(lease, kind, title, **data)
    to = replace(recipient(lease), case_id=lease.case_id)
    about = {"lease_number": lease.number, "unit_name": lease.unit_name or "—"}
    return cases.write_to(to, kind, {**about, **data}, issuer=lease.district)


def write_contract(lease_id: int) -> Letter:
    """The contract as both sides have signed it (第11号令第十七条); the same again when it is asked for again."""
    lease = queries.lease_by_id(lease_id, lock=True)
    body = contract_of(lease)
    for written in case_queries.letters_about(lease.number):
        if written.kind == "lease_contract" and all(written.data.get(name) == said for name, said in body.items()):
            return written
    return write(lease, "lease_contract", {**body, "signed_on": clock.today().isoformat()})


def contract_of(lease: Lease) -> dict[str, Any]:
    """What the contract says beside the parties; money in fen."""
    rent, terms = queries.rent_on(lease.id, lease.start_on), lease.terms
    dues = first_dues(rent.monthly_fen, int(terms["deposit_months"]), lease.start_on, lease.end_on)
    household = case_queries.members(case_queries.case_by_id(lease.case_id)) if lease.case_id else []
    return {
        "area": str(lease.area),
        "category_name": codes.label("household_category", lease.category),
        "members": "、".join(member.name for member in household),
        "start_on": lease.start_on.isoformat(),
        "end_on": lease.end_on.isoformat(),
        "term_months": int(terms["term_months"]),
        "unit_price": rent.unit_price_fen,
        "tier": rent.tier,
        "monthly": rent.monthly_fen,
        "first_rent": dues.rent_fen,
        "deposit": dues.deposit_fen,
        "deposit_months": int(terms["deposit_months"]),
        "due_day": int(terms["due_day"]),
        "late_rate": late_rate(lease),
        "government": lease.ownership == 1,
    }


def write_bill(lease: Lease, bill: Bill) -> Letter:
    """A bill as a letter, as it was issued; written when somebody first asks for it, and once. It stands with its bill."""
    get(Lease, lease.id, lock=True)
    for written in case_queries.letters_about(lease.number):
        if written.kind == BILL and written.data["bill_id"] == bill.id:
            return written
    return cases.write_to(recipient(lease), BILL, _billed(lease, bill), issuer=lease.district)


def _billed(lease: Lease, bill: Bill) -> dict[str, Any]:
    named, figures = ("unit_price_fen", "area", "tier", "monthly_fen", "reduction", "whole_fen"), bill.figures
    return {
        "lease_number": lease.number,
        "unit_name": lease.unit_name or "—",
        "bill_id": bill.id,
        "issued_on": bill.issued_on.isoformat(),
        "billed": BILLED[bill.kind],
        "month": bill.month,
        "from_on": bill.from_on.isoformat(),
        "to_on": bill.to_on.isoformat(),
        "due_on": bill.due_on.isoformat(),
        "amount": bill.amount_fen,
        "late_rate": late_rate(lease),
        "for_rent": bill.kind in ("rent", "rest"),
        "after_term": bill.kind == "occupancy",
        "government": lease.ownership == 1,
        **{name: figures.get(name, "") for name in named},
        "days": figures.get("days", 0),
        "month_days": figures.get("length", 0),
        "damages": figures.get("damages", []),
    }


def late_rate(lease: Lease) -> str:
    """What a day costs of what is unpaid: 0.05%."""
    percent = Decimal(str(lease.terms["late_fee_rate"])) * 100
    return f"{percent.normalize():f}%"


def write_move_in(lease: Lease) -> Letter | None:
    """Tells that the home was handed over: meters, keys, what is there; None where nothing was handed over here."""
    given = queries.handover(lease.id, "in")
    if given is None:
        return None
    readings = {name: given.readings.get(name) or "" for name in ("water", "electricity", "gas")}
    body = {
        "start_on": lease.start_on.isoformat(),
        "end_on": lease.end_on.isoformat(),
        "handed_on": given.on.isoformat(),
        "keys": given.keys,
        "inventory": given.inventory,
        "due_day": int(lease.terms["due_day"]),
        "monthly": queries.rent_on(lease.id, lease.start_on).monthly_fen,
        **readings,
    }
    return write(lease, "move_in", body)


def write_demand(lease: Lease, stage: str) -> Letter | None:
    """The written demand of a stage of arrears, with every late bill; None for a stage without a letter or when nothing is late."""
    kind = DEMANDS.get(stage)
    return write_owed(lease, kind) if kind else None


def body_of(lease: Lease, kind: str) -> dict[str, Any]:
    """What a letter of that kind that may go to many says to this lease today; empty when there is nothing to say."""
    if kind == "lease_expiry":
        return {"end_on": lease.end_on.isoformat()} if lease.state == "running" else {}
    return owed_by(lease, kind, clock.today()) if lease.terms else {}


def write_owed(lease: Lease, kind: str) -> Letter | None:
    """A letter of that kind (a demand, or a bill) with what is owed today; None when nothing is."""
    body = owed_by(lease, kind, clock.today())
    return write(lease, kind, body) if body else None


def owed_by(lease: Lease, kind: str, day: date) -> dict[str, Any]:
    """What a demand (the late bills) or a bill (all that is open) says on a day; empty when there is nothing to say."""
    owing = explained.owing(lease, day)
    lines = owing.open if kind == "bill" else owing.overdue
    if not lines:
        return {}
    return {
        "owed": sum(one.unpaid for one in lines),
        "late_fee": sum(one.fee_left for one in lines),
        "total": sum(one.due for one in lines),
        "overdue": len(owing.overdue),
        "days_late": owing.days_late,
        "late_rate": late_rate(lease),
        "advance": owing.statement.advance_fen,
        "bills" if kind == "bill" else "months": [_line(one) for one in lines],
    }


def _line(one: explained.Explained) -> dict[str, Any]:
    bill = one.bill
    due = bill.due_on.isoformat()
    return {
        "month": bill.month,
        "due_on": due,
        "amount": bill.amount_fen,
        "unpaid": one.unpaid,
        "late_fee": one.fee_left,
    }
