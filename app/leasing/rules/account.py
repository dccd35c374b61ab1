"""How payments meet bills, and what lateness costs: one account a lease, every figure in fen, every day exact.

A bill's late fee runs on the principal still unpaid, for every day after the due date up to and including the day it is
paid; a payment on a day counts as made at the start of the next. The exact sum of the days is rounded once, and never
exceeds the bill.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from app.leasing.rules.rent import whole_fen

Kind = Literal["principal", "late_fee"]


@dataclass(frozen=True, slots=True)
class Paid:
    """A part of a payment that went to a bill."""

    on: date
    kind: Kind
    fen: int


@dataclass(slots=True)
class Account:
    """One bill as money sees it: what it asks, until when, and what has gone to it (in the order of days)."""

    key: object
    amount: int
    due: date
    paid: list[Paid] = field(default_factory=list)

    def unpaid(self) -> int:
        """Principal still open, fen."""
        return self.amount - sum(one.fen for one in self.paid if one.kind == "principal")

    def is_overdue(self, day: date) -> bool:
        """Whether on that day, at its start, principal is left after the due date."""
        left = self.amount - sum(one.fen for one in self.paid if one.kind == "principal" and one.on < day)
        return day > self.due and left > 0

    def late_fee(self, until: date, rate: Decimal) -> int:
        """Fen of late fee up to and including `until`; `rate` is the part of the principal a day (0.0005)."""
        return min(self.amount, whole_fen(sum((part.fen for part in self.stretches(until, rate)), Decimal(0))))

    def fee_left(self, until: date, rate: Decimal) -> int:
        """Fen of late fee up to `until` that nothing has been paid for."""
        return self.late_fee(until, rate) - sum(one.fen for one in self.paid if one.kind == "late_fee")

    def stretches(self, until: date, rate: Decimal) -> Iterable[Stretch]:
        """The days that bore a fee, by the principal that stood open: what a page shows to explain the sum."""
        left, since = self.amount, self.due
        for one in [*(one for one in self.paid if one.kind == "principal"), Paid(until, "principal", 0)]:
            upto = min(one.on, until)
            if upto > since and left > 0:
                yield Stretch(since, upto, left, rate)
                since = upto
            left -= one.fen


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days after `after` up to and including `until` on which `principal` stood open."""

    after: date
    until: date
    principal: int
    rate: Decimal

    @property
    def first(self) -> date:
        """The first day that bears the fee."""
        return self.after + timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.until - self.after).days

    @property
    def fen(self) -> Decimal:
        """The exact fee, not yet rounded."""
        return self.principal * self.days * self.rate


def allocate(amount: int, bills: Sequence[Account], on: date, rate: Decimal) -> tuple[list[tuple[Account, Paid]], int]:
    """Where a payment of `amount` fen goes, and what is left as credit; the bills are given in the order of issue.

    First the principal of the oldest bill and of those after it, then late fees, oldest bill first (《民法典》561 lets
    the parties agree on another order than costs before principal; the contract does, in the tenant's favour).
    """
    parts: list[tuple[Account, Paid]] = []
    rest = amount
    for kind in ("principal", "late_fee"):
        for bill in bills:
            wanted = bill.unpaid() if kind == "principal" else bill.fee_left(on, rate)
            part = min(rest, wanted)
            if part > 0:
                paid = Paid(on, kind, part)  # type: ignore[arg-type]
                bill.paid.append(paid)
                parts.append((bill, paid))
                rest -= part
    return parts, rest
