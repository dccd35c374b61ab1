"""What is kept of a joint check: rounds, and in each round one check a member and department.

What a department answered is a RegistryFact of the case; here is only that it was asked, why, by which right, what came
back (as keyed hashes) and how it compares. Rows are appended: a re-query or a finding makes a new one and the old one
stays, not valid any more.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Record, refers


class CheckRound(Record):
    """One round of a joint check. `state` is 0–5 as in rules/results.py, `result` what close_round told the diagram."""

    __table_args__ = (
        refers("case_id", "case.id"),
        sa.Index("ix_check_round_case", "tenant", "case_id"),
        sa.CheckConstraint("state between 0 and 5", name="state"),
    )

    case_id: Mapped[int]
    purpose: Mapped[str] = mapped_column(sa.String(40))
    authorisation: Mapped[str] = mapped_column(sa.String(80))
    started_at: Mapped[datetime]
    state: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    closed_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(sa.String(12))


class Check(Record):
    """A question to one department about one member. `uid` names it to the department; hashes are keyed (HMAC-SM3).

    `differences` and `missing` are keys of facts; `reused_from` is the check of an earlier round whose answer still holds,
    as long as the declaration it was asked about is the same (`declared_hash`). `found_by` is the officer of a finding.
    """

    __table_args__ = (
        refers("round_id", "check_round.id"),
        refers("member_id", "member.id"),
        sa.Index(
            "uq_check_valid", "tenant", "round_id", "member_id", "department",
            unique=True, postgresql_where=sa.text("valid"),
        ),
        sa.Index("ix_check_member", "tenant", "member_id", "department"),
    )  # fmt: skip

    uid: Mapped[str] = mapped_column(sa.String(32), default=lambda: uuid4().hex)
    round_id: Mapped[int]
    member_id: Mapped[int]
    department: Mapped[str] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(12), default="pending")
    valid: Mapped[bool] = mapped_column(default=True)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    request_hash: Mapped[str | None] = mapped_column(sa.String(64))
    response_hash: Mapped[str | None] = mapped_column(sa.String(64))
    responder: Mapped[str | None] = mapped_column(sa.String(60))
    trouble: Mapped[str | None] = mapped_column(sa.String(80))
    differences: Mapped[list[str]] = mapped_column(Json, default=list)
    missing: Mapped[list[str]] = mapped_column(Json, default=list)
    reused_from: Mapped[int | None] = mapped_column(sa.BigInteger)
    replaces: Mapped[int | None] = mapped_column(sa.BigInteger)
    finding: Mapped[str | None] = mapped_column(sa.String(12))
    finding_note: Mapped[str | None] = mapped_column(sa.Text)
    evidence_number: Mapped[str | None] = mapped_column(sa.String(60))
    found_by: Mapped[str | None] = mapped_column(sa.String(60))
    declared_hash: Mapped[str | None] = mapped_column(sa.String(64))
