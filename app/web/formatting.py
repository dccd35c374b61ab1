"""How values look in a page: Jinja filters for days, moments, money, due dates, field ids, addresses of pages, diagrams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.calendar import working_days_between
from app.store import clock
from app.web import pictures
from app.web.naming import field_id

ZONE = ZoneInfo("Asia/Shanghai")
WEEKDAYS = (_l("星期一"), _l("星期二"), _l("星期三"), _l("星期四"), _l("星期五"), _l("星期六"), _l("星期日"))


@dataclass(frozen=True)
class DueState:
    """How a task stands with its date: a tone (good, warn, bad) and the words."""

    tone: str
    words: str


def due_state(task: Any) -> DueState | None:
    """From `task.due_at` (the end of the legal day) and `task.started_at`: yellow at 80 % of the working days, red at 100 %.

    A task that is over (completed_at or ended_at) is measured at that moment; None without a date.
    """
    due_at = getattr(task, "due_at", None)
    if due_at is None:
        return None
    over = getattr(task, "completed_at", None)
    moment = (over or clock.now()).astimezone(ZONE)
    last = (due_at.astimezone(ZONE) - timedelta(microseconds=1)).date()
    if over:
        return DueState("quiet", _("按期办结")) if moment < due_at else DueState("bad", _("逾期办结"))
    if moment >= due_at:
        return DueState("bad", _late(working_days_between(last, moment.date())))
    return _before(getattr(task, "started_at", None) or moment, moment.date(), last)


def _late(days: int) -> str:
    return _("已逾期 %(n)s 个工作日", n=days) if days else _("已逾期")


def _before(started: datetime, today: date, last: date) -> DueState:
    first = started.astimezone(ZONE).date()
    total, left = working_days_between(first, last), working_days_between(today, last)
    if left <= 0:
        return DueState("bad", _("今天到期") if today == last else _("休息日内到期"))
    tone = "warn" if (total - left) >= 0.8 * total else "good"
    return DueState(tone, _("还剩 %(n)s 个工作日", n=left))


def day(value: date | datetime | str | None) -> str:
    """A day as 2026-03-02; nothing for None."""
    if isinstance(value, datetime):
        value = value.astimezone(ZONE).date()
    return "" if value is None else str(value)


def moment(value: datetime | None) -> str:
    """A moment in Beijing time, to the minute."""
    return "" if value is None else value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def weekday(value: date | datetime) -> str:
    """The day of the week, in words."""
    return str(WEEKDAYS[(value.astimezone(ZONE) if isinstance(value, datetime) else value).weekday()])


def money(fen: int | None) -> str:
    """Integer fen as 1,234.50 元."""
    return "" if fen is None else _("%(amount)s 元", amount=f"{fen / 100:,.2f}")


def page_address(number: int) -> str:
    """This page's address with another page number: the filters stay."""
    kept = request.args.to_dict(flat=False) | {"page": [str(number)]}
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **kept})


def pages_around(now: int, last: int) -> list[int | None]:
    """The page numbers to show: the first, the last, those around; None is a gap."""
    near = sorted({1, last, *range(max(1, now - 2), min(last, now + 2) + 1)})
    shown: list[int | None] = []
    for number in near:
        if shown and shown[-1] is not None and number > shown[-1] + 1:
            shown.append(None)
        shown.append(number)
    return shown


def furnish(app: Flask) -> None:
    """The filters for every template."""
    filters = (due_state, day, moment, weekday, money, page_address, pages_around, field_id)
    for one in (*filters, pictures.places, pictures.diagram_data):
        app.jinja_env.filters[one.__name__] = one
