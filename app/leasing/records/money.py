"""Bills, payments, the entries of the books, arrears.

Books: an entry moves `fen` from the account `credit` to the account `debit`; so debits and credits are always equal. An
entry is never changed or deleted (a trigger refuses it); one that was wrong has another that `reverses` it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record, personal, refers


def _uid() -> str:
    return personal.new_uid()


class Bill(Record):
    """What a lease owes for the days `from_on` to `to_on`. `unpaid_fen` is what the entries leave of the principal.

    `kind`: rent, rest (of a month, by a new contract's rent), occupancy (占有使用费), damage. `figures` explain the amount: price, area, tier, days, length of the month.
    """

    __table_args__ = (
        refers("lease_id", "lease.id"),
        refers("run_id", "billing_run.id"),
        sa.UniqueConstraint("tenant", "lease_id", "month", "kind"),
        sa.Index("ix_bill_unpaid", "tenant", "due_on", "lease_id", postgresql_where=sa.text("unpaid_fen > 0")),
        sa.Index("ix_bill_run", "tenant", "run_id"),
    )

    lease_id: Mapped[int]
    run_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(sa.String(12), default="rent")
    month: Mapped[str] = mapped_column(sa.String(7))
    from_on: Mapped[date]
    to_on: Mapped[date]
    amount_fen: Mapped[int]
    unpaid_fen: Mapped[int]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    figures: Mapped[dict[str, Any]]


class BillingRun(Record):
    """One month's billing. `state`: open, issued, checked, closed; `reached` is the last lease that was looked at."""

    __table_args__ = (sa.UniqueConstraint("tenant", "month"),)

    month: Mapped[str] = mapped_column(sa.String(7))
    state: Mapped[str] = mapped_column(sa.String(8), default="open")
    reached: Mapped[int] = mapped_column(default=0)
    bills: Mapped[int] = mapped_column(default=0)
    total_fen: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    checked_by: Mapped[str | None] = mapped_column(sa.String(60))
    closed_by: Mapped[str | None] = mapped_column(sa.String(60))
    closed_at: Mapped[datetime | None]


class PaymentFile(Record):
    """A file of the bank's or the provider's. `kind`: book (payments to be booked) or statement (only compared with the books).

    `state`: checked (looked through, nothing done) or taken; `problems` names the bad rows. The same content is kept once.
    """

    __table_args__ = (sa.UniqueConstraint("tenant", "kind", "sha256"),)

    kind: Mapped[str] = mapped_column(sa.String(10))
    source: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(255))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    state: Mapped[str] = mapped_column(sa.String(8), default="checked")
    taken_by: Mapped[str] = mapped_column(sa.String(60))
    taken_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    problems: Mapped[list[Any]]


class StatementLine(Record):
    """What the other side says of one payment: compared with the books day by day."""

    __table_args__ = (
        refers("file_id", "payment_file.id"),
        sa.UniqueConstraint("tenant", "source", "reference"),
        sa.Index("ix_statement_line_day", "tenant", "paid_on"),
    )

    file_id: Mapped[int]
    source: Mapped[str] = mapped_column(sa.String(12))
    reference: Mapped[str] = mapped_column(sa.String(64))
    lease_text: Mapped[str] = mapped_column(sa.String(60))
    amount_fen: Mapped[int]
    paid_on: Mapped[date]


class Payment(Record):
    """Money that came. `reference` is the sender's own, once a `source` (bank, provider, counter).

    `state`: booked, unknown (nobody's lease: it lies in suspense), returned. `paid_on` counts, `reported_at` is when we heard.
    """

    __table_args__ = (
        refers("lease_id", "lease.id"),
        refers("file_id", "payment_file.id"),
        sa.UniqueConstraint("tenant", "source", "reference"),
        sa.Index("ix_payment_lease", "tenant", "lease_id", "paid_on"),
        sa.Index("ix_payment_day", "tenant", "paid_on"),
    )

    source: Mapped[str] = mapped_column(sa.String(12))
    reference: Mapped[str] = mapped_column(sa.String(64))
    lease_id: Mapped[int | None]
    lease_text: Mapped[str] = mapped_column(sa.String(60))
    file_id: Mapped[int | None]
    amount_fen: Mapped[int]
    paid_on: Mapped[date]
    reported_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(sa.String(8))


class PaymentOrder(Record):
    """An amount that a tenant set out to pay at the provider. `state`: open, paid; one that expires stays open and is not used.

    A call-back after the expiry is still booked: the money has come.
    """

    __table_args__ = (
        refers("lease_id", "lease.id"),
        refers("payment_id", "payment.id"),
        sa.UniqueConstraint("tenant", "uid"),
        sa.Index("ix_payment_order_lease", "tenant", "lease_id", "state"),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), default=_uid)
    lease_id: Mapped[int]
    amount_fen: Mapped[int]
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[str] = mapped_column(sa.String(8), default="open")
    payment_id: Mapped[int | None]


class LedgerEntry(Record):
    """One entry of the books: `fen` (> 0) from the account `credit` to the account `debit`, counting for the day `on`.

    Accounts: bank, receivable (rent owed), rent_income, fee_income, damage_income, advance (a tenant's credit), deposit,
    suspense (money nobody claims), waived. `bill_id`, `payment_id`: what it settles and by what.
    """

    __table_args__ = (
        refers("lease_id", "lease.id"),
        refers("bill_id", "bill.id"),
        refers("payment_id", "payment.id"),
        refers("reverses", "ledger_entry.id"),
        sa.CheckConstraint("fen > 0", name="fen"),
        sa.CheckConstraint("debit <> credit", name="sides"),
        sa.UniqueConstraint("tenant", "reverses"),
        sa.Index("ix_ledger_entry_lease", "tenant", "lease_id", "on"),
        sa.Index("ix_ledger_entry_bill", "tenant", "bill_id"),
        sa.Index("ix_ledger_entry_payment", "tenant", "payment_id"),
    )

    on: Mapped[date]
    at: Mapped[datetime]
    debit: Mapped[str] = mapped_column(sa.String(16))
    credit: Mapped[str] = mapped_column(sa.String(16))
    fen: Mapped[int]
    lease_id: Mapped[int | None]
    bill_id: Mapped[int | None]
    payment_id: Mapped[int | None]
    reverses: Mapped[int | None]
    by: Mapped[str] = mapped_column(sa.String(60))
    note: Mapped[str] = mapped_column(sa.String(200), default="")


class Arrears(Record):
    """One time of arrears of a lease, from the first overdue bill until nothing is overdue.

    `stages`: the day each stage of the ladder was reached (reminder, demand_1, demand_2, interview, exit).
    """

    __table_args__ = (
        refers("lease_id", "lease.id"),
        sa.Index("ix_arrears_lease", "tenant", "lease_id"),
        sa.Index("uq_arrears_open", "tenant", "lease_id", unique=True, postgresql_where=sa.text("closed_on IS NULL")),
    )

    lease_id: Mapped[int]
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    stages: Mapped[dict[str, Any]]
