"""The rent subsidy of a household that waits: the agreement, its amounts by month, the monthly runs and what was paid."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record, personal, refers

_OPEN = sa.text("state IN ('draft', 'running')")


def _uid() -> str:
    return personal.new_uid()


class Subsidy(Record):
    """An agreement on the rent subsidy (租赁补贴协议). `state`: draft, running, stopped, refused. A case has one open at most.

    It runs whole months, from `start_on` (a first) to `end_on` (a last day). `account_wrong`: the bank returned a payment
    and nobody has corrected the account since. `cause`: why it was stopped or refused.
    """

    __table_args__ = (
        refers("case_id", "case.id"),
        refers("account_id", "account.id"),
        sa.UniqueConstraint("tenant", "number"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.Index("uq_subsidy_open", "tenant", "case_id", unique=True, postgresql_where=_OPEN),
        sa.Index("ix_subsidy_account", "tenant", "account_id"),
        sa.Index("ix_subsidy_state", "tenant", "state", "district"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    number: Mapped[str] = mapped_column(sa.String(20))
    case_id: Mapped[int]
    account_id: Mapped[int | None]
    district: Mapped[str] = mapped_column(sa.String(12))
    category: Mapped[int] = mapped_column(sa.SmallInteger)
    holder_name: Mapped[str] = mapped_column(sa.String(50))
    state: Mapped[str] = mapped_column(sa.String(8), default="draft")
    asked_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(sa.String(60))
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    stopped_on: Mapped[date | None]
    cause: Mapped[str] = mapped_column(sa.String(200), default="")
    bank: Mapped[str] = mapped_column(sa.String(60), default="")
    bank_account_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    account_wrong: Mapped[bool] = mapped_column(default=False)

    bank_account = personal.Sealed("bank_account")


class SubsidyRate(Record):
    """What an agreement pays from a month on, and why: price (fen per ㎡) × persons × area that is missing. Earlier rates stay."""

    __table_args__ = (refers("subsidy_id", "subsidy.id"), sa.UniqueConstraint("tenant", "subsidy_id", "from_month"))

    subsidy_id: Mapped[int]
    from_month: Mapped[str] = mapped_column(sa.String(7))
    persons: Mapped[int] = mapped_column(sa.SmallInteger)
    own_area: Mapped[Decimal] = mapped_column(sa.Numeric(7, 2))
    area: Mapped[Decimal] = mapped_column(sa.Numeric(7, 2))
    unit_price_fen: Mapped[int]
    monthly_fen: Mapped[int]
    article: Mapped[str] = mapped_column(sa.String(200))
    by: Mapped[str] = mapped_column(sa.String(60))


class SubsidyMonth(Record):
    """One month's subsidies. `state`: draft, checked, closed, paid; each by whom."""

    __table_args__ = (sa.UniqueConstraint("tenant", "month"),)

    month: Mapped[str] = mapped_column(sa.String(7))
    state: Mapped[str] = mapped_column(sa.String(8), default="draft")
    opened_at: Mapped[datetime]
    checked_by: Mapped[str | None] = mapped_column(sa.String(60))
    closed_by: Mapped[str | None] = mapped_column(sa.String(60))
    closed_at: Mapped[datetime | None]
    paid_by: Mapped[str | None] = mapped_column(sa.String(60))
    paid_on: Mapped[date | None]


class SubsidyLine(Record):
    """What a household gets in a run. `for_month` is the month it is for: an earlier one where it `repeats` a payment that failed.

    `state`: due, held (the account is known to be wrong: not in the bank's file), paid, returned. From the close on, `bank`
    and the sealed account are those that the bank's file has.
    """

    __table_args__ = (
        refers("run_id", "subsidy_month.id"),
        refers("subsidy_id", "subsidy.id"),
        refers("repeats", "subsidy_line.id"),
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.UniqueConstraint("tenant", "repeats"),
        sa.Index(
            "uq_subsidy_line_month",
            "tenant",
            "subsidy_id",
            "for_month",
            unique=True,
            postgresql_where=sa.text("repeats IS NULL"),
        ),
        sa.Index("ix_subsidy_line_run", "tenant", "run_id"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    run_id: Mapped[int]
    subsidy_id: Mapped[int]
    for_month: Mapped[str] = mapped_column(sa.String(7))
    repeats: Mapped[int | None]
    amount_fen: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(8), default="due")
    bank: Mapped[str] = mapped_column(sa.String(60), default="")
    bank_account_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    returned_on: Mapped[date | None]
    returned_by: Mapped[str | None] = mapped_column(sa.String(60))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")

    bank_account = personal.Sealed("bank_account")

    @property
    def reference(self) -> str:
        """The name of the payment in the bank's file and in what the bank sends back."""
        return f"BT{self.id:08d}"
