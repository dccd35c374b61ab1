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


def _matter(variables: dict[str, Any]) -> str:
    """The lease a violation is about, as `leasing.holder_facts` found it when the violation was reported; "" for older processes."""
    lease = variables.get("lease_facts")
    return render_template("integrity/panel_lease.html", lease=lease, about=variables) if lease else ""


@panel
def investigate(variables: dict[str, Any]) -> str:
    """The lease, its holder, what is owed."""
    return _matter(variables)


@panel
def urge_objection(variables: dict[str, Any]) -> str:
    """The same for the supervisor."""
    return _matter(variables)


@panel
def statement(variables: dict[str, Any]) -> str:
    """The same beside what the household says."""
    return _matter(variables)


@panel
def hearing(variables: dict[str, Any]) -> str:
    """The same beside the hearing."""
    return _matter(variables)


@panel
def draft_decision(variables: dict[str, Any]) -> str:
    """The same beside the decision."""
    return _matter(variables)


@panel
def approve_decision(variables: dict[str, Any]) -> str:
    """The same for who approves."""
    return _matter(variables)
