"""What an officer reads beside the forms of an objection, and a case's notices."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.cases import codes
from app.cases import queries as cases
from app.cases.words import language
from app.people import queries as people
from app.publicity import queries, rules, words
from app.publicity.records import NoticeEntry, Objection
from app.registry import panel
from app.store import clock, get


@panel
def receive_objection(variables: dict[str, Any]) -> str:
    """The objection, with whom to ask back."""
    return _objection(variables, contact=True)


@panel
def investigate(variables: dict[str, Any]) -> str:
    """The same: the investigator speaks with the objector."""
    return _objection(variables, contact=True)


@panel
def decide(variables: dict[str, Any]) -> str:
    """The same with the findings; who objected does not matter any more."""
    return _objection(variables, contact=False)


def _objection(variables: dict[str, Any], *, contact: bool) -> str:
    objection = get(Objection, variables["objection_id"])
    entry = get(NoticeEntry, objection.entry_id)
    case = cases.case_by_id(entry.case_id)
    return render_template(
        "publicity/panel_objection.html",
        words=words,
        objection=objection,
        entry=entry,
        notice=queries.notice_of(entry),
        state=queries.state_of(entry),
        contact=contact,
        case=case,
        category=codes.label("household_category", case.category, language()),
        persons=case.persons,
        town=people.town_name(case.town),
        findings=variables.get("findings") or objection.findings,
        receive_note=variables.get("receive_note") or objection.receive_note,
    )


@panel
def notices(variables: dict[str, Any]) -> str:
    """The notices and objections of the case `case_id`: for pages about a case."""
    lines = [
        {
            "entry": entry,
            "notice": queries.notice_of(entry),
            "state": queries.state_of(entry),
            "objections": queries.objections(entry.id),
        }
        for entry in queries.entries_of_case(variables["case_id"])
    ]
    return render_template("publicity/panel_notices.html", words=words, lines=lines)


@panel
def upheld(variables: dict[str, Any]) -> str:
    """Why the case `case_id` is examined again: what its newest notice was rightly objected to; nothing of who objected."""
    found = queries.upheld_last(int(variables["case_id"]))
    return render_template("publicity/panel_upheld.html", words=words, objections=found)


@panel
def preview(variables: dict[str, Any]) -> str:
    """Exactly what the three notices would show of a household: for the applicant, before consenting.

    `variables`: name, id_number, persons, category, town (its code).
    """
    facts = {**variables, "case_number": "", "town": people.town_of(variables["town"]).name}
    masks, day = queries.masks(), clock.today()
    alike: list[tuple[list[int], dict[str, object]]] = []
    for level in rules.OPEN_STATE:
        shown = rules.shown_of(facts, masks, level=level, day=day)
        if alike and alike[-1][1] == shown:
            alike[-1][0].append(level)
        else:
            alike.append(([level], shown))
    return render_template("publicity/panel_preview.html", words=words, alike=alike)
