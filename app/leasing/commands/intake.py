"""Leases and payments that come as files: each line once, whatever is wrong with it named by its field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from app.cases import codes
from app.engine.decisions import decide
from app.errors import Invalid
from app.leasing import queries
from app.leasing.commands.arrears import tell_changed
from app.leasing.commands.billing import issue_first, issue_month_of
from app.leasing.commands.leases import Contract, begin, open_lease
from app.leasing.commands.payments import Report, book
from app.leasing.records import Bill, Lease, Payment
from app.leasing.rules.rent import months
from app.store import clock, db, tenant

CITY = "ZH"


def take_lease(line: dict[str, Any]) -> tuple[Lease, bool]:
    """A lease that runs already, from a line {lease_ref, category, area, unit_price, ownership, start, end} → (it, is new).

    Bills since its start are issued as they would have been. Invalid names the field that is wrong.
    """
    reference = str(line.get("lease_ref") or "").strip()
    if not reference:
        raise Invalid("lease_ref：缺少租约编号，无法识别重复导入")
    known = queries.by_reference(reference)
    if known is not None:
        return known, False
    lease = open_lease(_contract(line, reference))
    begin(lease)
    _catch_up(lease)
    return lease, True


def _contract(line: dict[str, Any], reference: str) -> Contract:
    category = _whole(line, "category")
    if codes.label("household_category", category) == str(category):
        raise Invalid(f"category：没有代码为 {category} 的保障类别")
    start, end = _day(line, "start"), _day(line, "end")
    if end < start:
        raise Invalid(f"end：{end} 早于起租日 {start}")
    return Contract(
        district=str(line.get("district") or CITY),
        ownership=_whole(line, "ownership", among=(1, 2)),
        category=category,
        area=_amount(line, "area"),
        unit_price_fen=_whole(line, "unit_price"),
        start_on=start,
        end_on=end,
        terms=decide("lease_terms", {"category": category}),
        holder_name=str(line.get("name") or ""),
        external_ref=reference,
    )


def _catch_up(lease: Lease) -> None:
    for month in months(lease.start_on, lease.end_on, clock.today()):
        issue_month_of(lease, month.first)


def issue_firsts(limit: int = 100) -> int:
    """Issues the first bill of leases that start today or did → how many. The ticker's."""
    billed = sa.exists().where(Bill.tenant == Lease.tenant, Bill.lease_id == Lease.id)
    started = sa.select(Lease).where(
        Lease.tenant == tenant(), Lease.state == "running", Lease.start_on <= clock.today(), ~billed
    )
    found = db.session.scalars(started.order_by(Lease.id).limit(limit).with_for_update(skip_locked=True)).all()
    for lease in found:
        issue_first(lease)
    return len(found)


def take_payment(line: dict[str, Any], *, source: str = "bank") -> tuple[Payment, bool]:
    """A payment from a line {lease_ref, date, amount, bank_ref} → (it, is new). Invalid names the field that is wrong."""
    reference = str(line.get("bank_ref") or "").strip()
    if not reference:
        raise Invalid("bank_ref：缺少流水号，无法识别重复入账")
    report = Report(
        source, reference, str(line.get("lease_ref") or "").strip(), _whole(line, "amount"), _day(line, "date")
    )
    payment, is_new = book(report)
    if is_new and payment.lease_id is not None:
        tell_changed(queries.lease_by_id(payment.lease_id))
    return payment, is_new


def _whole(line: dict[str, Any], name: str, *, among: tuple[int, ...] = ()) -> int:
    value = line.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0 or (among and value not in among):
        wanted = f"应为 {'、'.join(map(str, among))} 之一" if among else "应为正整数"
        raise Invalid(f"{name}：{value!r} 不对，{wanted}")
    return value


def _amount(line: dict[str, Any], name: str) -> Decimal:
    try:
        value = Decimal(str(line.get(name)))
        fits = value.is_finite() and 0 < value < 100_000 and value == value.quantize(Decimal("0.01"))
    except InvalidOperation:
        fits = False
    if not fits:
        raise Invalid(f"{name}：{line.get(name)!r} 不对，应为大于零、至多两位小数的数")
    return value


def _day(line: dict[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(line.get(name)))
    except ValueError:
        raise Invalid(f"{name}：{line.get(name)!r} 不是日期，应为 YYYY-MM-DD") from None
