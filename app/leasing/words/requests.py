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
CHANGED, CLAIMED = _l("变更后"), _l("按申报的类别")
"""The new rent: by the opinion, or before there is one."""
STAGES = {
    "leasing.renew_complete": (_l("核对申请"), _l("区住房保障部门核对申请是否齐全；缺少的会请您补充。")),
    "leasing.renew_supplement": (_l("等您补充说明"), _l("请在期限内补充；逾期未补充的，申请终止。")),
    "leasing.renew_propose": (_l("经办审核"), _l("部门核查已经完成，经办人按结果提出意见。")),
    "leasing.renew_decide": (_l("审定"), _l("经办意见由另一名负责人审定。")),
    "leasing.renew_sign": (
        _l("等您签订合同"),
        _l("同意续租，公示没有成立的异议。请在期限内签订；逾期未签的，租期届满时腾退。"),
    ),
    "leasing.change_examine": (_l("核对共同居住"), _l("区住房保障部门核对申请人是否共同居住。")),
    "leasing.change_propose": (_l("经办审核"), _l("部门核查已经完成，经办人按结果提出意见。")),
    "leasing.change_decide": (_l("审定"), _l("经办意见由另一名负责人审定。")),
    "leasing.change_guide": (_l("安排家庭后续"), _l("变更没有同意，监督岗为家庭安排后续；这期间不要求搬离。")),
}
"""Where a request stands, and why, by the form that is open for it."""
_CHECKED = (_l("部门核查"), _l("正在向有关部门核查户籍、收入、财产和住房。"))
BETWEEN = {
    "await_answers": _CHECKED,
    "assist": (_l("部门核查"), _l("有的部门没有明确答复，由工作人员查明。")),
    "period": (_l("公示"), _l("审核结果正在公示，期间任何人可以提出异议；期满没有成立的异议，就请您签订合同。")),
    "decided": (_l("异议核查"), _l("公示期满，收到的异议还没有办结；有结果以前租约不会终止。")),
}
"""Where it stands while nobody is asked under the lease's number, by the element of joint_check or notice that waits."""
GOING_ON = (_l("办理中"), _l("系统正在办理，请稍后再看。"))
