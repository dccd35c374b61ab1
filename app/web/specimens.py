"""Specimens for the style page: every macro and every component of a form with made-up content."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.settings import TOP
from app.store import clock
from app.web.forms import Form
from app.web.specimen_form import SPEC


@dataclass(frozen=True)
class Stage:
    """A stage of the stage line."""

    name: str
    state: str
    on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Task:
    """A task with a due date."""

    due_at: datetime
    started_at: datetime
    completed_at: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """A line of a timeline."""

    at: datetime
    title: str
    by_name: str = ""
    text: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Page:
    """A page of a long list."""

    page: int = 7
    size: int = 25
    total: int = 412


@dataclass(frozen=True)
class Picture:
    """A diagram with its tokens."""

    diagram: str
    xml: str
    live: dict[str, int]
    done: list[str]
    troubled: str | None = None
    called: tuple[Picture, ...] = field(default=())


def shown(posted: MultiDict[str, str] | None) -> dict[str, Any]:
    """Everything the style page shows; with a post, the form as it was filled."""
    form = Form.of("style.everything", SPEC)
    variables = {"towns": [{"value": "440402001", "label": "拱北街道", "label_en": "Gongbei"}, {"value": "440402002", "label": "吉大街道", "label_en": "Jida"}]}  # fmt: skip
    filled = form.fill(posted, variables) if posted is not None else None
    errors = filled.errors if filled else {}
    return {
        "errors": errors,
        "again": bool(filled and filled.again),
        "sent": filled.answers if filled and not errors else None,
        "markup": form.html(filled.values if filled else {}, errors, variables),
        "stages": _stages(),
        "tasks": _tasks(clock.now()),
        "entries": _entries(clock.now()),
        "page": Page(),
        "picture": _picture(),
    }


def _stages() -> dict[str, list[Stage]]:
    names = [_("受理"), _("初审"), _("一公示"), _("复审"), _("二公示"), _("终审"), _("三公示"), _("登记轮候")]
    days = [date(2026, 3, 9), date(2026, 3, 23), date(2026, 3, 30)]
    running = [Stage(name, "done" if i < 3 else "now" if i == 3 else "todo", days[i] if i < 3 else None) for i, name in enumerate(names)]  # fmt: skip
    mine = [*running[:3], replace(running[3], state="waiting", note=_("请在 2026-04-14 前补交")), *running[4:]]
    over = [
        *running[:3],
        replace(running[3], state="stopped", on=date(2026, 4, 14), note=_("不符合条件")),
        *running[4:],
    ]
    return {_("正在办理"): running, _("等申请人"): mine, _("已终止"): over}


def _tasks(now: datetime) -> list[Task]:
    day = timedelta(days=1)
    spans = ((1, 12), (10, 2), (10, 0), (14, -3))
    found = [Task(_midnight(now + after * day), now - before * day) for before, after in spans]
    return [*found, Task(now + day, now - 5 * day, now - day), Task(now - 3 * day, now - 9 * day, now - day)]


def _midnight(moment: datetime) -> datetime:
    return clock.end_of(moment.date())


def _entries(now: datetime) -> list[Entry]:
    return [
        Entry(now, _("区复审：同意"), _("李婉清 · 香洲区"), _("收入、住房核对无误。"), "good"),
        Entry(now - timedelta(days=2), _("联合审查有一项不一致"), tone="warn"),
        Entry(now - timedelta(days=9), _("一公示开始"), text=_("公示 7 天，至 2026-03-30 24:00。")),
        Entry(now - timedelta(days=20), _("已受理"), _("拱北街道"), tone="info"),
    ]


def _picture() -> Picture | None:
    """The application's diagram and the two it called, with a token; None while there are no diagrams."""
    tokens = {
        "application": ({"three_reviews_call": 1}, ["submitted"]),
        "three_reviews": (
            {"district_review": 1},
            ["begin", "accept", "accept_case", "home_visit", "street_review", "notice_1"],
        ),
        "review": ({"approve": 2}, ["begin", "begin_review", "examine"]),
    }
    drawn = []
    for name, (live, done) in tokens.items():
        file = TOP / "bpmn" / f"{name}.bpmn"
        if not file.is_file():
            return None
        drawn.append(Picture(name, file.read_text(encoding="utf-8"), live, done))
    return replace(drawn[0], called=tuple(drawn[1:]))
