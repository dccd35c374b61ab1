"""The rent of a month and of a part of one. The price and the tier are data with dates; here is only the arithmetic."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.calendar import months_after, next_working_day


def whole_fen(amount: Decimal) -> int:
    """An exact amount in fen, half a fen rounded up."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def monthly_rent(unit_price: int, area: Decimal, tier: int) -> int:
    """Fen a month: `unit_price` in fen per ㎡ and month, `area` in ㎡, `tier` the percent that a household bears."""
    return whole_fen(unit_price * area * tier / 100)


@dataclass(frozen=True, slots=True)
class Month:
    """What one bill is for: from `first` to `last`, both of them days of the lease, in a month of `length` days."""

    first: date
    last: date

    @property
    def length(self) -> int:
        return monthrange(self.first.year, self.first.month)[1]

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def name(self) -> str:
        return f"{self.first:%Y-%m}"

    def parted(self, day: date) -> tuple[Month, Month]:
        """The days before `day` and those from it on; it lies within the month, after the first."""
        return Month(self.first, day - timedelta(days=1)), Month(day, self.last)

    def rent(self, monthly: int) -> int:
        """Fen for these days: a full month is the monthly rent, a part is counted by days of that month."""
        return monthly if self.days == self.length else whole_fen(Decimal(monthly * self.days) / self.length)


def month_of(start: date, end: date | None, day: date) -> Month | None:
    """The days of `day`'s month inside a lease from `start` to `end` (None: open), or None where it has none."""
    first, last = day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    begins, ends = max(first, start), last if end is None else min(last, end)
    return Month(begins, ends) if begins <= ends else None


def months(start: date, end: date | None, until: date) -> Iterator[Month]:
    """Every month of a lease whose bill has been issued by `until`: on the start date, then on each 1st."""
    day = start
    while day <= until and (month := month_of(start, end, day)):
        yield month
        day = months_after(day.replace(day=1), 1)


def issued_on(start: date, month: Month) -> date:
    """The day a bill is issued: the start date for the first, else the 1st of its month."""
    return max(start, month.first.replace(day=1))


def due_on(start: date, month: Month, *, day_of_month: int, first_days: int, today: date) -> date:
    """The last day to pay: a fixed day of the month, for the first bill some days after the start; never a rest day.

    A bill that is made when its day is past already, because the house stood still, gets the days of a first bill from `today`.
    """
    is_first = month.first == start
    due = next_working_day(start + timedelta(days=first_days) if is_first else month.first.replace(day=day_of_month))
    return due if due >= today else next_working_day(today + timedelta(days=first_days))


@dataclass(frozen=True, slots=True)
class Dues:
    """What a household pays before it gets the keys, fen."""

    deposit_fen: int
    rent_fen: int

    @property
    def total(self) -> int:
        return self.deposit_fen + self.rent_fen


def first_dues(monthly: int, deposit_months: int, start: date, end: date) -> Dues:
    """The deposit, a multiple of the monthly rent, and the rent of the days up to the end of the first month."""
    first = month_of(start, end, start)
    assert first is not None  # a lease has a first day
    return Dues(monthly * deposit_months, first.rent(monthly))
