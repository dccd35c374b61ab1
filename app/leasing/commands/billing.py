"""Bills: the first of a lease on its start day, and each month's for all leases, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app import engine
from app.calendar import months_after
from app.errors import Conflict
from app.leasing.commands.books import use_advances
from app.leasing.queries import leases as queries
from app.leasing.records import LIVED_IN, Bill, BillingRun, Handover, Lease, LedgerEntry, Rent
from app.leasing.rules.rent import Month, due_on, issued_on, month_of, monthly_rent, months
from app.registry import acting
from app.store import Moment, among, clock, db, get, tenant

MONTH, ISSUED = "bill_month", "bills_issued"
ONE_DAY = timedelta(days=1)


def bill_the_month() -> bool:
    """Starts the diagram `billing` for the month after the last one billed, once it has come → whether it was started now.

    The ticker's. A house that stood still for months bills them one after the other; a new house begins with this month.
    """
    last = db.session.scalar(sa.select(sa.func.max(BillingRun.month)).where(BillingRun.tenant == tenant()))
    this = f"{clock.today():%Y-%m}"
    month = f"{months_after(date.fromisoformat(f'{last}-01'), 1):%Y-%m}" if last else this
    if month > this:
        return False
    engine.send(MONTH, month, {"business_key": month, "month": month}, by="system", key=f"billing {month}")
    return True


def open_run(month: str) -> BillingRun:
    """The month's billing (`2026-11`); again for the same month: the same one."""
    row = {"tenant": tenant(), "month": month, "opened_at": clock.now()}
    db.session.execute(insert(BillingRun).values(row).on_conflict_do_nothing())
    return db.session.scalars(
        sa.select(BillingRun).where(BillingRun.tenant == tenant(), BillingRun.month == month)
    ).one()


def issue_first(lease: Lease) -> bool:
    """The bill of the days from the lease's start to the end of that month → whether it is new."""
    return issue_month_of(lease, lease.start_on)


def issue_month_of(lease: Lease, day: date) -> bool:
    """The bill of that day's month of one lease → whether it is new. After the term it is for living there still."""
    return bool(_issue([(lease, queries.rent_on(lease.id, max(day, lease.start_on)))], day, None))


def issue_after_term(lease: Lease) -> None:
    """The bills of a household that lives there after the end of its term: for the days since, month by month until today."""
    for month in months(lease.end_on + ONE_DAY, None, clock.today()):
        issue_month_of(lease, month.first)


def issue_bills(limit: int = 500) -> int:
    """Issues bills of the open month for the next `limit` leases → how many leases it looked at. The ticker's.

    When all have been looked at, the month's process is told. Every lease has one bill a month (a unique key says so):
    a batch that is done again issues nothing twice. A run that another ticker is at is left to it.
    """
    open_runs = sa.select(BillingRun).where(BillingRun.tenant == tenant(), BillingRun.state == "open")
    run = db.session.scalars(open_runs.order_by(BillingRun.id).limit(1).with_for_update(skip_locked=True)).first()
    if run is None:
        return 0
    day = date.fromisoformat(f"{run.month}-01")
    found = _next_leases(run.reached, day, limit)
    if found:
        issued = _issue(found, day, run)
        run.reached = found[-1][0].id
        run.bills += len(issued)
        run.total_fen += _total(issued)
    if len(found) < limit:
        run.state = "issued"
        db.session.flush()
        engine.send(ISSUED, run.month, {}, by="system")
    db.session.flush()
    return len(found)


def _next_leases(after: int, day: date, limit: int) -> list[tuple[Lease, Rent]]:
    """The next leases that have days in that month and began before it, with the rent of the month."""
    earlier = aliased(Rent)
    rent = (
        sa.select(earlier.id)
        .where(earlier.tenant == Lease.tenant, earlier.lease_id == Lease.id, earlier.from_on <= day)
        .order_by(earlier.from_on.desc())
        .limit(1)
        .correlate(Lease)
        .scalar_subquery()
    )
    statement = (
        sa.select(Lease, Rent)
        .join(Rent, (Rent.tenant == Lease.tenant) & (Rent.id == rent))
        .where(Lease.tenant == tenant(), Lease.id > after, _in_force(day))
        .order_by(Lease.id)
        .limit(limit)
        .with_for_update(of=Lease)
    )
    return [(lease, found) for lease, found in db.session.execute(statement)]


def _in_force(day: date) -> Any:
    """The lease is lived in on that day: in its term, or after it by who has not left; nobody whose keys are back."""
    back = sa.exists().where(
        Handover.tenant == Lease.tenant, Handover.lease_id == Lease.id, Handover.kind == "out", Handover.witness != ""
    )
    stays = sa.or_(Lease.end_on >= day, Lease.state == "leaving")
    return sa.and_(Lease.state.in_(LIVED_IN), Lease.start_on < day, stays, ~back)


def _issue(leases: list[tuple[Lease, Rent]], day: date, run: BillingRun | None) -> list[int]:
    turns = _turns([lease.id for lease, _rent in leases], day)
    rows = [row for lease, rent in leases for row in _bills(lease, rent, turns.get(lease.id), day, run)]
    if not rows:
        return []
    made = db.session.execute(
        insert(Bill).on_conflict_do_nothing().returning(Bill.id, Bill.lease_id, Bill.amount_fen, Bill.issued_on), rows
    ).all()
    _book(made)
    use_advances({lease.id: lease for lease, _rent in leases}, {row.lease_id: row.issued_on for row in made})
    return [row.id for row in made]


