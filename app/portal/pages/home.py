"""The house's door: what it is for, where to begin, what is published, and for a citizen where their matters stand."""

from __future__ import annotations

from flask import render_template

from app.cases import process as case_process
from app.cases import queries as cases
from app.people import current_person, public
from app.portal import queries
from app.portal.pages.blueprint import blueprint
from app.portal.pages.standing import waiting_for_applicant

ANY_CATEGORY = 30


@blueprint.get("/")
@public
def home() -> str:
    """The first page. The days it names are those of the decision `limits`."""
    person = current_person()
    is_citizen = person.kind == "citizen"
    mine = [case for case in cases.cases_of(person.id) if cases.is_open(case)] if is_citizen else []
    return render_template(
        "portal/home.html",
        limits=queries.limits(ANY_CATEGORY),
        mine=[(case, case_process.stages(case), waiting_for_applicant(case)) for case in mine],
        drafts=queries.open_drafts(person.id) if is_citizen and not mine else [],
    )
