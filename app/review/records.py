"""What is kept of a review: what was asked to be supplemented, visited, checked, assessed, thought and found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Json, Record, refers


class Supplement(Record):
    """One round of 补正: everything asked for at once ([{code, name}]), until when, when it was answered."""

    __table_args__ = (refers("case_id", "case.id"), sa.UniqueConstraint("tenant", "case_id", "round"))

    case_id: Mapped[int]
    round: Mapped[int] = mapped_column(sa.SmallInteger)
    items: Mapped[list[Any]]
    other: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class HomeVisit(Record):
    """入户调查: by two visitors, when, what they found, what the neighbours said."""

    __table_args__ = (refers("case_id", "case.id"), sa.Index("ix_home_visit_case", "tenant", "case_id"))

    case_id: Mapped[int]
    visited_on: Mapped[date]
    visitor_1: Mapped[str] = mapped_column(sa.String(50))
    visitor_2: Mapped[str] = mapped_column(sa.String(50))
    living_condition: Mapped[str] = mapped_column(sa.String(20))
    persons_met: Mapped[str] = mapped_column(sa.Text)
    neighbours: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str] = mapped_column(sa.Text)
    kept_at: Mapped[datetime]


class IncomeCheck(Record):
    """区民政收入核对: confirmed, differs or unclear, the monthly household income found (fen) where it differs, a note."""

    __table_args__ = (refers("case_id", "case.id"), sa.Index("ix_income_check_case", "tenant", "case_id"))

    case_id: Mapped[int]
    opinion: Mapped[str] = mapped_column(sa.String(12))
    income_fen: Mapped[int | None]
    note: Mapped[str] = mapped_column(sa.Text)
    kept_at: Mapped[datetime]


class Assessment(Record):
    """What the decision `eligibility` gave: on which facts (with their digest), by which policy, which codes and figures.

    Rows are appended: a later policy never changes an earlier assessment. `matched` holds the article of each code.
    """

    __table_args__ = (refers("case_id", "case.id"), sa.Index("ix_assessment_case", "tenant", "case_id"))

    case_id: Mapped[int]
    policy_version: Mapped[str] = mapped_column(sa.String(20))
    eligible: Mapped[bool]
    codes: Mapped[list[str]] = mapped_column(Json)
    figures: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    facts_digest: Mapped[str] = mapped_column(sa.String(64))
    assessed_at: Mapped[datetime]


class Opinion(Record):
    """A level's conclusion, examined by one officer and approved by another (who: the process's journal)."""

    __table_args__ = (refers("case_id", "case.id"), sa.Index("ix_opinion_case", "tenant", "case_id"))

    case_id: Mapped[int]
    level: Mapped[str] = mapped_column(sa.String(10))
    opinion: Mapped[str] = mapped_column(sa.String(20))
    reasons: Mapped[str] = mapped_column(sa.Text)
    codes: Mapped[list[str]] = mapped_column(Json)
    decided_at: Mapped[datetime]


class Suspicion(Record):
    """A suspicion of dishonesty that suspended a review (提交失信), and what the district found: cleared or confirmed."""

    __table_args__ = (refers("case_id", "case.id"), sa.Index("ix_suspicion_case", "tenant", "case_id"))

    case_id: Mapped[int]
    level: Mapped[str] = mapped_column(sa.String(10))
    reasons: Mapped[str] = mapped_column(sa.Text)
    state_before: Mapped[str] = mapped_column(sa.String(4))
    opened_at: Mapped[datetime]
    finding: Mapped[str | None] = mapped_column(sa.String(10))
    finding_note: Mapped[str | None] = mapped_column(sa.Text)
    closed_at: Mapped[datetime | None]
