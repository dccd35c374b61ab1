"""The settlement of a lease whose keys are back: drafted, shown, objected to, booked once and for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from app.errors import Conflict
from app.leasing import queries
from app.leasing.commands.arrears import tell_changed
from app.leasing.commands.billing import issue_after_term, issue_month_of
from app.leasing.commands.books import enter, pay_bills
from app.leasing.commands.letters import write
from app.leasing.queries import settlements
from app.leasing.records import Bill, Lease, Settlement
from app.leasing.rules.settlement import Held, Settled, paid_with_cut, settle
from app.store import clock, db

LABELS = {
    "deposit": "押金",
    "credit": "预缴款",
    "cut": "交还之后的日子不计",
    "rent": "未缴租金或者占有使用费",
    "late_fee": "滞纳金",
    "damage": "损坏赔偿",
}
"""What a figure is called in the letter."""


def draft(lease_id: int, damages: Sequence[dict[str, Any]], reply: str = "") -> Settlement:
    """Counts the settlement as the books stand now; drafted again, the new figures count. Conflict when it is booked or the keys are out.

    `damages`: [{what, fen}]; `reply`: what an officer answers to an objection, or why the figures are others now.
    """
    lease, returned_on = _returned(lease_id)
    found = settlements.settlement_of(lease_id, lock=True)
    if found is not None and found.state == "booked":
        raise Conflict(f"租约 {lease.number} 已经结算")
    _bill_to(lease, returned_on)
    counted = _counted(lease, returned_on, damages)
    found = found or Settlement(lease_id=lease.id, drafted_at=clock.now())
    found.returned_on, found.damages = returned_on, list(damages)
    found.lines, found.balance_fen = [asdict(line) for line in counted.lines], counted.balance_fen
    found.reply = reply or found.reply or ""
    db.session.add(found)
    db.session.flush()
    return found


def _returned(lease_id: int) -> tuple[Lease, date]:
    lease = queries.lease_by_id(lease_id, lock=True)
    returned_on = queries.returned_on(lease.id)
    if returned_on is None:
        raise Conflict(f"租约 {lease.number} 的钥匙还没有交还")
    return lease, returned_on


def _bill_to(lease: Lease, returned_on: date) -> None:
    """No day up to the return is without a bill."""
    if returned_on <= lease.end_on:
        issue_month_of(lease, returned_on)
    else:
        issue_after_term(lease)


def _counted(lease: Lease, returned_on: date, damages: Sequence[dict[str, Any]]) -> Settled:
    held = Held(queries.deposit_of(lease.id), queries.advance_of(lease.id))
    bills = [billed for _bill, billed in settlements.billed(lease.id)]
    found = [(str(one["what"]), int(one["fen"])) for one in damages]
    return settle(bills, held, found, returned_on, queries.late_fee_rate(lease))


def seen_by(lease_id: int) -> list[str]:
    """Who inspected the home that came back, and who witnessed it: they do not approve the settlement that follows from it."""
    found = queries.handover(lease_id, "out")
    return [actor for actor in (found.by, found.witness) if actor] if found else []


def object_to(lease_id: int, objection: str) -> None:
    """Keeps what the household objects."""
    found = settlements.settlement_of(lease_id, lock=True)
    if found is None or found.state != "draft":
        raise Conflict("这份租约没有待定的结算")
    found.objection = "\n".join(filter(None, (found.objection, objection)))
    db.session.flush()


def book_settlement(lease_id: int, claim_due_on: date) -> Settlement:
    """Makes the entries: bills are cut, damages billed, deposit and credit go to what is owed; what is left is credit to be refunded.

    Counted once more, so that a payment of the last days is in it. Booked already, nothing changes.
    """
    lease, on = _returned(lease_id)
    found = settlements.settlement_of(lease_id, lock=True)
    if found is not None and found.state == "booked":
        return found
    found = draft(lease_id, found.damages if found else [])
    _cut_bills(lease, on)
    _bill_damages(lease, found, claim_due_on)
    deposit = queries.deposit_of(lease.id)
    if deposit:
        enter("deposit", "advance", deposit, on, lease_id=lease.id, note="押金转结算")
        db.session.flush()
    pot = queries.advance_of(lease.id)
    if pot > 0:
        pay_bills(lease, pot, on, from_account="advance")
    found.state, found.booked_at, found.claim_due_on = "booked", clock.now(), claim_due_on
    db.session.flush()
    tell_changed(lease)
    return found


def _cut_bills(lease: Lease, on: date) -> None:
    for bill, billed in settlements.billed(lease.id):
        open_part, paid_part = paid_with_cut(billed, on)
        if open_part:
            enter("rent_income", "receivable", open_part, on, lease_id=lease.id, bill=bill, note="按交还日核减")
        if paid_part:
            enter("rent_income", "advance", paid_part, on, lease_id=lease.id, note=f"{bill.month} 按交还日核减")
    db.session.flush()


def _bill_damages(lease: Lease, found: Settlement, due_on: date) -> None:
    total = sum(int(one["fen"]) for one in found.damages)
    if not total:
        return
    bill = Bill(
        lease_id=lease.id, kind="damage", month=f"{found.returned_on:%Y-%m}", from_on=found.returned_on,
        to_on=found.returned_on, amount_fen=total, unpaid_fen=0, issued_on=clock.today(), due_on=due_on,
        figures={"damages": found.damages},
    )  # fmt: skip
    db.session.add(bill)
    db.session.flush()
    enter("receivable", "damage_income", total, found.returned_on, lease_id=lease.id, bill=bill, note="损坏赔偿")
    db.session.flush()


def tell_settlement(lease_id: int) -> None:
    """Writes the settlement to the household; what is owed still, as a claim of its own."""
    lease = queries.lease_by_id(lease_id)
    found = settlements.settlement_of(lease_id)
    if found is None:
        return
    body = {
        "returned_on": found.returned_on.isoformat(),
        "lines": [{"label": _label(line), "fen": line["fen"]} for line in found.lines],
        "refund_fen": max(0, found.balance_fen),
        "owed_fen": max(0, -found.balance_fen),
        "objection": found.objection,
        "reply": found.reply,
    }
    write(lease, "settlement", body, title=f"租约 {lease.number} 结算完毕")
    if found.balance_fen < 0:
        due = found.claim_due_on.isoformat() if found.claim_due_on else ""
        write(lease, "settlement_claim", {**body, "due_on": due}, title=f"租约 {lease.number} 结算欠款追缴")


def _label(line: dict[str, Any]) -> str:
    return " ".join(filter(None, (LABELS[line["kind"]], line["about"])))


def fen_of(amount: Any) -> int:
    """Yuan as a form gives them, in fen."""
    return int(Decimal(str(amount)) * 100)