def _turns(lease_ids: list[int], day: date) -> dict[int, Rent]:
    """The rents that begin within that day's month, after the day: of contracts that were renewed from the middle of a month."""
    within = (
        among(Rent.lease_id, lease_ids) & (Rent.from_on > day) & (Rent.from_on < months_after(day.replace(day=1), 1))
    )
    return {one.lease_id: one for one in db.session.scalars(sa.select(Rent).where(Rent.tenant == tenant(), within))}


def _bills(lease: Lease, rent: Rent, turn: Rent | None, day: date, run: BillingRun | None) -> list[dict[str, Any]]:
    """The bill of the month, or the bills: a month in which a new contract begins is charged by two rents, each by its days."""
    in_term = day <= lease.end_on
    start = lease.start_on if in_term else lease.end_on + ONE_DAY
    month = month_of(start, lease.end_on if in_term else None, day)
    if month is None:
        return []
    kind, issued = "rent" if in_term else "occupancy", issued_on(start, month)
    if turn is None or not month.first < turn.from_on <= month.last:
        return [_bill(lease, rent, month, run, kind=kind, start=start, issued=issued)]
    old, new = month.parted(turn.from_on)
    return [
        _bill(lease, rent, old, run, kind=kind, start=start, issued=issued),
        _bill(lease, turn, new, run, kind="rest", start=new.first, issued=max(issued, clock.today())),
    ]


def _bill(
    lease: Lease, rent: Rent, month: Month, run: BillingRun | None, *, kind: str, start: date, issued: date
) -> dict[str, Any]:
    """A row of `bill`; `start` is the first day of the contract, or of living there after it."""
    amount = month.rent(rent.monthly_fen)
    terms = lease.terms
    return {
        "tenant": tenant(),
        "lease_id": lease.id,
        "run_id": run.id if run else None,
        "kind": kind,
        "month": month.name,
        "from_on": month.first,
        "to_on": month.last,
        "amount_fen": amount,
        "unpaid_fen": amount,
        "issued_on": issued,
        "due_on": due_on(
            start,
            month,
            day_of_month=int(terms["due_day"]),
            first_days=int(terms["first_due_days"]),
            today=clock.today(),
        ),
        "figures": _figures(lease, rent, month),
    }


def _figures(lease: Lease, rent: Rent, month: Month) -> dict[str, Any]:
    """What explains the amount on the bill's page."""
    reduction = {"reduction": rent.reduction, "whole_fen": monthly_rent(rent.unit_price_fen, lease.area, rent.tier)}
    return {
        **(reduction if rent.reduction else {}),
        "unit_price_fen": rent.unit_price_fen,
        "area": str(lease.area),
        "tier": rent.tier,
        "monthly_fen": rent.monthly_fen,
        "days": month.days,
        "length": month.length,
    }


def _book(made: Sequence[Any]) -> None:
    """The entries of new bills, by one statement."""
    fields = ("tenant", "on", "at", "debit", "credit", "fen", "lease_id", "bill_id", "by", "note")
    said = [sa.literal(value) for value in ("receivable", "rent_income")]
    entries = sa.select(
        Bill.tenant, Bill.issued_on, sa.literal(clock.now(), Moment), *said, Bill.amount_fen, Bill.lease_id, Bill.id,
        sa.literal(acting()), sa.literal(""),
    ).where(Bill.tenant == tenant(), among(Bill.id, [bill.id for bill in made]), Bill.amount_fen > 0)  # fmt: skip
    db.session.execute(sa.insert(LedgerEntry).from_select(fields, entries))


def _total(bill_ids: list[int]) -> int:
    if not bill_ids:
        return 0
    total = sa.select(sa.func.sum(Bill.amount_fen)).where(Bill.tenant == tenant(), among(Bill.id, bill_ids))
    return int(db.session.scalar(total) or 0)


def check_run(run_id: int) -> dict[str, int]:
    """What two people look at before the month is closed: bills, total, leases in force without a bill, bills of nothing."""
    run = get(BillingRun, run_id)
    day = date.fromisoformat(f"{run.month}-01")
    billed = sa.exists().where(Bill.tenant == Lease.tenant, Bill.lease_id == Lease.id, Bill.month == run.month)
    missing = db.session.scalar(
        sa.select(sa.func.count()).select_from(Lease).where(Lease.tenant == tenant(), _in_force(day), ~billed)
    )
    of_nothing = db.session.scalar(
        sa.select(sa.func.count()).select_from(Bill).where(
            Bill.tenant == tenant(), Bill.run_id == run.id, Bill.amount_fen <= 0
        )
    )  # fmt: skip
    return {
        "bills": run.bills,
        "total_fen": run.total_fen,
        "leases_without_bill": int(missing or 0),
        "bills_of_nothing": int(of_nothing or 0),
    }


def mark_checked(run_id: int) -> None:
    """The month's bills were looked at."""
    run = get(BillingRun, run_id, lock=True)
    run.state, run.checked_by = "checked", acting()
    db.session.flush()


def close_run(run_id: int) -> None:
    """The month is closed by a second person."""
    run = get(BillingRun, run_id, lock=True)
    if run.checked_by == acting():
        raise Conflict("核对人和关账人不能是同一人")
    run.state, run.closed_by, run.closed_at = "closed", acting(), clock.now()
    db.session.flush()
