"""The room's words, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.leasing.rules.statements import HEADS
from app.web import preferences

SOURCES = {"bank": _l("银行"), "provider": _l("支付机构")}
KINDS = {"book": _l("入账：记入租约账户"), "statement": _l("对账：只与账上比较")}
STATES = {"booked": (_l("已入账"), "good"), "unknown": (_l("待认领"), "warn"), "returned": (_l("已退回"), "bad")}
DIFFERENCES = {
    "only_statement": _l("对账单有，账上没有"),
    "only_books": _l("账上有，对账单没有"),
    "amount": _l("金额不同"),
    "day": _l("日期不同"),
}
PROBLEMS: dict[str, tuple[Any, Any]] = {
    "missing": (_l("没有流水号，或者超过 64 个字符。"), _l("每笔付款要有唯一的流水号，才能避免重复入账。")),
    "amount": (_l("“%(value)s”不是金额。"), _l("请填大于零、至多两位小数的元数，例如 600.00。")),
    "day": (_l("“%(value)s”不是日期。"), _l("请按 2026-04-07 的格式填写。")),
    "future": (_l("付款日期 %(value)s 还没有到。"), _l("请核对日期。")),
    "twice": (_l("流水号 %(value)s 在本文件里出现了两次。"), _l("只按第一行处理，请核对这两行。")),
    "other": (
        _l("流水号 %(value)s 已经入账，金额或日期与本行不同。"),
        _l("账上的不改动。请核对后用退回和重新入账更正。"),
    ),
}
"""What is wrong with a row of a file, and the way out."""


def told(problem: dict[str, Any]) -> list[Any]:
    """A problem of a file for people: row, column, what is wrong, what to do."""
    what, way = PROBLEMS[problem["code"]]
    names = HEADS.get(problem["column"], ("整行", "Row"))
    column = names[preferences.language() == "en"]
    return [problem["row"], column, what % {"value": problem["value"]}, way]
