"""Hardship in figures: a rent that is lower for a while, arrears in equal parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.calendar import months_after, next_working_day
from app.leasing.rules.rent import whole_fen


def reduced(monthly: int, percent: int) -> int:
    """Fen a month when `percent` of the rent is taken off."""
    return whole_fen(Decimal(monthly * (100 - percent)) / 100) if percent else monthly


@dataclass(frozen=True, slots=True)
class Part:
    """What is paid of the arrears by a day, fen."""

    on: date
    fen: int


def equal_parts(total: int, count: int, day: date, *, due_day: int) -> Iterator[Part]:
    """`total` fen in `count` equal parts, the first on the due day of the month after `day`, the others month by month.

    What does not divide goes to the first parts, a fen each; no part is of nothing. A rest day moves to the next working
    day, as rents do: household and bank have one day for both.
    """
    count = min(count, total)
    for index in range(count):
        month = months_after(day.replace(day=1), index + 1)
        yield Part(next_working_day(month.replace(day=due_day)), total // count + (index < total % count))


def reduction_months(day: date, months: int) -> tuple[date, date]:
    """First and last day of a reduction that is granted on `day`: from the first of the next month."""
    first = months_after(day.replace(day=1), 1)
    return first, date.fromordinal(months_after(first, months).toordinal() - 1)
