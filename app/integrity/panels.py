"""What a record bars, for whoever lets people apply: beside the acceptance of an application, an allotment, a draft at the portal."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.cases import queries as cases
from app.integrity import queries, words
from app.registry import panel
from app.store import personal


@panel
def barred(variables: dict[str, Any]) -> str:
    """The records by which the household of `case_id` may not apply today, until when, and the way to repair; "" when none bars."""
    members = cases.members(cases.case_by_id(int(variables["case_id"])))
    names = {member.id_number_index: member.name for member in members}
    found = queries.barring(names)
    return render_template("integrity/panel_barred.html", records=found, names=names, words=words) if found else ""


@panel
def barred_applicants(variables: dict[str, Any]) -> str:
    """For who is about to apply: until when somebody of `id_numbers` is barred, the first of them being the reader; "" when none."""
    people = [personal.index(number) for number in variables["id_numbers"] if number]
    found = queries.barring(people)
    if not found:
        return ""
    return render_template(
        "integrity/panel_applicants.html",
        until_on=max(one.barred_until for one in found if one.barred_until),
        own=any(one.person == people[0] for one in found),
    )
