"""What an officer reads beside the form of registration."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.cases import codes
from app.cases import queries as cases
from app.people import queries as people
from app.registry import panel


@panel
def register(variables: dict[str, Any]) -> str:
    """The household in short, its way so far, and what registration does."""
    case = cases.case_by_id(variables["case_id"])
    return render_template(
        "allocation/panel_register.html",
        case=case,
        category=codes.label("household_category", case.category),
        mode=case.mode,
        persons=case.persons,
        town=people.town_name(case.town),
    )
