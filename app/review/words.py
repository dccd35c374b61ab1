"""Facts, opinions and findings in words for officers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

FACTS = {
    "income_monthly": _l("月收入"),
    "tax_income_year": _l("年度纳税收入"),
    "vehicles": _l("车辆"),
    "enterprises": _l("企业出资"),
    "fund": _l("公积金"),
    "houses": _l("现有房产"),
    "houses_disposed": _l("转让、拆迁、分割的住房"),
    "hukou": _l("户籍"),
    "permit": _l("居住证"),
    "insurance": _l("社会保险"),
    "assistance": _l("救助证"),
    "housing_guarantee": _l("其他住房保障"),
    "ban_until": _l("限制申请"),
    "dead": _l("死亡登记"),
}
OPINIONS = {
    "agree": _l("同意"),
    "return_applicant": _l("退回申请人修改"),
    "return_previous": _l("退回上一级"),
    "reject": _l("不同意，驳回申请"),
    "suspect": _l("提交诚信核查"),
}
LEVELS = {"street": _l("镇街初审"), "district": _l("区复审"), "city": _l("市终审")}
INCOME_OPINIONS = {"confirmed": _l("与申报相符"), "differs": _l("与申报不符"), "unclear": _l("无法核实")}
TONES = {"agree": "good", "confirmed": "good", "reject": "bad", "suspect": "bad", "differs": "bad"}


def money(amount: Any) -> str:
    """Yuan as people read it: 1,234.50 元."""
    return _("%(amount)s 元", amount=f"{float(amount or 0):,.2f}")


def fact(kind: str, value: Any) -> str:
    """A declared or registered fact of that kind in words."""
    return _SAY[kind](value)


def _several(say: Callable[[dict[str, Any]], str]) -> Callable[[Any], str]:
    return lambda rows: ";".join(say(row) for row in rows) if rows else _("无")


def _vehicle(row: dict[str, Any]) -> str:
    return f"{row.get('plate', '')} {money(row.get('value'))}".strip()


def _firm(row: dict[str, Any]) -> str:
    return f"{row.get('name', '')}({row.get('role', '')})  {money(row.get('capital'))}"


def _house(row: dict[str, Any]) -> str:
    share = float(row.get("share", 1))
    part = f"{share * 100 if share <= 1 else share:g}%"
    signed = _("，已签约未交付") if row.get("signed_only") else ""
    return f"{row.get('address') or ''} {row.get('area')}㎡ × {part} {row.get('use') or ''}{signed}".strip()


def _disposed(row: dict[str, Any]) -> str:
    return f"{row.get('date', '')} {row.get('kind') or ''} {row.get('area')}㎡"


def _hukou(value: Any) -> str:
    if not (value or {}).get("local"):
        return _("非本市户籍")
    since = value.get("since")
    return _("本市户籍，%(day)s 起", day=since) if since else _("本市户籍")


def _permit(value: Any) -> str:
    return _("有效至 %(day)s", day=value["valid_until"]) if value else _("无")


def _insurance(value: Any) -> str:
    found = value or {}
    return _(
        "连续 %(months)s 个月，累计 %(total)s 个月",
        months=found.get("continuous_months") or 0,
        total=found.get("total_months") or 0,
    )


def _assistance(value: Any) -> str:
    if not value:
        return _("无")
    return (
        _("%(kind)s，有效至 %(day)s", kind=value.get("kind"), day=value["until"])
        if value.get("until")
        else str(value["kind"])
    )


def _fund(value: Any) -> str:
    return money((value or {}).get("balance"))


def _text_or_none(value: Any) -> str:
    return str(value) if value else _("无")


_SAY: dict[str, Callable[[Any], str]] = {
    "income_monthly": money,
    "tax_income_year": money,
    "vehicles": _several(_vehicle),
    "enterprises": _several(_firm),
    "fund": _fund,
    "houses": _several(_house),
    "houses_disposed": _several(_disposed),
    "hukou": _hukou,
    "permit": _permit,
    "insurance": _insurance,
    "assistance": _assistance,
    "housing_guarantee": _text_or_none,
    "ban_until": _text_or_none,
    "dead": lambda value: _("有死亡登记") if value else _("无"),
}
