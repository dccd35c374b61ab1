"""The room's words for codes, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.cases import codes
from app.stock.records import Repair, UnitEvent
from app.stock.rules.lines import columns
from app.web import preferences

NEEDS = {"settlement": _l("费用结清"), "keys": _l("钥匙交还")}


def state(code: str) -> str:
    """The name of a unit's state."""
    return codes.label("house_status", code, preferences.language())


PROBLEMS: dict[str, tuple[Any, Any]] = {
    "missing": (_l("没有填写。"), _l("请填写这一列。")),
    "choice": (_l("“%(value)s”不是可以填的值。"), _l("可以填：%(bounds)s。")),
    "number": (_l("“%(value)s”不是数。"), _l("请填 %(bounds)s 之间的数。")),
    "range": (_l("“%(value)s”超出范围或小数位太多。"), _l("请填 %(bounds)s 之间的数，金额和面积至多两位小数。")),
    "yes_or_no": (_l("“%(value)s”看不懂。"), _l("请填“是”或“否”，空着表示“否”。")),
    "date": (_l("“%(value)s”不是日期。"), _l("请按 2026-01-01 的格式填写。")),
    "long": (_l("“%(value)s”太长。"), _l("请缩短到 %(bounds)s 个字以内。")),
    "unprintable": (_l("“%(value)s”里有换行或者看不见的字符。"), _l("请删去后重新填写。")),
    "json": (_l("这一行不是 JSON 对象。"), _l("每行写一个 {…}，列名用模板里的英文键。")),
    "differs": (
        _l("与已登记的“%(bounds)s”不同，本行写的是“%(value)s”。"),
        _l("导入不改动已登记的内容。请把这一列改成一致，或者换一个编号。"),
    ),
    "taken": (_l("房源编号“%(value)s”已经属于别的房源。"), _l("编号由项目编号、楼栋、房号组成，请改其中一项。")),
    "price": (
        _l("同一起始日已经登记了别的评估价，本行写的是“%(value)s”。"),
        _l("评估价不能覆盖。请换一个起始日，或者改成一致。"),
    ),
}
"""What is wrong with a row of a list, and the way out."""


def told(problem: dict[str, Any]) -> dict[str, Any]:
    """A problem of a list for people: row, column, what is wrong, what to do."""
    what, way = PROBLEMS[problem["code"]]
    given = {"value": problem["value"], "bounds": problem["bounds"]}
    return {"row": problem["row"], "column": column(problem["column"]), "what": what % given, "way": way % given}


def column(key: str) -> str:
    """The name of a list's column."""
    found = next((one for one in columns() if one.key == key), None)
    if found is None:
        return str(_l("整行"))
    return found.name_en if preferences.language() == "en" else found.name


EVENTS = {
    "created": _l("登记房源"),
    "repair": _l("报修"),
}


def line(event: UnitEvent) -> dict[str, Any]:
    """A line of a home's history for people: at, by, title, text."""
    detail = event.detail or {}
    if event.kind == "state":
        title = _("%(before)s → %(after)s", before=state(detail["before"]), after=state(detail["after"]))
    elif event.kind == "repair":
        title = f"{EVENTS['repair']} {detail['number']} · {codes.label('repair_state', detail['state'], preferences.language())}"
    else:
        title = str(EVENTS[event.kind])
    return {
        "at": event.at,
        "by": event.by,
        "title": title,
        "text": detail.get("text", ""),
        "number": detail.get("number"),
    }


STAGES = (
    ("1", _l("报修")),
    ("2", _l("受理")),
    ("3", _l("派单")),
    ("4", _l("维修")),
    ("5", _l("确认与评价")),
)
"""A repair's way in plain words: the state it must have reached for the stage to be done."""


def stages(repair: Repair) -> list[dict[str, Any]]:
    """The line of stages of a repair: done, now, todo; stopped where it was not accepted."""
    if repair.state == "6":
        return [{"name": STAGES[0][1], "state": "done"}, {"name": STAGES[1][1], "state": "stopped"}]
    place = [code for code, _name in STAGES].index(repair.state)
    found = [{"name": name, "state": "done" if at <= place else "todo"} for at, (_code, name) in enumerate(STAGES)]
    if place + 1 < len(found):
        found[place + 1]["state"] = "now"
    return found
