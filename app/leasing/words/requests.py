"""The words of what households ask for during a lease, in the reader's language: for pages and for panels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

REQUESTS = {
    "renewal": _l("续租申请"),
    "leaving": _l("退租腾退"),
    "change": _l("承租人变更申请"),
    "hardship": _l("减免和分期申请"),
    "review": _l("年度复审"),
}
REQUEST_STATES = {
    "open": (_l("办理中"), "info"),
    "granted": (_l("已同意"), "good"),
    "refused": (_l("未同意"), "bad"),
    "withdrawn": (_l("已撤回"), "quiet"),
    "lapsed": (_l("已终止"), "quiet"),
}
CHANGE_CAUSES = {
    "death": _l("承租人死亡"),
    "divorce": _l("承租人离婚"),
    "agreement": _l("家庭成员协商一致"),
}
OPINIONS = {
    "renew": _l("同意续租"),
    "refuse": _l("不同意"),
    "approve": _l("同意变更"),
}
STAGES = {
    "leasing.renew_complete": _l("核对申请"),
    "leasing.renew_supplement": _l("等您补充说明"),
    "leasing.renew_propose": _l("经办审核"),
    "leasing.renew_decide": _l("审定"),
    "leasing.renew_sign": _l("等您签订合同"),
    "leasing.change_examine": _l("核对共同居住"),
    "leasing.change_propose": _l("经办审核"),
    "leasing.change_decide": _l("审定"),
    "leasing.change_guide": _l("安排家庭后续"),
}
"""Where a request stands, by the form that is open for it."""
BETWEEN = {"renewal": _l("部门核查或者公示中"), "change": _l("部门核查中")}
"""Where it stands while no person is asked."""
