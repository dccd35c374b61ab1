"""A tenancy's end by law: opened, written down line by line; and its letters. How it ends stands in `stops`.

What follows what is drawn in the diagram `eviction`. The agency bears the burden of proof (法释〔2019〕17号第十条), so that
every step leaves a line that stays.
"""

from __future__ import annotations

from typing import Any

from app.cases import commands as cases
from app.cases.records import Letter
from app.errors import Conflict
from app.leasing import queries
from app.leasing.queries import exits
from app.leasing.records import OPEN_STATES, ExitEntry, Lease
from app.registry import acting
from app.store import clock, db, get, personal

UNITS = {"wd": "个工作日", "cd": "日", "month": "个月"}


def open_exit(lease: Lease, cause: str) -> ExitEntry | None:
    """Opens the exit; None when one is open already. A lease that is over is a Conflict."""
    if lease.state not in OPEN_STATES:
        raise Conflict(f"租约 {lease.number} 已经终止")
    get(Lease, lease.id, lock=True)
    if exits.open_exit(lease.id) is not None:
        return None
    return _line(lease.id, None, "opened", {"cause": cause})


def note_exit(exit_id: int, kind: str, detail: dict[str, Any]) -> ExitEntry:
    """Adds a line to an exit."""
    return _line(get(ExitEntry, exit_id).lease_id, exit_id, kind, detail)


def _line(lease_id: int, exit_id: int | None, kind: str, detail: dict[str, Any]) -> ExitEntry:
    entry = ExitEntry(lease_id=lease_id, exit_id=exit_id, kind=kind, detail=detail, at=clock.now(), by=acting())
    db.session.add(entry)
    db.session.flush()
    return entry


def recipient(lease: Lease) -> cases.Recipient:
    """To whom letters about a lease go: its holder."""
    number = lease.holder
    masked = personal.mask_id(number) if number else "—"
    return cases.Recipient(lease.holder_name, masked, lease.number, "租约编号", id_number=number)


def write_exit_letter(exit_id: int, kind: str, data: dict[str, Any], period: dict[str, Any]) -> Letter:
    """Writes a letter of the exit, with what is owed today where the cause is arrears; `period` {days, unit} runs from service."""
    opened = get(ExitEntry, exit_id)
    lease = queries.lease_by_id(opened.lease_id)
    text = f"自收到本文书之日起{period['days']}{UNITS[period['unit']]}内"
    statement = exits.detail_of(exit_id, "statement").get("statement") or "期限内未提出陈述和申辩"
    body = {"unit_name": lease.unit_name, "period": text, "statement": statement, "manner": "", **data}
    if opened.detail["cause"] == "arrears":
        body |= {"for_arrears": True, **_owed(lease)}
    letter = cases.write_to(recipient(lease), kind, body, issuer=lease.district)
    note_exit(exit_id, kind, {"letter_id": letter.id, "number": letter.number, "period": period})
    return letter


def _owed(lease: Lease) -> dict[str, int]:
    found = queries.statement(lease, clock.today())
    owed = sum(account.unpaid() for account in found.accounts.values() if account.due < clock.today())
    return {"owed": owed, "late_fee": sum(found.late_fees.values())} if owed else {}
