"""What an officer reads beside the form of registration."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from app.allocation import queries
from app.cases import queries as cases
from app.cases import words
from app.people import queries as people
from app.registry import find_panel, panel


@panel
def register(variables: dict[str, Any]) -> str:
    """The household in short, its way so far, and what registration does."""
    case = cases.case_by_id(variables["case_id"])
    return render_template(
        "allocation/panel_register.html",
        case=case,
        category=words.label("household_category", case.category),
        mode=words.mode(case.mode),
        persons=case.persons,
        town=people.town_name(case.town),
    )


def _allotment(variables: dict[str, Any]) -> str:
    case_id = variables["case_id"]
    barred = find_panel("integrity.barred")
    return render_template(
        "allocation/panel_allot.html",
        bar=Markup(barred({"case_id": case_id})) if barred and variables.get("is_barred") else "",
        entry=queries.entry_of(case_id),
        rank=queries.rank_of(case_id),
        category=words.label("household_category", cases.case_by_id(case_id).category),
        given_up=queries.refusals(case_id),
        unit_words=variables.get("unit_words"),
        reason=variables.get("allot_reason"),
        note=variables.get("allot_approval_note"),
        answer_due=variables.get("answer_due"),
    )


@panel
def allot(variables: dict[str, Any]) -> str:
    """The household, its rank, what it gave up; and the home that was named last, with why it cannot be had."""
    return _allotment(variables)


@panel
def approve_allotment(variables: dict[str, Any]) -> str:
    """The same, with the home that was chosen and why."""
    return _allotment(variables)


@panel
def answer_offer(variables: dict[str, Any]) -> str:
    """The same, for an officer who writes down what a household without an account answers."""
    return _allotment(variables)
