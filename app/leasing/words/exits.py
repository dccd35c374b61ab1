"""The words of a tenancy's end by law: each kind of line, and what its details say, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from app.leasing.records import ExitEntry

KINDS = {
    "opened": _l("立案"),
    "evidence": _l("取证"),
    "exit_demand": _l("发出限期履行催告书"),
    "statement": _l("陈述、申辩的处理"),
    "exit_decision": _l("发出腾退决定书"),
    "exit_rescission": _l("发出解除合同通知书"),
    "remedy": _l("寻求救济"),
    "remedy_result": _l("救济的结果"),
    "exit_urging": _l("发出履行决定催告书"),
    "application": _l("申请法院强制执行"),
    "court_answer": _l("法院的答复"),
    "ruling": _l("执行裁定"),
    "suit": _l("起诉"),
    "judgment": _l("判决"),
    "plan": _l("安排执行"),
    "execution": _l("执行"),
    "closed": _l("办结"),
    "court_withdrawal": _l("制作撤回强制执行申请书"),
    "withdrawal": _l("向法院撤回申请"),
}
VALUES = {
    "arrears": _l("累计六个月以上欠租"),
    "violation": _l("违规使用住房"),
    "refused_renewal": _l("续租未获同意"),
    "expired": _l("租赁期届满未续租"),
    "cancelled": _l("资格被取消"),
    "performed": _l("承租人已经履行"),
    "rejected": _l("申辩不成立"),
    "review": _l("行政复议"),
    "suit": _l("行政诉讼"),
    "upheld": _l("维持决定或者驳回请求"),
    "withdrawn": _l("申请人撤回"),
    "revoked": _l("撤销或者确认违法"),
    "refused": _l("不予受理"),
    "granted": _l("准予强制执行"),
    "denied": _l("不准予强制执行"),
    "done": _l("已经执行"),
    "postponed": _l("没有执行，另行安排"),
    "won": _l("支持腾退请求"),
    "lost": _l("驳回"),
    "settled": _l("已结清或者和解"),
    "returned": _l("已自行交还住房"),
    "executed": _l("已经执行，住房收回"),
    "dropped": _l("不作决定，程序终止"),
    "time_barred": _l("超过期限，不能再申请"),
    "vacate": _l("强制搬离人员和财物"),
    "inventory": _l("清点、登记、保管财物"),
    "locks": _l("更换门锁、收回房屋"),
    "shelter": _l("安排临时安置"),
    "transfer": _l("请求法院划拨存款"),
}
ACCEPTED = {"statement": _l("申辩成立"), "closed": _l("申辩成立，程序终止"), "court_answer": _l("受理")}
"""`accepted` says something else in each kind of line."""
TOLD = {
    "opened": _l("已经立案，正在核实情况"),
    "exit_demand_unserved": _l("催告通知书已经写好，正在送达给您"),
    "exit_demand": _l("催告通知书已经送达。请在期限内履行；有异议的，可以陈述、申辩"),
    "exit_demand_over": _l("催告的期限已过，正在研究是否作出决定"),
    "statement": _l("您的陈述、申辩已经登记，没有被采纳。期限届满以后可能作出决定"),
    "exit_decision_unserved": _l("限期腾退决定书已经写好，正在送达给您"),
    "exit_decision": _l("限期腾退决定书已经送达。不服的，可以在期限内申请行政复议或者提起行政诉讼"),
    "exit_decision_over": _l("申请行政复议和提起行政诉讼的期限已过"),
    "exit_rescission_unserved": _l("解除合同通知书已经写好，正在送达给您"),
    "exit_rescission": _l("解除合同通知书已经送达。有异议的，可以请求人民法院确认解除是否有效"),
    "exit_rescission_over": _l("解除合同通知书的期限已过，出租人可以提起诉讼"),
    "remedy": _l("您已经申请行政复议或者提起行政诉讼，等待结果"),
    "remedy_result": _l("行政复议或者行政诉讼已有结果"),
    "exit_urging_unserved": _l("履行催告书已经写好，正在送达给您"),
    "exit_urging": _l("履行催告书已经送达。期限届满仍不履行的，将申请人民法院强制执行"),
    "exit_urging_over": _l("履行催告的期限已过，正在准备申请人民法院强制执行"),
    "application": _l("已经申请人民法院强制执行"),
    "court_answer": _l("人民法院已经答复强制执行申请"),
    "ruling": _l("人民法院已经裁定"),
    "judgment": _l("人民法院已经判决"),
    "plan": _l("已经安排执行"),
    "execution": _l("已经执行或者另行安排执行"),
}
"""Where an exit stands, told to who lives there (`queries.exits.Standing.stage`)."""
UNTIL = {
    "comply": _l("履行、陈述和申辩的最后一日"),
    "review": _l("可以申请行政复议的最后一日"),
    "suit": _l("可以提起行政诉讼的最后一日"),
    "execution": _l("安排执行的日期"),
}
DRAFTED = {
    "decision_facts": _l("拟认定的事实"),
    "decision_order": _l("拟决定的内容"),
    "court": _l("法院"),
    "court_request": _l("申请事项"),
    "planned_on": _l("拟执行日期"),
    "planned_at": _l("开始时间"),
    "plan_note": _l("安排"),
}
"""What the task before this one drafted, by the process's variables; only what is there is shown."""
NOT_SHOWN = ("letter_id", "file_uid", "contract_id", "period")


@dataclass(frozen=True)
class Told:
    """A line in words: what happened, its details, who wrote it; `file_uid` of a PDF that may be downloaded, or ""."""

    at: datetime
    title: Any
    text: str
    by: str
    file_uid: str


def told(line: ExitEntry) -> Told:
    """A line of an exit for people."""
    said = [_said(line.kind, value) for name, value in line.detail.items() if name not in NOT_SHOWN and value]
    title = KINDS.get(line.kind, line.kind)
    return Told(line.at, title, "，".join(said), line.by, str(line.detail.get("file_uid") or ""))


def _said(kind: str, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_said(kind, one) for one in value)
    if value == "accepted":
        return str(ACCEPTED.get(kind, value))
    return str(VALUES.get(value, value))
