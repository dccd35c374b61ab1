"""The kinds of official letters: title, who issues them. The body is a text in letters/texts/, or set in letters/templates/."""

from __future__ import annotations

from dataclasses import dataclass

TEMPLATE_VERSION = 1


@dataclass(frozen=True)
class Kind:
    """A kind of letter: its title as printed, the level that issues it unless the writer says otherwise.

    `layout`: letter, or contract: two parties with their whole numbers and both their signatures.
    `is_served`: an officer serves it, with a task of its own, since periods run from that day; any other counts as served
    when its recipient opens it on the platform, unless an officer has served it before.
    """

    title: str
    issuer: str
    layout: str = "letter"
    is_served: bool = False


KINDS = {
    "receipt": Kind("受理回执", "street"),
    "supplement": Kind("一次性补正告知书", "street"),
    "refusal": Kind("不予受理通知书", "street"),
    "correction": Kind("退回修改通知书", "street"),
    "rejection": Kind("驳回申请通知书", "district"),
    "decision_revoked": Kind("撤销决定通知书", "district"),
    "registration": Kind("轮候登记通知书", "city"),
    "objection_answer": Kind("异议处理结果告知书", "district"),
    "objection_reply": Kind("异议答复书", "district"),
    "withdrawn": Kind("撤回申请通知书", "street"),
    "voided": Kind("终止办理通知书", "street"),
    "exit_demand": Kind("催告通知书", "district", is_served=True),
    "exit_decision": Kind("限期腾退决定书", "district", is_served=True),
    "exit_rescission": Kind("解除合同通知书", "district", is_served=True),
    "exit_urging": Kind("履行催告书", "district", is_served=True),
    "court_application": Kind("强制执行申请书", "district"),
    "court_withdrawal": Kind("撤回强制执行申请书", "district", is_served=True),
    "exit_ended": Kind("终止退出程序通知书", "district"),
    "violation_notice": Kind("行政处罚事先告知书", "district", is_served=True),
    "violation_decision": Kind("行政处罚决定书", "district", is_served=True),
    "integrity_notice": Kind("诚信记录告知书", "district", is_served=True),
    "offer": Kind("配租通知书", "city"),
    "place_lost": Kind("退出轮候通知书", "city"),
    "lease_expiry": Kind("租赁期届满告知书", "district"),
    "hardship_granted": Kind("租金减免和分期缴纳决定书", "district"),
    "hardship_refused": Kind("不予减免和分期决定书", "district"),
    "plan_broken": Kind("分期缴纳终止通知书", "district"),
    "lease_contract": Kind("公共租赁住房租赁合同", "district", "contract"),
    "move_in": Kind("入住通知书", "district"),
    "rent_bill": Kind("租金账单", "district"),
    "bill": Kind("缴费通知书", "district"),
    "demand_1": Kind("租金催缴通知书（一）", "district"),
    "demand_2": Kind("租金催缴通知书（二）", "district"),
    "interview_notice": Kind("租金催缴通知书（三）暨约谈通知", "district"),
    "leaving_notice": Kind("退租腾退告知书", "district"),
    "settlement": Kind("退租结算单", "district"),
    "settlement_claim": Kind("结算欠款追缴通知书", "district"),
    "annual_review_result": Kind("年度复审结论书", "district"),
    "subsidy_agreement": Kind("租赁补贴协议书", "district"),
    "subsidy_refused": Kind("不予租赁补贴通知书", "district"),
    "subsidy_review": Kind("租赁补贴年审通知书", "district"),
    "subsidy_changed": Kind("租赁补贴调整通知书", "district"),
    "subsidy_stopped": Kind("停止租赁补贴通知书", "district"),
    "renewal_granted": Kind("续租通知书", "district"),
    "renewal_refused": Kind("不予续租决定书", "district"),
    "change_decided": Kind("承租人变更决定书", "district"),
}
