"""A month's rent subsidies: lines made from the agreements, checked, closed by another, paid; payments that the bank returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from app import engine
from app.errors import Conflict, Invalid
from app.leasing.commands.subsidies import RETURNED
from app.leasing.queries import subsidies as queries
from app.leasing.records import Subsidy, SubsidyLine, SubsidyMonth
from app.leasing.rules.subsidy import FILE_HEADS, HEADS, Bad, Returned, columns_of, returned_of
from app.registry import acting
from app.store import clock, db, get, sheets, tenant

MONTH = "subsidy_month_due"
_HOUSED = sa.func.household_has_lease(Subsidy.tenant, Subsidy.case_id)


def start_the_month() -> bool:
    """Starts the diagram `subsidy_month` for this month, if nobody has and something is to be paid → whether it did. The ticker's."""
    month = f"{clock.today():%Y-%m}"
    begun = sa.exists().where(SubsidyMonth.tenant == tenant(), SubsidyMonth.month == month)
    if db.session.scalar(sa.select(begun)) or not (_payable(month) or _to_repeat()):
        return False
    data = {"business_key": f"BT{month}", "month": month}
    engine.send(MONTH, month, data, by="system", key=f"subsidies {month}")
    return True


def make_lines(month: str) -> SubsidyMonth:
    """The month's run with its lines; made again while it is a draft, they are as the agreements are now."""
    row = {"tenant": tenant(), "month": month, "state": "draft", "opened_at": clock.now()}
    db.session.execute(insert(SubsidyMonth).values(row).on_conflict_do_nothing())
    run = queries.month_by_name(month, lock=True)
    if run.state not in ("draft", "checked"):
        raise Conflict(f"{month} 的补贴已经封账")
    run.state, run.checked_by = "draft", None
    db.session.execute(sa.delete(SubsidyLine).where(SubsidyLine.tenant == tenant(), SubsidyLine.run_id == run.id))
    for subsidy in _payable(month):
        rate = queries.rate_of(subsidy.id, month)
        if rate is not None and rate.monthly_fen:
            _add(run, subsidy, month, rate.monthly_fen)
    for line in _to_repeat():
        _add(run, queries.subsidy_by_id(line.subsidy_id), line.for_month, line.amount_fen, repeats=line.id)
    db.session.flush()
    return run


def _add(run: SubsidyMonth, subsidy: Subsidy, month: str, fen: int, *, repeats: int | None = None) -> None:
    state = "held" if subsidy.account_wrong else "due"
    one = SubsidyLine(run_id=run.id, subsidy_id=subsidy.id, for_month=month, amount_fen=fen, state=state)
    one.repeats = repeats
    db.session.add(one)


def _payable(month: str) -> Sequence[Subsidy]:
    """The agreements that run in that month, of households without a lease."""
    first = date.fromisoformat(f"{month}-01")
    inside = (Subsidy.state == "running") & (Subsidy.start_on <= first) & (Subsidy.end_on >= first)
    return db.session.scalars(
        sa.select(Subsidy).where(Subsidy.tenant == tenant(), inside, ~_HOUSED).order_by(Subsidy.id)
    ).all()


def _to_repeat() -> Sequence[SubsidyLine]:
    """Payments that were returned or held, and not paid again since, of households whose account is right now."""
    again = sa.orm.aliased(SubsidyLine)
    repeated = sa.exists().where(again.tenant == SubsidyLine.tenant, again.repeats == SubsidyLine.id)
    closed = sa.exists().where(
        SubsidyMonth.tenant == SubsidyLine.tenant, SubsidyMonth.id == SubsidyLine.run_id,
        SubsidyMonth.state.in_(("closed", "paid")),
    )  # fmt: skip
    right = sa.exists().where(
        Subsidy.tenant == SubsidyLine.tenant, Subsidy.id == SubsidyLine.subsidy_id, ~Subsidy.account_wrong
    )
    failed = SubsidyLine.state.in_(("returned", "held"))
    return db.session.scalars(
        sa.select(SubsidyLine)
        .where(SubsidyLine.tenant == tenant(), failed, ~repeated, closed, right)
        .order_by(SubsidyLine.id)
    ).all()


def mark_checked(run_id: int) -> None:
    """The lines were looked at."""
    run = get(SubsidyMonth, run_id, lock=True)
    run.state, run.checked_by = "checked", acting()
    db.session.flush()


