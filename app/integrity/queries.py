"""What may be asked of violations and of the credit record."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.errors import NotFound
from app.integrity.records import IntegrityEntry, IntegrityRecord, Violation
from app.store import among, clock, db, tenant


def record_by_number(number: str) -> IntegrityRecord:
    """The record of that number, or NotFound."""
    found = db.session.scalar(
        sa.select(IntegrityRecord).where(IntegrityRecord.tenant == tenant(), IntegrityRecord.number == number)
    )
    if found is None:
        raise NotFound()
    return found


def records_of(person: bytes) -> list[IntegrityRecord]:
    """What is or was held against a person, newest first."""
    mine = (IntegrityRecord.tenant == tenant()) & (IntegrityRecord.person == person)
    return list(db.session.scalars(sa.select(IntegrityRecord).where(mine).order_by(IntegrityRecord.id.desc())))


def barring(people: Iterable[bytes]) -> list[IntegrityRecord]:
    """The records by which one of those people may not apply today."""
    at = IntegrityRecord
    statement = sa.select(at).where(
        at.tenant == tenant(), among(at.person, people), at.state == "current", at.barred_until >= clock.today()
    )
    return list(db.session.scalars(statement.order_by(at.id)))


def history(record_id: int) -> list[IntegrityEntry]:
    """A record's lines, oldest first."""
    mine = (IntegrityEntry.tenant == tenant()) & (IntegrityEntry.record_id == record_id)
    return list(db.session.scalars(sa.select(IntegrityEntry).where(mine).order_by(IntegrityEntry.id)))


def records_in(districts: Iterable[str], limit: int = 200) -> list[IntegrityRecord]:
    """The records of those districts, newest first."""
    at = IntegrityRecord
    found = sa.select(at).where(at.tenant == tenant(), at.district.in_(list(districts))).order_by(at.id.desc())
    return list(db.session.scalars(found.limit(limit)))


def violations_in(districts: Iterable[str], limit: int = 200) -> list[Violation]:
    """The violations of those districts, newest first; those whose lease was not looked up yet belong to nobody's list."""
    at = Violation
    found = sa.select(at).where(at.tenant == tenant(), at.district.in_(list(districts))).order_by(at.id.desc())
    return list(db.session.scalars(found.limit(limit)))
