"""The words of a lease's pages, in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STATES = {
    "draft": (_l("正在签约"), "info"),
    "running": (_l("承租中"), "good"),
    "leaving": (_l("腾退中"), "warn"),
    "ended": (_l("已终止"), "quiet"),
}
KINDS = {"rent": _l("租金"), "occupancy": _l("占有使用费"), "damage": _l("损坏赔偿"), "rest": _l("续租当月余下租金")}
STAGES = {
    "reminder": _l("短信提醒"),
    "demand_1": _l("催缴通知书（一）"),
    "demand_2": _l("催缴通知书（二）"),
    "interview": _l("约谈"),
    "exit": _l("移交腾退"),
}
ACTIONS = {
    "none": (_l("不需要处理"), "quiet"),
    "remind": (_l("电话或短信提醒"), "info"),
    "visit": (_l("上门了解原因，告知可以申请减免或分期"), "warn"),
    "demand": (_l("书面催缴，限期支付"), "warn"),
    "interview": (_l("约谈承租人"), "bad"),
    "exit": (_l("核对后移交腾退"), "bad"),
}
SHOWS = {
    "all": _l("全部"),
    "ending": _l("即将到期"),
    "overdue": _l("逾期"),
    "review": _l("将到年度复核"),
    "draft": _l("正在签约"),
    "leaving": _l("腾退中"),
}
ACCOUNTS = {
    "bank": _l("银行"),
    "receivable": _l("应收租金"),
    "rent_income": _l("租金收入"),
    "fee_income": _l("滞纳金收入"),
    "damage_income": _l("赔偿收入"),
    "advance": _l("预缴款"),
    "deposit": _l("押金"),
    "suspense": _l("待查款"),
    "waived": _l("减免"),
}
SOURCES = {"bank": _l("银行"), "provider": _l("网上支付"), "counter": _l("窗口")}
PAYMENTS = {"booked": (_l("已入账"), "good"), "unknown": (_l("待认领"), "warn"), "returned": (_l("已退回"), "bad")}
REPAIRS, DECLARE, RENEW, LEAVE = _l("报修"), _l("申报变化"), _l("申请续租"), _l("申请退租")
CHANGE = _l("变更承租人")
WRONG = {
    "choice": _l("请选择缴纳哪些款项。"),
    "nothing": _l("这一项现在没有要缴的款项，请选择其他项。"),
    "amount": _l("请填大于零、至多两位小数的元数，例如 600.00。"),
    "most": _l("超过了可以缴纳的上限，请填写不超过上限的金额。"),
}
"""What is wrong with an amount on the way to the payment provider."""
HARDSHIP = _l("申请减免或者分期")
REQUESTS = {
    "open": (_l("审查中"), "info"),
    "granted": (_l("准予"), "good"),
    "refused": (_l("不予准予"), "bad"),
    "withdrawn": (_l("已撤回"), "quiet"),
    "lapsed": (_l("已失效"), "quiet"),
}
PLANS = {"reduction": _l("租金减免"), "instalments": _l("欠缴租金分期缴纳")}
PLAN_STATES = {
    "kept": (_l("执行中"), "info"),
    "broken": (_l("未履行，已终止"), "bad"),
    "done": (_l("已完成"), "good"),
    "ended": (_l("随租约终止"), "quiet"),
}
MAILED = {"waiting": (_l("等待书写"), "info"), "written": (_l("已写"), "good"), "needless": (_l("已经不需要"), "quiet")}
