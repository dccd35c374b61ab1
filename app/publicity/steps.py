"""What a service task may call here. Dates come and go as ISO text."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.publicity import commands
from app.registry import step


@step
def open_notice(case_id: int, level: int, organisation: str, closes_on: str) -> dict[str, Any]:
    """Publishes the case on the organisation's notice of the level → entry_id, closes_on."""
    entry = commands.open_notice(
        case_id, level=int(level), organisation=organisation, closes_on=date.fromisoformat(closes_on)
    )
    return {"entry_id": entry.id, "closes_on": closes_on}


@step
def close_notice(entry_id: int) -> dict[str, Any]:
    """Takes the entry down at the end of its period → open_objections."""
    return {"open_objections": commands.close_entry(entry_id)}


@step
def tally(entry_id: int) -> dict[str, Any]:
    """What the objections come to → open_objections, upheld, remedy, reasons."""
    return commands.conclude(entry_id)


@step
def take_down(case_id: int) -> dict[str, Any]:
    """Takes every open entry of the case down → taken_down (how many)."""
    return {"taken_down": commands.take_down(case_id)}


@step
def recall(entry_id: int) -> dict[str, Any]:
    """Takes an entry back whose process was set back to before it → open_objections (they are answered all the same)."""
    return {"open_objections": commands.recall(entry_id)}


@step
def keep_findings(objection_id: int, findings: str | None = None, receive_note: str | None = None) -> dict[str, Any]:
    """Keeps what was found (or noted at receipt) with the objection; gives nothing to the process."""
    commands.keep_findings(objection_id, receive_note=receive_note or "", findings=findings or "")
    return {}


@step
def answer_objection(
    objection_id: int, verdict: str, remedy: str | None = None, verdict_reasons: str | None = None
) -> dict[str, Any]:
    """Decides the objection and answers both sides → objection_verdict."""
    objection = commands.answer_objection(
        objection_id, verdict=verdict, remedy=remedy or "none", reasons=verdict_reasons or ""
    )
    return {"objection_verdict": objection.verdict}


@step
def close_objection(objection_id: int) -> dict[str, Any]:
    """Answers an objection whose application has ended; gives nothing to the process."""
    commands.close_objection(objection_id)
    return {}
