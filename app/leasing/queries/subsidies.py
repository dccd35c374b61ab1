"""What may be asked of rent subsidies: agreements, their amounts, months and lines."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.errors import NotFound
from app.leasing.records import Subsidy, SubsidyLine, SubsidyMonth, SubsidyRate
from app.store import db, get, tenant

SHOWS = ("all", "draft", "running", "wrong", "stopped", "refused")


def subsidy_by_id(subsidy_id: int, *, lock: bool = False) -> Subsidy:
    """The agreement, or NotFound."""
    return get(Subsidy, subsidy_id, lock=lock)


def subsidy_by_number(number: str) -> Subsidy:
    """The agreement with that number, or NotFound."""
    found = db.session.scalar(sa.select(Subsidy).where(Subsidy.tenant == tenant(), Subsidy.number == number))
    if found is None:
        raise NotFound()
    return found


def open_subsidy(case_id: int) -> Subsidy | None:
    """The agreement of that household that is drafted or runs."""
    mine = (Subsidy.tenant == tenant()) & (Subsidy.case_id == case_id) & Subsidy.state.in_(("draft", "running"))
    return db.session.scalar(sa.select(Subsidy).where(mine))


def subsidies_of(account_id: int) -> list[Subsidy]:
    """The agreements of a citizen's account, the newest first."""
    mine = sa.select(Subsidy).where(Subsidy.tenant == tenant(), Subsidy.account_id == account_id)
    return list(db.session.scalars(mine.order_by(Subsidy.id.desc())))


def has_lease(case_id: int) -> bool:
    """Whether anybody of that household holds a lease that runs: the database's own function, as its triggers ask it."""
    return bool(db.session.scalar(sa.select(sa.func.household_has_lease(tenant(), sa.cast(case_id, sa.BigInteger)))))


def rates_of(subsidy_id: int) -> list[SubsidyRate]:
    """The amounts of an agreement, the latest first."""
    mine = sa.select(SubsidyRate).where(SubsidyRate.tenant == tenant(), SubsidyRate.subsidy_id == subsidy_id)
    return list(db.session.scalars(mine.order_by(SubsidyRate.from_month.desc())))


def rate_of(subsidy_id: int, month: str) -> SubsidyRate | None:
    """What the agreement pays in that month (`2026-05`); before its first month, what it will pay."""
    found = rates_of(subsidy_id)
    return next((one for one in found if one.from_month <= month), found[-1] if found else None)


def lines_of(subsidy_id: int) -> list[tuple[SubsidyLine, SubsidyMonth]]:
    """What was or will be paid by an agreement, the latest first."""
    found = sa.select(SubsidyLine, SubsidyMonth).join(
        SubsidyMonth, (SubsidyMonth.tenant == SubsidyLine.tenant) & (SubsidyMonth.id == SubsidyLine.run_id)
    )
    mine = found.where(SubsidyLine.tenant == tenant(), SubsidyLine.subsidy_id == subsidy_id)
    return [(line, run) for line, run in db.session.execute(mine.order_by(SubsidyLine.id.desc()))]


@dataclass(frozen=True)
class SubsidyPage:
    """One page of a list: page from 1, its size, how many agreements there are in all."""

    items: list[Subsidy]
    total: int
    page: int
    size: int


def subsidies(
    districts: Collection[str] | None, *, show: str = "all", text: str = "", page: int = 1, size: int = 25
) -> SubsidyPage:
    """The agreements of those districts (None: all), the latest first; `show` one of SHOWS, `text` part of number or name."""
    wished = sa.select(Subsidy).where(Subsidy.tenant == tenant())
    if districts is not None:
        wished = wished.where(Subsidy.district.in_(districts))
    if show == "wrong":
        wished = wished.where(Subsidy.account_wrong)
    elif show != "all":
        wished = wished.where(Subsidy.state == show)
    if text:
        like = f"%{text.replace('%', '').replace('_', '')}%"
        wished = wished.where(sa.or_(Subsidy.number.ilike(like), Subsidy.holder_name.ilike(like)))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(wished.subquery())) or 0
    rows = db.session.scalars(wished.order_by(Subsidy.id.desc()).offset((page - 1) * size).limit(size))
    return SubsidyPage(list(rows), total, page, size)


def months() -> list[SubsidyMonth]:
    """The latest two years of runs, the latest first."""
    mine = sa.select(SubsidyMonth).where(SubsidyMonth.tenant == tenant())
    return list(db.session.scalars(mine.order_by(SubsidyMonth.month.desc()).limit(24)))


def month_by_name(month: str, *, lock: bool = False) -> SubsidyMonth:
    """The run of that month, or NotFound."""
    mine = sa.select(SubsidyMonth).where(SubsidyMonth.tenant == tenant(), SubsidyMonth.month == month)
    found = db.session.scalar(mine.with_for_update() if lock else mine)
    if found is None:
        raise NotFound()
    return found


def lines_of_month(run_id: int) -> list[tuple[SubsidyLine, Subsidy]]:
    """Every line of a run with its agreement."""
    found = sa.select(SubsidyLine, Subsidy).join(
        Subsidy, (Subsidy.tenant == SubsidyLine.tenant) & (Subsidy.id == SubsidyLine.subsidy_id)
    )
    mine = found.where(SubsidyLine.tenant == tenant(), SubsidyLine.run_id == run_id)
    return [(line, subsidy) for line, subsidy in db.session.execute(mine.order_by(SubsidyLine.id))]


def line_of(run_id: int, line_id: int, *, lock: bool = False) -> SubsidyLine:
    """That line of that run, or NotFound."""
    found = get(SubsidyLine, line_id, lock=lock)
    if found.run_id != run_id:
        raise NotFound()
    return found


def figures_of(run: SubsidyMonth) -> dict[str, Any]:
    """What two people look at: lines and their sum, held ones, repeated ones, and how the run differs from the one before.

    → lines, total_fen, held, repeats, before_fen, difference_fen, new, gone, changed (counts of households). Fen.
    """
    lines = lines_of_month(run.id)
    now = {line.subsidy_id: line.amount_fen for line, _one in lines if line.repeats is None}
    before = _amounts_before(run.month)
    total = sum(line.amount_fen for line, _one in lines if line.state != "held")
    return {
        "lines": sum(line.state != "held" for line, _one in lines),
        "total_fen": total,
        "held": sum(line.state == "held" for line, _one in lines),
        "repeats": sum(line.repeats is not None for line, _one in lines),
        "before_fen": sum(before.values()),
        "difference_fen": sum(now.values()) - sum(before.values()),
        "new": len(now.keys() - before.keys()),
        "gone": len(before.keys() - now.keys()),
        "changed": sum(now[one] != before[one] for one in now.keys() & before.keys()),
    }


def _amounts_before(month: str) -> dict[int, int]:
    """What each agreement had in the run before that month, repeated payments left out."""
    earlier = sa.select(SubsidyMonth.id).where(SubsidyMonth.tenant == tenant(), SubsidyMonth.month < month)
    run_id = db.session.scalar(earlier.order_by(SubsidyMonth.month.desc()).limit(1))
    if run_id is None:
        return {}
    mine = sa.select(SubsidyLine.subsidy_id, SubsidyLine.amount_fen)
    found = mine.where(SubsidyLine.tenant == tenant(), SubsidyLine.run_id == run_id, SubsidyLine.repeats.is_(None))
    return {subsidy_id: fen for subsidy_id, fen in db.session.execute(found)}
