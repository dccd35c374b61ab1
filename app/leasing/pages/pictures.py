"""Small pictures of a lease: its term as a line with today on it, and what was billed and paid month by month; and of a subsidy, what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.leasing.queries.explained import Explained
from app.leasing.records import Lease, Subsidy, SubsidyLine

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


@dataclass(frozen=True)
class Paid:
    """A month of the chart of subsidies: x of its left edge, height, fen; `state` of its line."""

    month: str
    x: int
    height: float
    fen: int
    state: str


def payments(lines: list[SubsidyLine]) -> list[Paid]:
    """The subsidies of the last twelve months, oldest first; of a payment that was repeated the last one. `lines`: newest first."""
    latest: dict[str, SubsidyLine] = {}
    for line in lines:
        latest.setdefault(line.for_month, line)
    shown = [latest[month] for month in sorted(latest)[-MONTHS:]]
    most = max([one.amount_fen for one in shown] + [1])
    return [
        Paid(one.for_month, place * WIDTH, round(one.amount_fen * PLOT / most, 1), one.amount_fen, one.state)
        for place, one in enumerate(shown)
    ]


def review_on(subsidy: Subsidy, days: int) -> date | None:
    """The first of the last `days` days of an agreement that runs: from then on its review may be asked for."""
    runs = subsidy.state == "running" and subsidy.end_on is not None
    return subsidy.end_on - timedelta(days=days - 1) if runs and subsidy.end_on else None
