"""The words of the rent subsidy's pages, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATES = {
    "draft": (_l("正在办理"), "info"),
    "running": (_l("发放中"), "good"),
    "stopped": (_l("已停发"), "quiet"),
    "refused": (_l("没有订立"), "bad"),
}
MONTHS = {
    "draft": (_l("待核对"), "info"),
    "checked": (_l("已核对"), "warn"),
    "closed": (_l("已封账"), "warn"),
    "paid": (_l("已发放"), "good"),
}
LINES = {
    "due": (_l("待发放"), "info"),
    "held": (_l("账户待更正"), "warn"),
    "paid": (_l("已发放"), "good"),
    "returned": (_l("银行退回"), "bad"),
}
SHOWS = {
    "all": _l("全部"),
    "draft": _l("正在办理"),
    "running": _l("发放中"),
    "wrong": _l("账户有误"),
    "stopped": _l("已停发"),
    "refused": _l("没有订立"),
}
