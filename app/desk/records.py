"""What the desk keeps: an officer's saved views of the inbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Record, refers


class SavedView(Record):
    """A named filter and sort of the inbox, one officer's own."""

    __table_args__ = (
        refers("account_id", "account.id"),
        Index("saved_view_name", "tenant", "account_id", "name", unique=True),
    )
    account_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(40))
    filter: Mapped[dict[str, Any]] = mapped_column(Json)
