"""Self-assessment (资格评估): would we be eligible? Open to everybody, not binding, nothing is stored.

The reviews themselves have no pages: their forms and panels stand on the desk; the blueprint brings the templates.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.cases.words import language
from app.people import public
from app.review import queries, words
from app.review.rules import application_from
from app.store import clock
from app.web import forms

blueprint = Blueprint("review", __name__, template_folder="templates")


@blueprint.get("/assess")
@public
def assess() -> str:
    """The questions."""
    return _page(forms.find("review.assess").html({}, {}, {}), {}, None)


@blueprint.post("/assess")
@public
def show_advice() -> str | tuple[str, int]:
    """What the policy says of the answers, above the answers themselves, so that one may be changed and tried again."""
    form = forms.find("review.assess")
    filled = form.fill(request.form, {})
    markup = form.html(filled.values, filled.errors, {})
    if filled.errors:
        page = _page(markup, filled.errors, None)
        return page if filled.again else (page, 422)
    return _page(markup, {}, queries.assess_declared(application_from(filled.answers, clock.today().isoformat())))


def _page(markup: str, errors: dict[str, str], advice: queries.Advice | None) -> str:
    chinese = language() == "zh"
    return render_template(
        "review/assess.html", markup=markup, errors=errors, advice=advice, words=words, chinese=chinese
    )