def close(run_id: int) -> bool:
    """Closed by a second person: from now on lines and accounts stay → False when an agreement stopped since they were made."""
    run = get(SubsidyMonth, run_id, lock=True)
    if run.checked_by == acting():
        raise Conflict(_("核对人和封账人不能是同一人。"))
    lines = queries.lines_of_month(run.id)
    payable = {one.id for one in _payable(run.month)}
    if any(line.repeats is None and line.subsidy_id not in payable for line, _one in lines):
        return False
    for line, subsidy in lines:
        line.state = "held" if subsidy.account_wrong else "due"
        line.bank, line.bank_account = subsidy.bank, subsidy.bank_account
    run.state, run.closed_by, run.closed_at = "closed", acting(), clock.now()
    db.session.flush()
    return True


def mark_paid(run_id: int, on: date) -> None:
    """The bank has paid the file on that day; what it returned before stays returned. Invalid for a day that is not there yet."""
    run = get(SubsidyMonth, run_id, lock=True)
    if on > clock.today():
        raise Invalid(_("付款日期 %(day)s 还没有到。", day=on))
    for line, _one in queries.lines_of_month(run.id):
        line.state = "paid" if line.state == "due" else line.state
    run.state, run.paid_by, run.paid_on = "paid", acting(), on
    db.session.flush()


def bank_rows(run: SubsidyMonth) -> list[list[str]]:
    """The rows of the bank's file (heads: rules.subsidy.FILE_HEADS). Conflict before the close."""
    if run.state not in ("closed", "paid"):
        raise Conflict(_("%(month)s 还没有封账，封账以后才能下载银行文件。", month=run.month))
    return [
        [
            line.reference, subsidy.number, subsidy.holder_name, line.bank, line.bank_account or "",
            f"{line.amount_fen // 100}.{line.amount_fen % 100:02d}", line.for_month,
        ]
        for line, subsidy in queries.lines_of_month(run.id)
        if line.state != "held"
    ]  # fmt: skip


def bank_file(run: SubsidyMonth, kind: str) -> bytes:
    """The bank's file as `xlsx` or `csv`; no cell of it is ever a formula."""
    heads = list(FILE_HEADS)
    return sheets.workbook(run.month, heads, bank_rows(run)) if kind == "xlsx" else sheets.text(heads, bank_rows(run))


def give_back(line: SubsidyLine, reason: str, on: date) -> bool:
    """The bank returned that payment: it is paid again once the account is corrected → whether that is news.

    Conflict when it never went to the bank; Invalid for a day that is not there yet.
    """
    if line.state == "returned":
        return False
    run = get(SubsidyMonth, line.run_id)
    if line.state == "held" or run.state not in ("closed", "paid"):
        raise Conflict(_("付款 %(ref)s 还没有送银行，不能登记退回。", ref=line.reference))
    if on > clock.today():
        raise Invalid(_("退回日期 %(day)s 还没有到。", day=on))
    line.state, line.returned_on, line.returned_by, line.reason = "returned", on, acting(), reason[:200]
    subsidy = queries.subsidy_by_id(line.subsidy_id, lock=True)
    first, subsidy.account_wrong = not subsidy.account_wrong, True
    db.session.flush()
    if first and subsidy.state == "running":
        engine.send(RETURNED, subsidy.number, {"return_reason": line.reason}, by=acting())
    return True


def take_returns(run: SubsidyMonth, content: bytes) -> tuple[int, int, list[Bad]]:
    """Takes the bank's file of returned payments → how many are new, how many were known, and the rows that are wrong.

    Invalid when the file cannot be read or a column is missing.
    """
    rows = sheets.read(content)
    columns = columns_of(rows[0][1])
    missing = [names[0] for key, names in HEADS.items() if key not in columns]
    if missing:
        raise Invalid(_("第一行缺少这些列：%(names)s。", names="、".join(missing)))
    lines = {line.reference: line for line, _one in queries.lines_of_month(run.id)}
    done, bad = {True: 0, False: 0}, []
    for number, cells in rows[1:]:
        one = returned_of(number, cells, columns)
        if isinstance(one, Returned) and (problem := _problem(one, lines)):
            one = problem
        if isinstance(one, Bad):
            bad.append(one)
        else:
            done[give_back(lines[one.reference], one.reason, one.on)] += 1
    return done[True], done[False], bad


def _problem(one: Returned, lines: dict[str, Any]) -> Bad | None:
    line = lines.get(one.reference)
    if line is None or line.state == "held":
        return Bad(one.row, "reference", one.reference)
    return Bad(one.row, "returned_on", str(one.on)) if one.on > clock.today() else None
