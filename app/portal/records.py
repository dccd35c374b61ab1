"""What the portal keeps: applications that are not yet submitted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import BigInteger, Date, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Moment, Record, refers


class Draft(Record):
    """One unfinished application: everything typed so far, sealed as one JSON text bound to the row's `uid`.

    `case_id`: the case it became. `corrects_id`: the case whose declaration it corrects, where it is no new application.
    """

    __table_args__ = (
        refers("account_id", "account.id"),
        refers("case_id", "case.id"),
        refers("corrects_id", "case.id"),
        Index("draft_uid", "tenant", "uid", unique=True),
        Index("draft_account", "tenant", "account_id"),
    )
    uid: Mapped[str] = mapped_column(String(32), default=lambda: uuid4().hex)
    account_id: Mapped[int] = mapped_column(BigInteger)
    answers_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    expires_on: Mapped[date] = mapped_column(Date)
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    corrects_id: Mapped[int | None] = mapped_column(BigInteger)


class DraftFile(Record):
    """A document uploaded to a draft: its kind (D01 …), whose it is, and the stored file."""

    __table_args__ = (
        refers("draft_id", "draft.id"),
        refers("file_id", "stored_file.id"),
        Index("draft_file_draft", "tenant", "draft_id"),
    )
    uid: Mapped[str] = mapped_column(String(32), default=lambda: uuid4().hex)
    draft_id: Mapped[int] = mapped_column(BigInteger)
    file_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(3))
    member_key: Mapped[str] = mapped_column(String(32), default="")
