"""Files of the bank's: looked through first, then taken in; every row once, every bad row named."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from app.errors import Conflict, Invalid
from app.leasing import queries
from app.leasing.commands.arrears import tell_changed
from app.leasing.commands.payments import Report, book
from app.leasing.records import Payment, PaymentFile, StatementLine
from app.leasing.rules.statements import Line, Wrong, columns_of, line_of
from app.registry import acting_as
from app.store import clock, db, get, sheets, tenant

SOURCES = ("bank", "provider")
_MOST_PROBLEMS = 1000


def check_file(name: str, content: bytes, *, kind: str, source: str, by: str) -> PaymentFile:
    """Looks a file through and keeps it: nothing is booked yet. The same content again is the file that is kept.

    Invalid when it cannot be read at all.
    """
    if kind not in ("book", "statement") or source not in SOURCES:
        raise Invalid(_("请选择文件的用途和来源。"))
    digest = hashlib.sha256(content).hexdigest()
    mine = (PaymentFile.tenant == tenant()) & (PaymentFile.kind == kind) & (PaymentFile.sha256 == digest)
    known = db.session.scalar(sa.select(PaymentFile).where(mine))
    if known is not None:
        return known
    good, wrong = lines_of(content)
    kept = PaymentFile(
        kind=kind,
        source=source,
        name=name[:255],
        sha256=digest,
        content=content,
        taken_by=by,
        taken_at=clock.now(),
        figures={"rows": len(good), "fen": sum(one.fen for one in good), "bad": len(wrong)},
        problems=[asdict(one) for one in wrong[:_MOST_PROBLEMS]],
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def lines_of(content: bytes) -> tuple[list[Line], list[Wrong]]:
    """The payments of a file and what is wrong with the other rows. Invalid names missing columns."""
    rows = sheets.read(content)
    columns = columns_of(rows[0][1])
    if isinstance(columns, list):
        raise Invalid(_("第一行缺少这些列：%(names)s。请下载模板对照。", names="、".join(columns)))
    found = [line_of(number, cells, columns) for number, cells in rows[1:]]
    lines = [one for one in found if isinstance(one, Line)]
    wrong = [one for one in found if isinstance(one, Wrong)]
    seen: dict[str, Line] = {}
    for one in lines:
        if seen.setdefault(one.reference, one) is not one:
            wrong.append(Wrong(one.row, "reference", "twice", one.reference))
    today = clock.today()
    wrong += [Wrong(one.row, "paid_on", "future", str(one.paid_on)) for one in seen.values() if one.paid_on > today]
    return [one for one in seen.values() if one.paid_on <= today], wrong


def take_file(file_id: int, *, by: str) -> PaymentFile:
    """Books a checked file, or keeps a statement's lines. Again: nothing changes."""
    kept = get(PaymentFile, file_id, lock=True)
    if kept.state == "taken":
        return kept
    lines, wrong = lines_of(kept.content)
    with acting_as(by):
        done, refused = _book(kept, lines) if kept.kind == "book" else _compare(kept, lines)
    kept.state, kept.taken_by, kept.taken_at = "taken", by, clock.now()
    kept.figures = {**kept.figures, **done}
    kept.problems = [asdict(one) for one in [*wrong, *refused][:_MOST_PROBLEMS]]
    db.session.flush()
    return kept


def _book(kept: PaymentFile, lines: list[Line]) -> tuple[dict[str, int], list[Wrong]]:
    done, refused = {"new": 0, "known": 0, "unknown": 0}, []
    for line in lines:
        try:
            with db.session.begin_nested():
                payment, is_new = book(Report(kept.source, line.reference, line.lease, line.fen, line.paid_on), kept)
        except Conflict:
            refused.append(Wrong(line.row, "reference", "other", line.reference))
            continue
        done["new" if is_new else "known"] += 1
        done["unknown"] += payment.state == "unknown" and is_new
        _wake(payment, is_new=is_new)
    return done, refused


def _wake(payment: Payment, *, is_new: bool) -> None:
    if is_new and payment.lease_id is not None:
        tell_changed(queries.lease_by_id(payment.lease_id))


def _compare(kept: PaymentFile, lines: list[Line]) -> tuple[dict[str, int], list[Wrong]]:
    """Keeps a statement's lines; what a later statement says of the same reference holds."""
    for line in lines:
        row = {
            "tenant": tenant(), "file_id": kept.id, "source": kept.source, "reference": line.reference,
            "lease_text": line.lease[:60], "amount_fen": line.fen, "paid_on": line.paid_on,
        }  # fmt: skip
        later = {name: row[name] for name in ("file_id", "lease_text", "amount_fen", "paid_on")}
        db.session.execute(
            insert(StatementLine).values(row).on_conflict_do_update(
                index_elements=["tenant", "source", "reference"], set_=later
            )
        )  # fmt: skip
    return {"new": len(lines)}, []
