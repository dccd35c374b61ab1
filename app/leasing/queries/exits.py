"""What may be asked of a tenancy's end by law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.calendar import deadline
from app.cases import queries as papers
from app.cases.records import Letter
from app.errors import NotFound
from app.leasing.records import ExitEntry, Lease
from app.store import clock, db, get, tenant
from app.store.files import StoredFile

BESIDE = ("evidence", "court_withdrawal")
"""Lines that move an exit no further."""


@dataclass(frozen=True)
class Standing:
    """Where an open exit stands for who lives there: since when and why, how far it is, the newest letter, what runs until when.

    `stage`: the kind of the line that moved it last; for a letter with `_unserved` before its service, with `_over` when its
    periods are over. `until`: (comply, review, suit or execution; the last day).
    """

    cause: str
    opened_on: date
    stage: str
    letter: Letter | None
    served_on: date | None
    until: list[tuple[str, date]]


def open_exit(lease_id: int) -> ExitEntry | None:
    """The line that opened the lease's exit that is not over, or None."""
    mine = (ExitEntry.tenant == tenant()) & (ExitEntry.lease_id == lease_id)
    closed = sa.select(ExitEntry.exit_id).where(mine, ExitEntry.kind == "closed")
    found = sa.select(ExitEntry).where(mine, ExitEntry.kind == "opened", ExitEntry.id.not_in(closed))
    return db.session.scalar(found)


def entries(exit_id: int) -> list[ExitEntry]:
    """All lines of an exit, oldest first."""
    mine = (ExitEntry.id == exit_id) | (ExitEntry.exit_id == exit_id)
    return list(
        db.session.scalars(sa.select(ExitEntry).where(ExitEntry.tenant == tenant(), mine).order_by(ExitEntry.id))
    )


def exits_of(lease_id: int) -> list[ExitEntry]:
    """The lines of all exits of a lease, newest first."""
    mine = (ExitEntry.tenant == tenant()) & (ExitEntry.lease_id == lease_id)
    return list(db.session.scalars(sa.select(ExitEntry).where(mine).order_by(ExitEntry.id.desc())))


def detail_of(exit_id: int, kind: str) -> dict[str, object]:
    """What the last line of that kind says; {} where there is none."""
    return next((entry.detail for entry in reversed(entries(exit_id)) if entry.kind == kind), {})


def lines_of(lease_id: int) -> list[ExitEntry]:
    """The lines of a lease's last exit, oldest first; [] when there was none."""
    found = exits_of(lease_id)
    last = next((line.id for line in found if line.kind == "opened"), None)
    return [line for line in reversed(found) if last in (line.id, line.exit_id)] if last else []


def letters_of(lines: Iterable[ExitEntry]) -> list[Letter]:
    """The letters that those lines name, in their order."""
    return [get(Letter, int(str(line.detail["letter_id"]))) for line in lines if line.detail.get("letter_id")]


def contracts_of(lease: Lease) -> list[Letter]:
    """The contracts with the lease's holder, newest first; none for a lease that was taken over from elsewhere."""
    written = [letter for letter in papers.letters_about(lease.number) if letter.kind == "lease_contract"]
    return [letter for letter in written if letter.recipient_number in (None, lease.holder)]


def bundle_of(lease_id: int, uid: str) -> tuple[StoredFile, Letter | None]:
    """The bundle for the court that a line of the lease's exits names, and the contract in it; anything else is NotFound."""
    lines = (line for line in exits_of(lease_id) if line.kind == "application")
    line = next((one for one in lines if one.detail.get("file_uid") == uid), None)
    if line is None:
        raise NotFound()
    bound = sa.select(StoredFile).where(StoredFile.tenant == tenant(), StoredFile.uid == uid)
    contract_id = line.detail.get("contract_id")
    return db.session.scalars(bound).one(), get(Letter, int(str(contract_id))) if contract_id else None


def standing(lease_id: int) -> Standing | None:
    """Where the lease's open exit stands today, or None."""
    lines = [line for line in lines_of(lease_id) if line.kind not in BESIDE]
    if not lines or any(line.kind == "closed" for line in lines):
        return None
    written = next((line for line in reversed(lines) if line.detail.get("period")), None)
    letter = letters_of([written])[0] if written else None
    proofs = papers.deliveries([letter.id]) if letter else []
    served = proofs[-1].served_on if proofs else None
    until = _periods(written, letter, served, lines[-1]) if written and letter and served else []
    stage = lines[-1].kind
    if written is lines[-1]:
        stage += "_unserved" if served is None else "_over" if max(day for _what, day in until) < clock.today() else ""
    return Standing(str(lines[0].detail["cause"]), lines[0].at.date(), stage, letter, served, until)


def _periods(written: ExitEntry, letter: Letter, served: date, last: ExitEntry) -> list[tuple[str, date]]:
    """What runs from the service of the newest letter while nothing came after it, or the day of an execution."""
    if last.kind == "plan":
        return [("execution", date.fromisoformat(str(last.detail["on"])))]
    if last.kind not in (written.kind, "statement"):
        return []
    period: Any = written.detail["period"]
    found = [("comply", deadline(served, int(period["days"]), period["unit"]))]
    if written.kind == "exit_decision":
        found.append(("review", deadline(served, letter.data["review_days"], "cd")))
        found.append(("suit", deadline(served, letter.data["suit_months"], "month")))
    return found
