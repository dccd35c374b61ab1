"""Put a household on a notice, correct it there, and take it off again."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.cases import commands as case_commands
from app.cases import queries as case_queries
from app.errors import DesignError, Gone, Invalid
from app.people import queries as people_queries
from app.publicity import queries, rules
from app.publicity.records import EntryVersion, Notice, NoticeEntry, NoticeSeries, NoticeView
from app.registry import acting
from app.store import clock, db, get, personal, tenant


def open_notice(case_id: int, *, level: int, organisation: str, closes_on: date) -> NoticeEntry:
    """Publishes a household on the day's notice of the organisation and level; the same again changes nothing.

    DesignError when the closing day is too near or a rest day (the diagram computed it wrongly).
    """
    case = case_queries.case_by_id(case_id)
    for entry in queries.open_entries(case_id):
        if (entry.level, queries.notice_of(entry).closes_on) == (level, closes_on):
            return entry
        _end(entry, "withdrawn")
    notice = _notice_for(level, organisation, closes_on)
    notice.entries += 1
    entry = NoticeEntry(
        notice_id=notice.id, case_id=case_id, level=level, ordinal=notice.entries, opened_at=clock.now()
    )
    _show(entry, case, reason="", by=acting())
    if level in rules.OPEN_STATE:
        case_commands.set_state(case, rules.OPEN_STATE[level])
    _note_opening(case, notice, entry)
    return entry


def _show(entry: NoticeEntry, case: Any, *, reason: str, by: str) -> None:
    """Writes what the entry shows now, and keeps it as a version."""
    entry.shown = preview(case, entry.level)
    entry.sha256 = rules.sha256_of(entry.shown)
    entry.version = (entry.version or 0) + 1
    entry.state = entry.state or "open"
    db.session.add(entry)
    db.session.flush()
    version = EntryVersion(
        entry_id=entry.id,
        version=entry.version,
        shown=entry.shown,
        sha256=entry.sha256,
        since=clock.now(),
        reason=reason,
        by=by,
    )
    db.session.add(version)


def preview(case: Any, level: int) -> dict[str, Any]:
    """Exactly what a notice of that level shows of the household today."""
    applicant = case_queries.applicant(case)
    facts = {
        "case_number": case.number,
        "name": applicant.name,
        "id_number": applicant.id_number,
        "persons": case.persons,
        "category": case.category,
        "town": people_queries.town_of(case.town).name,
        "community": (case.facts or {}).get("community"),
    }
    return rules.shown_of(facts, queries.masks(), level=level, day=clock.today())


def _note_opening(case: Any, notice: Notice, entry: NoticeEntry) -> None:
    case_commands.note(
        case,
        "notice_published",
        f"{notice.title}:{notice.opens_on} 至 {notice.closes_on} 24:00",
        by=acting(),
        detail={
            "notice": notice.number,
            "level": notice.level,
            "opens_on": notice.opens_on.isoformat(),
            "closes_on": notice.closes_on.isoformat(),
            "shown": rules.labelled(entry.shown),
            "sha256": entry.sha256,
            "version": entry.version,
        },
    )


def _notice_for(level: int, organisation: str, closes_on: date) -> Notice:
    """The notice of today's batch, locked; made and numbered when it is the first household of the batch."""
    today = clock.today()
    terms = queries.terms(level, today)
    problem = rules.closing_problem(today, closes_on, minimum_days=terms.minimum_days)
    if problem:
        raise DesignError(problem)
    batch = (
        sa.select(Notice)
        .where(
            Notice.tenant == tenant(),
            Notice.organisation == organisation,
            Notice.level == level,
            Notice.opens_on == today,
            Notice.closes_on == closes_on,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(batch) or _number_new(batch, terms, organisation, today, closes_on)


def _number_new(batch: Any, terms: rules.Terms, organisation: str, today: date, closes_on: date) -> Notice:
    """Takes the series' lock, looks again (a colleague may have been quicker), then makes the notice."""
    key = {"tenant": tenant(), "organisation": organisation, "level": terms.level, "year": today.year}
    db.session.execute(insert(NoticeSeries).values(last=0, **key).on_conflict_do_nothing())
    series = db.session.scalars(
        sa.select(NoticeSeries).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    ).one()
    found = db.session.scalar(batch)
    if found:
        return found
    series.last += 1
    notice = Notice(
        number=f"{organisation}-{terms.level}-{today.year}-{series.last:04d}",
        organisation=organisation,
        level=terms.level,
        title=f"{people_queries.organisation(organisation).name.partition('/')[0]}{terms.title}",
        basis=terms.basis,
        channels=terms.channels,
        telephone=terms.telephone,
        hotline=terms.hotline,
        opens_on=today,
        closes_on=closes_on,
        closes_at=rules.end_of(closes_on),
        entries=0,
    )
    db.session.add(notice)
    db.session.flush()
    return notice


def correct_entry(entry_id: int, *, reason: str, by: str) -> NoticeEntry:
    """Shows the household's present data as a new version (a notice is corrected in no other way)."""
    entry = get(NoticeEntry, entry_id, lock=True)
    if entry.state != "open":
        raise Gone("公示已经结束，不能更正。")
    if not reason.strip():
        raise Invalid("更正公示必须写明原因。")
    case = case_queries.case_by_id(entry.case_id)
    _show(entry, case, reason=reason.strip(), by=by)
    notice = queries.notice_of(entry)
    case_commands.note(
        case,
        "notice_corrected",
        f"{notice.title}更正（第 {entry.version} 版）",
        by=by,
        detail={
            "notice": notice.number,
            "shown": rules.labelled(entry.shown),
            "sha256": entry.sha256,
            "version": entry.version,
        },
    )
    return entry


def close_entry(entry_id: int) -> int:
    """Takes the entry down at the end of its period → how many objections are still undecided."""
    entry = get(NoticeEntry, entry_id, lock=True)
    if entry.state == "open":
        _end(entry, "closed")
    pending = int(queries.tally_of(entry_id)["open_objections"])
    case = case_queries.case_by_id(entry.case_id)
    if pending and entry.level in rules.OBJECTED_STATE:
        case_commands.set_state(case, rules.OBJECTED_STATE[entry.level])
    title = f"{queries.notice_of(entry).title}期满撤下" + (f",{pending} 件异议核查中" if pending else "")
    case_commands.note(case, "notice_closed", title, by=acting(), detail={"open_objections": pending})
    return pending


def _end(entry: NoticeEntry, state: str) -> None:
    entry.state = state
    entry.closed_at = clock.now()


def take_down(case_id: int) -> int:
    """Takes every open entry of a case down at once (withdrawn, ended) → how many were open."""
    entries = queries.open_entries(case_id)
    for entry in entries:
        _end(get(NoticeEntry, entry.id, lock=True), "withdrawn")
    if entries:
        case = case_queries.case_by_id(case_id)
        case_commands.note(case, "notice_taken_down", "公示信息已撤下", by=acting())
    return len(entries)


def recall(entry_id: int) -> int:
    """Takes an entry back because its process was set back to before it → how many objections to it are still undecided.

    What was shown ends now where it runs; where its period is over, its result counts no longer. The case awaits
    that notice again, unless it has ended meanwhile. The objections are answered all the same.
    """
    entry = get(NoticeEntry, entry_id, lock=True)
    was_open = entry.state == "open"
    if was_open:
        _end(entry, "withdrawn")
    case, notice = case_queries.case_by_id(entry.case_id), queries.notice_of(entry)
    if case.closed_at is None and entry.level in rules.AWAITED_STATE:
        case_commands.set_state(case, rules.AWAITED_STATE[entry.level])
    pending = int(queries.tally_of(entry_id)["open_objections"])
    title = f"{notice.title}{'撤下' if was_open else '作废'}：审核退回重办" + (
        f"，{pending} 件异议继续核查" if pending else ""
    )
    detail = {"notice": notice.number, "version": entry.version, "open_objections": pending}
    case_commands.note(case, "notice_taken_down", title, by=acting(), detail=detail)
    return pending


def conclude(entry_id: int) -> dict[str, Any]:
    """See rules.tally; once all objections are decided the result stands on the case's timeline."""
    result = queries.tally_of(entry_id)
    if not result["open_objections"]:
        entry = get(NoticeEntry, entry_id)
        title = "公示结果：异议成立" if result["upheld"] else "公示结果：无异议或者异议不成立"
        detail = {"upheld": result["upheld"], "remedy": result["remedy"], "level": entry.level}
        case = case_queries.case_by_id(entry.case_id)
        if not result["upheld"] and entry.level in rules.PASSED_STATE:
            case_commands.set_state(case, rules.PASSED_STATE[entry.level])
        case_commands.note(case, "notice_concluded", title, by=acting(), detail=detail)
    return result


def log_view(notice: Notice, *, viewer: str) -> None:
    """Notes that somebody looked at the notice; of `viewer` only a keyed hash is kept."""
    hashed = personal.index(f"notice-view|{clock.today()}|{viewer}").hex()[:32]
    db.session.add(NoticeView(notice_id=notice.id, at=clock.now(), viewer=hashed))
    db.session.flush()
