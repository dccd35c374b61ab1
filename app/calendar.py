"""Working days and legal deadlines: the one place where days are counted.

A period of n days does not count the day it starts on (期间开始之日不算); in calendar days or months its last day, when
that is a rest day, moves to the next working day (《民法典》§§201–203,《行政诉讼法》期间规定); working days never need that.
Which days are off and which weekends are worked comes from the State Council's yearly notice: `working_days.csv` ships
with the house, an administrator's import is loaded over it (`load`). Years without data count weekends only, and say so.
"""

from __future__ import annotations

import csv
import logging
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

Unit = Literal["wd", "cd", "month"]
"""wd = working days, cd = calendar days, month = calendar months."""

_log = logging.getLogger("anju.calendar")
_DAY = timedelta(days=1)
_kinds: dict[date, str] = {}
_years: set[int] = set()
_warned: set[int] = set()


def shipped() -> list[tuple[date, str, str]]:
    """The rows that ship with the house: (day, name of the holiday, "off" or "work")."""
    with Path(__file__).with_name("working_days.csv").open(encoding="utf-8", newline="") as file:
        return [(date.fromisoformat(row["date"]), row["name"], row["kind"]) for row in csv.DictReader(file)]


def load(rows: Iterable[tuple[date, str]]) -> None:
    """Replaces the table: (day, "off" | "work") rows. A year with any row counts as known."""
    kept = dict(rows)
    _kinds.clear()
    _kinds.update(kept)
    _years.clear()
    _years.update(day.year for day in kept)
    _warned.clear()


def known_years() -> set[int]:
    """The years whose holidays are known."""
    return set(_years)


def is_working_day(day: date) -> bool:
    """Whether offices work on that day; a year without data counts weekends only, with a warning in the log."""
    if day.year not in _years and day.year not in _warned:
        _warned.add(day.year)
        _log.warning(
            "no holidays known for %s: only weekends are counted as rest days; "
            "import the State Council's notice with `flask working-days import FILE`",
            day.year,
        )
    kind = _kinds.get(day)
    return kind == "work" if kind else day.weekday() < 5


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first working day after it."""
    while not is_working_day(day):
        day += _DAY
    return day


def deadline(start: date, n: int, unit: Unit) -> date:
    """The last day of a period of n units that starts on `start` (not counted). n ≥ 0; ValueError for another unit."""
    if n < 0:
        raise ValueError(f"a period cannot be negative: {n}")
    if unit == "wd":
        return _after_working_days(start, n)
    if unit == "cd":
        return next_working_day(start + n * _DAY)
    if unit == "month":
        return next_working_day(months_after(start, n))
    raise ValueError(f"unit must be wd, cd or month, not {unit!r}")


def months_after(start: date, n: int) -> date:
    """The same day n calendar months later, or that month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _after_working_days(start: date, n: int) -> date:
    day = start
    while n:
        day += _DAY
        n -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + k * _DAY) for k in range(1, (end - start).days + 1))


load((day, kind) for day, _, kind in shipped())
