"""A registered or declared fact in a sentence, for officers. None says “nothing”; unknown shapes say their content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _


def say(key: str, value: Any) -> str:
    """What a department answered under `key`."""
    return _SAYINGS[key](value)


def say_declared(key: str, value: Any) -> str:
    """What the application said or implies under `key`: an em dash where it was not asked."""
    if value is None:
        return "—"
    if key == "income_monthly":
        return _money(value / 100)
    if isinstance(value, bool):
        return _("有") if value else _("无")
    if isinstance(value, int):
        return _("%(count)s 项", count=value)
    return str(value)


def _money(yuan: float) -> str:
    return _("%(amount)s 元", amount=f"{yuan:,.2f}".removesuffix(".00"))


def _hukou(value: dict[str, Any] | None) -> str:
    if not value:
        return _("无户籍登记")
    if not value["local"]:
        return _("非本市户籍")
    return _("本市户籍，自 %(since)s 起", since=value["since"] or _("（未载明）"))


def _permit(value: dict[str, Any] | None) -> str:
    return _("居住证有效期至 %(day)s", day=value["valid_until"]) if value else _("无")


def _assistance(value: dict[str, Any] | None) -> str:
    if not value:
        return _("无")
    return _(
        "%(kind)s，%(since)s 至 %(until)s", kind=value["kind"], since=value["since"] or "—", until=value["until"] or "—"
    )


def _insurance(value: dict[str, Any] | None) -> str:
    if not value:
        return _("无")
    return _(
        "连续缴纳 %(months)s 个月，累计 %(total)s 个月", months=value["continuous_months"], total=value["total_months"]
    )


def _fund(value: dict[str, Any] | None) -> str:
    if not value or not (value["months"] or value["balance"]):
        return _("无")
    return _("缴存 %(months)s 个月，余额 %(balance)s", months=value["months"], balance=_money(value["balance"]))


def _rows(one: Callable[[dict[str, Any]], str]) -> Callable[[list[dict[str, Any]]], str]:
    return lambda value: ";".join(one(row) for row in value) if value else _("无")


def _vehicle(row: dict[str, Any]) -> str:
    return _("%(type)s %(plate)s，价值 %(value)s", type=row["type"], plate=row["plate"], value=_money(row["value"]))


def _enterprise(row: dict[str, Any]) -> str:
    return _(
        "%(name)s（%(role)s，出资 %(capital)s）", name=row["name"], role=row["role"], capital=_money(row["capital"])
    )


def _house(row: dict[str, Any]) -> str:
    text = _(
        "%(address)s，%(use)s %(area)s ㎡，份额 %(share)s%%",
        address=row["address"], use=row["use"], area=row["area"], share=f"{row['share'] * 100:g}",
    )  # fmt: skip
    return text + (_("（已签约未交付）") if row["signed_only"] else "")


def _disposed(row: dict[str, Any]) -> str:
    return _("%(date)s %(kind)s，%(area)s ㎡", date=row["date"], kind=row["kind"], area=row["area"])


_SAYINGS: dict[str, Callable[[Any], str]] = {
    "hukou": _hukou,
    "permit": _permit,
    "vehicles": _rows(_vehicle),
    "assistance": _assistance,
    "dead": lambda value: _("已登记死亡") if value else _("无"),
    "insurance": _insurance,
    "income_monthly": _money,
    "tax_income_year": _money,
    "enterprises": _rows(_enterprise),
    "fund": _fund,
    "houses": _rows(_house),
    "houses_disposed": _rows(_disposed),
    "housing_guarantee": lambda value: value or _("无"),
    "ban_until": lambda value: _("至 %(day)s", day=value) if value else _("无"),
}
