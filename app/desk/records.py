"""What the desk keeps: an officer's saved views of the inbox, and which late tasks a supervisor was told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Moment, Record, refers


class SavedView(Record):
    """A named filter and sort of the inbox, one officer's own."""

    __table_args__ = (
        refers("account_id", "account.id"),
        Index("saved_view_name", "tenant", "account_id", "name", unique=True),
    )
    account_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(40))
    filter: Mapped[dict[str, Any]] = mapped_column(Json)


class LateReport(Record):
    """A supervisor was told that a task passed its date; a task whose date moved (suspended, resumed) may be told again."""

    __table_args__ = (Index("late_report_task", "tenant", "task_id", "due_at", unique=True),)
    task_id: Mapped[int] = mapped_column(BigInteger)
    due_at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime] = mapped_column(Moment)
