"""What is settled when a home is given back: every figure with what it follows from, and what is left in the end.

Everything counts as of the day the keys came back: bills are cut to the days up to and including it, late fees run to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.leasing.rules.account import Account, Paid
from app.leasing.rules.rent import Month


@dataclass(frozen=True)
class Billed:
    """A bill: its days, the monthly figure it was counted from, and how money sees it."""

    month: str
    kind: str
    first: date
    last: date
    monthly_fen: int
    account: Account

    def due_fen(self, returned_on: date) -> int:
        """Fen for its days up to and including the day of return."""
        if returned_on >= self.last:
            return self.account.amount
        if returned_on < self.first:
            return 0
        return min(self.account.amount, Month(self.first, returned_on).rent(self.monthly_fen))


@dataclass(frozen=True)
class Line:
    """One figure, fen: above nothing for the household, below nothing against it. `kind`: deposit, credit, cut, rent,
    late_fee, damage; `about` names the bill's month or the damage, `facts` what the figure follows from."""

    kind: str
    fen: int
    about: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Settled:
    """The whole: its figures and the balance. Above nothing it is given back, below nothing it is claimed."""

    lines: list[Line]

    @property
    def balance_fen(self) -> int:
        return sum(line.fen for line in self.lines)


@dataclass(frozen=True)
class Held:
    """What is held for the household before the settlement, fen: its deposit and its credit."""

    deposit_fen: int
    credit_fen: int


def settle(
    bills: Sequence[Billed], held: Held, damages: Sequence[tuple[str, int]], returned_on: date, rate: Decimal
) -> Settled:
    """The settlement of a lease; `damages` are (what, fen), `rate` the part of a principal that a day late costs."""
    found = [
        Line("deposit", held.deposit_fen, "", {}),
        Line("credit", held.credit_fen, "", {}),
        *(_cut(bill, returned_on) for bill in bills),
        *(_principal(bill) for bill in bills),
        *(_late_fee(bill, returned_on, rate) for bill in bills),
        *(Line("damage", -fen, what, {}) for what, fen in damages),
    ]
    return Settled([line for line in found if line.fen])


def _cut(bill: Billed, returned_on: date) -> Line:
    due = bill.due_fen(returned_on)
    days = max(0, (returned_on - bill.first).days + 1)
    facts = {"billed": bill.account.amount, "due": due, "days": days, "monthly": bill.monthly_fen}
    return Line("cut", bill.account.amount - due, bill.month, facts)


def _principal(bill: Billed) -> Line:
    paid = bill.account.amount - bill.account.unpaid()
    facts = {"billed": bill.account.amount, "paid": paid, "of": bill.kind}
    return Line("rent", -bill.account.unpaid(), bill.month, facts)


def _late_fee(bill: Billed, until: date, rate: Decimal) -> Line:
    left = max(0, bill.account.fee_left(until, rate))
    days = max(0, (until - bill.account.due).days)
    return Line("late_fee", -left, bill.month, {"due_on": bill.account.due.isoformat(), "days": days})


def paid_with_cut(bill: Billed, returned_on: date) -> tuple[int, int]:
    """How a cut is booked, fen: what lowers the bill's open principal, and what was paid already and becomes credit."""
    cut = bill.account.amount - bill.due_fen(returned_on)
    open_part = min(cut, bill.account.unpaid())
    if open_part:
        bill.account.paid.append(Paid(returned_on, "principal", open_part))
    return open_part, cut - open_part
