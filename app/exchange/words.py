"""The Chinese words for the room's codes; English through the translations."""

from __future__ import annotations

from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

DEPARTMENTS = {
    "police": _l("公安"),
    "civil": _l("民政"),
    "social": _l("人社"),
    "tax": _l("税务"),
    "market": _l("市场监管"),
    "fund": _l("公积金"),
    "land": _l("不动产登记"),
    "housing": _l("住房保障"),
}
FACTS = {
    "hukou": _l("户籍"),
    "permit": _l("居住证"),
    "vehicles": _l("车辆"),
    "assistance": _l("低保、特困认定"),
    "dead": _l("死亡登记"),
    "insurance": _l("社会保险"),
    "income_monthly": _l("月收入"),
    "tax_income_year": _l("年度计税收入"),
    "enterprises": _l("开办企业"),
    "fund": _l("公积金账户"),
    "houses": _l("现有房产"),
    "houses_disposed": _l("五年内转让或拆迁的房产"),
    "housing_guarantee": _l("其他住房保障"),
    "ban_until": _l("失信禁申期"),
}
STATES = {
    "pending": _l("等待答复"),
    "consistent": _l("一致"),
    "inconsistent": _l("不一致"),
    "no_record": _l("无记录"),
    "timeout": _l("超时"),
    "unsupported": _l("答复不全"),
    "assisted": _l("已协查"),
}
TONES = {
    "pending": "quiet",
    "consistent": "good",
    "inconsistent": "bad",
    "no_record": "warn",
    "timeout": "warn",
    "unsupported": "warn",
    "assisted": "info",
}
FINDINGS = {
    "passed": _l("属实"),
    "failed": _l("不属实"),
    "no_record": _l("查无记录"),
    "no_data": _l("无法核实"),
}
ROUND_STATES = (
    _l("待发送"),
    _l("已发送未核查"),
    _l("部分通过"),
    _l("部分不通过"),
    _l("通过"),
    _l("不通过"),
)
RESULTS = {
    "passed": _l("联合审查完成：各部门信息与申报一致"),
    "mismatch": _l("联合审查完成：有部门信息与申报不一致"),
    "unresolved": _l("联合审查完成：仍有事项无法核实"),
}
PURPOSES = {
    "eligibility": _l("住房保障资格审核"),
    "allocation": _l("配租前复核"),
    "signing": _l("签约前复核"),
    "annual": _l("年度复核"),
    "renewal": _l("续租复核"),
    "report": _l("举报核查"),
}


class _Checked(Protocol):
    state: str
    finding: str | None


def state(check: _Checked) -> str:
    """A check's state in words; with an officer's finding, what was found."""
    if check.finding:
        return _("协查：%(finding)s", finding=FINDINGS[check.finding])
    return str(STATES[check.state])


def tone(check: _Checked) -> str:
    """The colour that goes with the words (never instead of them)."""
    if check.finding:
        return {"passed": "good", "failed": "bad"}.get(check.finding, "warn")
    return TONES[check.state]
