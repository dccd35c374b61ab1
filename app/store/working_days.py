"""The table of working days in the database, over the one that ships: an administrator imports later years."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from io import StringIO
from time import monotonic

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext as _

from app import calendar
from app.errors import Invalid
from app.store.database import db, tenant
from app.store.records import WorkingDay

_FRESH_SECONDS = 60.0
_loaded_at = [-_FRESH_SECONDS]


def rows() -> list[WorkingDay]:
    """The imported days, by date."""
    return list(db.session.scalars(sa.select(WorkingDay).where(WorkingDay.tenant == tenant()).order_by(WorkingDay.day)))


def load() -> None:
    """Puts the shipped days and, over whole years, the imported ones into app.calendar."""
    imported = [(row.day, row.kind) for row in rows()]
    years = {day.year for day, _kind in imported}
    calendar.load([(day, kind) for day, _name, kind in calendar.shipped() if day.year not in years] + imported)
    _loaded_at[0] = monotonic()


def refresh() -> None:
    """`load`, when the last one in this process is older than a minute: an import elsewhere is seen everywhere soon."""
    if monotonic() - _loaded_at[0] > _FRESH_SECONDS:
        load()


def keep_fresh(app: Flask) -> None:
    """Refreshes before requests."""

    @app.before_request
    def look() -> None:
        if not app.testing:
            refresh()


def replace(text: str) -> dict[int, int]:
    """Imports a CSV (date,name,kind): every year in it is replaced as a whole. Returns rows by year.

    Invalid lists every wrong line by its number.
    """
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    if reader.fieldnames != ["date", "name", "kind"]:
        raise Invalid(_("第一行应为 date,name,kind。"))
    days, problems = [], []
    for number, row in enumerate(reader, 2):
        day, problem = _read(row, number)
        problems += [problem] if problem else []
        days += [day] if day else []
    doubled = [str(day) for day, n in Counter(day for day, *_rest in days).items() if n > 1]
    problems += [_("日期重复：%(days)s", days="、".join(doubled))] if doubled else []
    if problems:
        raise Invalid("\n".join(problems))
    return _write(days)


def _read(row: dict[str, str], number: int) -> tuple[tuple[date, str, str] | None, str | None]:
    try:
        day = date.fromisoformat(row["date"] or "")
    except ValueError:
        return None, _("第 %(n)s 行：日期应为 2027-01-01 这样的写法。", n=number)
    if row["kind"] not in ("off", "work"):
        return None, _("第 %(n)s 行：kind 应为 off 或 work。", n=number)
    return (day, (row["name"] or "")[:40], row["kind"]), None


def _write(days: list[tuple[date, str, str]]) -> dict[int, int]:
    counts = Counter(day.year for day, *_rest in days)
    for year in counts:
        span = WorkingDay.day.between(date(year, 1, 1), date(year, 12, 31))
        db.session.execute(sa.delete(WorkingDay).where(WorkingDay.tenant == tenant(), span))
    db.session.add_all(WorkingDay(day=day, name=name, kind=kind) for day, name, kind in days)
    db.session.flush()
    return dict(counts)
