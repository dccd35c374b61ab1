"""What is kept of violations and of a person's record. `person` is the blind index of an ID number, None where it is unknown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.store import Record


class Violation(Record):
    """A report that a tenant breaks the rules, and what became of it. `kind`: a code of the table `violation`.

    `known_on`: the day the office learned of it (a sublet that is known and not objected to for six months counts as
    agreed to,《民法典》第七百一十八条). `state`: open, unfounded, cleared (after hearing), decided. `decision`: fine and order.
    """

    __table_args__ = (
        sa.UniqueConstraint("tenant", "number"),
        sa.Index("ix_violation_matter", "tenant", "matter"),
        sa.Index("ix_violation_state", "tenant", "state", "district"),
    )

    number: Mapped[str] = mapped_column(sa.String(20))
    matter: Mapped[str] = mapped_column(sa.String(20))
    person: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    person_name: Mapped[str] = mapped_column(sa.String(50))
    district: Mapped[str] = mapped_column(sa.String(12))
    kind: Mapped[str] = mapped_column(sa.String(2))
    source: Mapped[str] = mapped_column(sa.String(12))
    report: Mapped[str] = mapped_column(sa.Text)
    known_on: Mapped[date]
    findings: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[str] = mapped_column(sa.String(10), default="open")
    decision: Mapped[dict[str, Any]]
    reported_by: Mapped[str] = mapped_column(sa.String(60))
    reported_at: Mapped[datetime]
    decided_on: Mapped[date | None]


class IntegrityRecord(Record):
    """What is held against a person: what, from when, until when, on what basis and evidence.

    `barred_until`: the last day on which the person may not apply; None where the violation bars nobody. `state`: current,
    expired, repaired, revoked.
    """

    __table_args__ = (
        sa.UniqueConstraint("tenant", "number"),
        sa.Index("ix_integrity_record_person", "tenant", "person", "state"),
        sa.Index("ix_integrity_record_state", "tenant", "state", "district"),
    )

    number: Mapped[str] = mapped_column(sa.String(20))
    matter: Mapped[str] = mapped_column(sa.String(20))
    person: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    person_name: Mapped[str] = mapped_column(sa.String(50))
    person_mask: Mapped[str] = mapped_column(sa.String(20))
    district: Mapped[str] = mapped_column(sa.String(12))
    violation: Mapped[str] = mapped_column(sa.String(2))
    facts: Mapped[str] = mapped_column(sa.Text)
    basis: Mapped[str] = mapped_column(sa.String(200))
    evidence: Mapped[str] = mapped_column(sa.Text)
    from_on: Mapped[date]
    until_on: Mapped[date]
    barred_until: Mapped[date | None]
    state: Mapped[str] = mapped_column(sa.String(10), default="current")
    published_on: Mapped[date | None]


class IntegrityEntry(Record):
    """A line of a record's history; a trigger refuses to change or delete it."""

    __table_args__ = (sa.Index("ix_integrity_entry_record", "tenant", "record_id"),)

    record_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(sa.String(60))
