"""Calendar functions, and the caller's clock."""

from __future__ import annotations

from datetime import date as python_date
from decimal import Decimal
from typing import Any

from ..run import Run
from ..temporal import Date, DateTime, MonthsDuration, days_in, epoch_day
from .registry import builtin

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _day(value: Any) -> Date:
    found: Date = value.date if type(value) is DateTime else value
    return found


@builtin("now", "")
def now(run: Run) -> DateTime:
    """现在的日期时间。 / The date and time now."""
    return run.clock()


@builtin("today", "")
def today(run: Run) -> Date:
    """今天的日期。 / The date today."""
    return run.clock().date


@builtin("day of year", "date: day")
def day_of_year(run: Run, date: Any) -> Decimal:
    """一年中的第几天。 / The day's number in its year."""
    day = _day(date)
    return Decimal(day.epoch - epoch_day(day.year, 1, 1) + 1)


@builtin("day of week", "date: day")
def day_of_week(run: Run, date: Any) -> str:
    """星期几（英文名称）。 / The day of the week, by its English name."""
    return _DAYS[_day(date).weekday - 1]


@builtin("month of year", "date: day")
def month_of_year(run: Run, date: Any) -> str:
    """月份（英文名称）。 / The month, by its English name."""
    return _MONTHS[_day(date).month - 1]


@builtin("week of year", "date: day")
def week_of_year(run: Run, date: Any) -> Decimal:
    """一年中的第几周（ISO 8601）。 / The week's number in its year (ISO 8601)."""
    day = _day(date)
    like = 2000 + day.year % 400  # the calendar repeats every 400 years
    return Decimal(python_date(like, day.month, day.day).isocalendar()[1])


@builtin("last day of month", "date: day")
def last_day_of_month(run: Run, date: Any) -> Date:
    """当月的最后一天。 / The last day of that month."""
    day = _day(date)
    return Date(day.year, day.month, days_in(day.year, day.month))


@builtin("years and months duration", "from: day, to: day")
def years_and_months_duration(run: Run, start: Any, end: Any) -> MonthsDuration:
    """两个日期之间相隔几年几个月。 / The whole years and months between two dates."""
    a, b = _day(start), _day(end)
    months = (b.year - a.year) * 12 + b.month - a.month
    if months > 0 and b.day < a.day:
        months -= 1
    elif months < 0 and b.day > a.day:
        months += 1
    return MonthsDuration(months)
