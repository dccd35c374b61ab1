"""The months of a rent subsidy, bank accounts, and what a bank says of payments that it returned. The amount is `subsidy.dmn`'s."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.calendar import months_after
from app.leasing.rules.statements import day_of

HEADS = {
    "reference": ("付款编号", "Reference"),
    "reason": ("退回原因", "Reason"),
    "returned_on": ("退回日期", "Returned on"),
}
FILE_HEADS = ("付款编号", "协议编号", "户名", "开户银行", "账号", "金额（元）", "所属月份")
EXAMPLE = ["BT00000012", "账号与户名不符", "2026-05-12"]


def next_month(day: date) -> date:
    """The first day of the month after: from then on a change counts."""
    return months_after(day.replace(day=1), 1)


def term(agreed_on: date, months: int) -> tuple[date, date]:
    """First and last day of an agreement: whole months, from the month after."""
    first = next_month(agreed_on)
    return first, months_after(first, months) - timedelta(days=1)


def year_after(end_on: date, decided_on: date, months: int) -> tuple[date, date]:
    """First and last day when it goes on: from the day after the old end, or from the month after a late decision (no back-pay)."""
    first = max(end_on + timedelta(days=1), next_month(decided_on) if decided_on > end_on else end_on)
    return first, months_after(first, months) - timedelta(days=1)


def own_area(houses: Iterable[Mapping[str, Any]], persons: int) -> Decimal:
    """The household's own living space per head, ㎡, two decimals: homes only, each by its share in percent."""
    owned = sum(
        (Decimal(str(one.get("area") or 0)) * Decimal(str(one.get("share") or 0)) / 100 for one in houses
         if one.get("use", "住宅") == "住宅"),
        Decimal(0),
    )  # fmt: skip
    return round(owned / max(1, persons), 2)


def account_problem(bank: str, account: str) -> dict[str, str]:
    """What is wrong with a bank account, by field: `bank` (no bank's name), `account` (no account number)."""
    found = {}
    if not 2 <= len(bank) <= 60:
        found["bank"] = "bank"
    if not re.fullmatch(r"\d{10,30}", account):
        found["account"] = "account"
    return found


@dataclass(frozen=True)
class Returned:
    """A payment that the bank returned, as a row of its file tells it."""

    row: int
    reference: str
    reason: str
    on: date


@dataclass(frozen=True)
class Bad:
    """A row that cannot be taken: its number, the column, what stands there."""

    row: int
    column: str
    value: str


def columns_of(heads: list[str]) -> dict[str, int]:
    """Where each column stands; those that are missing are left out. Blanks do not matter."""
    plain = [re.sub(r"\s", "", head).casefold() for head in heads]
    wanted = {key: {key, *(re.sub(r"\s", "", name).casefold() for name in names)} for key, names in HEADS.items()}
    return {key: place for key, names in wanted.items() for place, head in enumerate(plain) if head in names}


def returned_of(row: int, cells: list[str], columns: Mapping[str, int]) -> Returned | Bad:
    """What a row says, or the first thing that is wrong with it."""
    said = {key: cells[place].strip() if place < len(cells) else "" for key, place in columns.items()}
    if not re.fullmatch(r"BT\d{8,}", said["reference"]):
        return Bad(row, "reference", said["reference"])
    if not said["reason"]:
        return Bad(row, "reason", said["reason"])
    day = day_of(said["returned_on"])
    return (
        Returned(row, said["reference"], said["reason"][:200], day)
        if day
        else Bad(row, "returned_on", said["returned_on"])
    )
