"""Small pictures of a lease: its term as a line with today on it, and what was billed and paid month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.leasing.queries.explained import Explained
from app.leasing.records import Lease

MONTHS = 12
PLOT, WIDTH = 90, 46
"""Height of the bars and width of a month, in units of the drawing."""


@dataclass(frozen=True)
class Term:
    """The term of a lease: its days, those gone by, and the place of today on the line in percent."""

    days: int
    gone: int
    left: int
    percent: float


def term(lease: Lease, today: date) -> Term:
    """Where today lies in the term."""
    days = (lease.end_on - lease.start_on).days + 1
    gone = min(days, max(0, (today - lease.start_on).days + 1))
    return Term(days, gone, days - gone, round(gone * 100 / max(1, days), 1))


@dataclass(frozen=True)
class Bar:
    """A month of the chart: x of its left edge, heights of what was billed and of what of it is paid; `late`: it is overdue."""

    month: str
    x: int
    billed: float
    paid: float
    billed_fen: int
    paid_fen: int
    late: bool


def bars(lines: list[Explained]) -> list[Bar]:
    """The last twelve bills, oldest first; `lines` has the newest first."""
    shown = lines[:MONTHS][::-1]
    most = max([one.bill.amount_fen for one in shown] + [1])
    return [_bar(place, one, most) for place, one in enumerate(shown)]


def _bar(place: int, one: Explained, most: int) -> Bar:
    paid = one.bill.amount_fen - one.unpaid
    return Bar(
        one.bill.month, place * WIDTH, round(one.bill.amount_fen * PLOT / most, 1), round(paid * PLOT / most, 1),
        one.bill.amount_fen, paid, one.is_overdue,
    )  # fmt: skip
