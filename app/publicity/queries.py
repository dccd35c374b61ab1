"""What may be asked of notices and objections. Shared lists leave out what is closed, withdrawn or ended."""

from __future__ import annotations

import csv
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.cases.records import Case
from app.cases.rules import FINAL_STATES
from app.errors import DesignError, NotFound
from app.publicity import rules
from app.publicity.records import EntryVersion, Notice, NoticeEntry, Objection
from app.store import clock, db, get, personal, rows_of, tenant
from app.store.records import StoredFile

_TABLES = Path(__file__).parent / "data"


@cache
def masks() -> tuple[rules.Mask, ...]:
    """All rows of masks.csv, of every date."""
    return tuple(
        rules.Mask(_day(row["valid_from"]), _day(row["valid_to"]), int(row["level"]), row["field"], row["shown"])
        for row in _rows("masks.csv")
    )


def terms(level: int, day: date) -> rules.Terms:
    """Title, basis, channels, telephones and least length of the notices of a level on a day (DesignError: none)."""
    for found in _all_terms():
        if found.holds(level, day):
            return found
    raise DesignError(f"app/publicity/data/terms.csv 没有第 {level} 次公示在 {day} 的规定")


@cache
def _all_terms() -> tuple[rules.Terms, ...]:
    texts = ("title", "channels", "telephone", "hotline", "basis")
    return tuple(
        rules.Terms(
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            level=int(row["level"]),
            minimum_days=int(row["minimum_days"]),
            **{name: row[name] for name in texts},
        )
        for row in _rows("terms.csv")
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (_TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> Any:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Listed:
    """A notice in the public list and how many households stand on it now."""

    notice: Notice
    entries: int


def open_notices(*, level: int | None = None, organisation: str | None = None) -> list[Listed]:
    """Notices that are open now and have somebody on them, the soonest to close first."""
    statement = (
        sa.select(Notice, sa.func.count())
        .join(NoticeEntry, _on(NoticeEntry.notice_id, Notice))
        .join(Case, _on(NoticeEntry.case_id, Case))
        .where(Notice.tenant == tenant(), Notice.closes_at > clock.now(), *_visible())
        .group_by(Notice.tenant, Notice.id)
        .order_by(Notice.closes_at, Notice.level, Notice.organisation)
    )
    if level is not None:
        statement = statement.where(Notice.level == level)
    if organisation:
        statement = statement.where(Notice.organisation == organisation)
    return [Listed(notice, count) for notice, count in db.session.execute(statement)]


def _on(column: Any, other: Any) -> Any:
    return sa.and_(other.tenant == column.class_.tenant, other.id == column)


def _visible() -> tuple[Any, ...]:
    """An ended case has no business on a notice page any more, whatever its entry says; one whose lease is renewed has."""
    lives = sa.or_(NoticeEntry.level == rules.RENEWAL, Case.state.not_in(FINAL_STATES))
    return (NoticeEntry.state == "open", lives)


def notice_by_number(number: str) -> Notice:
    """The notice of that number, open or not (NotFound)."""
    found = db.session.scalar(sa.select(Notice).where(Notice.tenant == tenant(), Notice.number == number))
    if found is None:
        raise NotFound
    return found


def is_open(notice: Notice) -> bool:
    """Whether the notice may still be seen and objected to."""
    return rules.may_object(clock.now(), closes_at=notice.closes_at)


@dataclass(frozen=True)
class EntryPage:
    """One page of a notice's entries: page from 1, its size, how many there are in all."""

    items: list[NoticeEntry]
    total: int
    page: int
    size: int


def visible_entries(notice: Notice, *, page: int = 1, size: int = 50) -> EntryPage:
    """What the notice's page shows, in its order."""
    statement = _shown_on(notice)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(statement.subquery())) or 0
    rows = db.session.scalars(statement.order_by(NoticeEntry.ordinal).offset((page - 1) * size).limit(size))
    return EntryPage(list(rows), total, page, size)


def _shown_on(notice: Notice) -> sa.Select[Any]:
    return (
        sa.select(NoticeEntry)
        .join(Case, _on(NoticeEntry.case_id, Case))
        .where(NoticeEntry.tenant == tenant(), NoticeEntry.notice_id == notice.id, *_visible())
    )


def visible_entry(notice: Notice, ordinal: int) -> NoticeEntry:
    """The entry of that ordinal while it is shown (NotFound)."""
    found = db.session.scalar(_shown_on(notice).where(NoticeEntry.ordinal == ordinal))
    if found is None:
        raise NotFound
    return found


def notice_of(entry: NoticeEntry) -> Notice:
    """The notice an entry stands on."""
    return get(Notice, entry.notice_id)


def state_of(entry: NoticeEntry) -> str:
    """Its state to the public: over with its day, though the process of a suspended case has not closed it yet."""
    return "closed" if entry.state == "open" and not is_open(notice_of(entry)) else entry.state


def entries_of_case(case_id: int) -> list[NoticeEntry]:
    """All entries a case ever had, the oldest first."""
    return rows_of(NoticeEntry, "id", case_id=case_id)


def noticed(case_id: int) -> list[tuple[NoticeEntry, Notice]]:
    """All entries a case ever had, the oldest first, each with its notice."""
    statement = sa.select(NoticeEntry, Notice).join(Notice, _on(NoticeEntry.notice_id, Notice))
    statement = statement.where(NoticeEntry.tenant == tenant(), NoticeEntry.case_id == case_id)
    return [(entry, notice) for entry, notice in db.session.execute(statement.order_by(NoticeEntry.id))]


def open_entries(case_id: int) -> list[NoticeEntry]:
    """Those of a case's entries that are open."""
    return [entry for entry in entries_of_case(case_id) if entry.state == "open"]


def shown_of(case_id: int) -> list[dict[str, Any]]:
    """What was and is shown of a household, by notice: number, level, opens_on, closes_on, state, shown."""
    return [
        {
            "number": notice.number,
            "level": notice.level,
            "opens_on": notice.opens_on,
            "closes_on": notice.closes_on,
            "state": entry.state,
            "shown": entry.shown,
        }
        for entry, notice in noticed(case_id)
    ]


def published(entry: NoticeEntry) -> list[dict[str, Any]]:
    """What the entry showed from when on: version, since, reason, shown, sha256, and whether the hash still holds."""
    statement = sa.select(EntryVersion).where(EntryVersion.tenant == tenant(), EntryVersion.entry_id == entry.id)
    return [
        {
            "version": row.version,
            "since": row.since,
            "reason": row.reason,
            "shown": row.shown,
            "sha256": row.sha256,
            "holds": hmac.compare_digest(rules.sha256_of(row.shown), row.sha256),
        }
        for row in db.session.scalars(statement.order_by(EntryVersion.version))
    ]


def objections(entry_id: int) -> list[Objection]:
    """Every objection to an entry, in the order of receipt."""
    return rows_of(Objection, "id", entry_id=entry_id)


def upheld_last(case_id: int) -> list[Objection]:
    """Those upheld, in whole or in part, of the newest notice of a case: why it is examined again."""
    entries = entries_of_case(case_id)
    found = objections(entries[-1].id) if entries else []
    return [one for one in found if one.verdict in rules.UPHOLDING]


def tally_of(entry_id: int) -> dict[str, Any]:
    """See rules.tally, of the entry's objections."""
    rows = objections(entry_id)
    return rules.tally({"verdict": o.verdict, "remedy": o.remedy, "reasons": o.verdict_reasons} for o in rows)


def objection_of_form(form_key: str) -> Objection | None:
    """The objection this form already made, or None."""
    return db.session.scalar(sa.select(Objection).where(Objection.tenant == tenant(), Objection.form_key == form_key))


def objection_for(number: str, secret: str) -> Objection:
    """The objection of that number for whoever holds its code; a wrong number and a wrong code answer alike."""
    found = db.session.scalar(sa.select(Objection).where(Objection.tenant == tenant(), Objection.number == number))
    kept = found.secret if found else b"\0" * 32
    right = hmac.compare_digest(hash_of_secret(secret), kept)
    if not found or not right:
        raise NotFound
    return found


def objection_by_number(number: str) -> Objection:
    """The objection of that number (NotFound): for officers."""
    found = db.session.scalar(sa.select(Objection).where(Objection.tenant == tenant(), Objection.number == number))
    if found is None:
        raise NotFound
    return found


def stored_file(uid: str) -> StoredFile:
    """The kept file of that uid (NotFound)."""
    found = db.session.scalar(sa.select(StoredFile).where(StoredFile.tenant == tenant(), StoredFile.uid == uid))
    if found is None:
        raise NotFound
    return found


def case_number(case_id: int) -> str:
    """The number of a case."""
    return get(Case, case_id).number


def hash_of_secret(secret: str) -> bytes:
    """The keyed hash under which an objector's code is kept; spaces, hyphens and case do not matter."""
    return personal.index("objection-code|" + "".join(c for c in secret.upper() if c.isalnum()))


def organisations_with_notices() -> Sequence[str]:
    """Codes of organisations that have an open notice, for the filter."""
    open_now = (Notice.tenant == tenant(), Notice.closes_at > clock.now())
    return sorted(db.session.scalars(sa.select(Notice.organisation).where(*open_now).distinct()))
