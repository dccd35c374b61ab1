"""The household: who belongs to it, and each one's work, income and assets, one person a page."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.cases import codes
from app.errors import NotFound
from app.people import allow, current_person
from app.people.rules import check_id_number
from app.portal import commands, queries, rules
from app.portal.pages import blueprint
from app.portal.pages.apply import TITLES
from app.store import keep_anyway
from app.web import forms

PARTS = {"member": "members", "work": "work", "assets": "assets"}
PART_TITLES = {"member": _l("成员信息"), "work": _l("工作与收入"), "assets": _l("财产情况")}


@blueprint.get("/apply/<uid>/<any(members, work, assets):topic>")
@allow("citizen")
def household(uid: str, topic: str) -> str:
    """The members with what is done for each; here one adds and removes."""
    answers = queries.answers_of(queries.draft_of(current_person().id, uid))
    part = next(part for part, of in PARTS.items() if of == topic)
    return render_template(
        "portal/household.html", uid=uid, topic=topic, part=part, title=TITLES[topic], members=answers["members"]
    )


@blueprint.get("/apply/<uid>/<any(member, work, assets):part>/<key>")
@allow("citizen")
def member(uid: str, part: str, key: str) -> str:
    """One person's questions."""
    answers = queries.answers_of(queries.draft_of(current_person().id, uid))
    found = rules.find_member(answers, key)
    if found is None and (part != "member" or key != "new"):
        raise NotFound()
    kept = found or {"raw": {}}
    values = kept["raw"].get(part) or kept.get(part) or {}
    return _member_page(uid, part, key, values, {}, answers)


def _member_page(
    uid: str, part: str, key: str, values: dict[str, Any], errors: dict[str, str], answers: dict[str, Any]
) -> str:
    markup = forms.find(f"portal.{part}").html(values, errors, _variables(answers, key))
    return render_template(
        "portal/topic.html", uid=uid, title=PART_TITLES[part], markup=markup, errors=errors, topic=PARTS[part]
    )


def _variables(answers: dict[str, Any], key: str) -> dict[str, Any]:
    """What the forms' expressions may read: the kin table, the category, whether this is the applicant."""
    applicant = bool(answers["members"]) and answers["members"][0]["key"] == key
    category = answers["topics"].get("category", {}).get("category", "0")
    relations = [line for line in codes.choices("relation") if (line["value"] == "01") == applicant]
    return {"relations": relations, "category": int(category), "is_applicant": applicant}


@blueprint.post("/apply/<uid>/<any(member, work, assets):part>/<key>")
@allow("citizen")
def save_member(uid: str, part: str, key: str) -> tuple[str, int] | Response:
    """Keeps one person's answers, valid or not; goes back to the household when they are valid."""
    draft = queries.draft_of(current_person().id, uid, lock=True)
    answers = queries.answers_of(draft)
    form = forms.find(f"portal.{part}")
    filled = form.fill(request.form, _variables(answers, key))
    if filled.again:
        return _member_page(uid, part, key, filled.values, {}, answers), 200
    errors = filled.errors or _number_errors(part, answers, key, filled.answers)
    if errors and key == "new":
        return _member_page(uid, part, key, filled.values, errors, answers), 422
    commands.keep_member(draft, key, part, filled.answers, form.draft(request.form) if errors else None)
    if errors:
        return keep_anyway(_member_page(uid, part, key, filled.values, errors, answers))
    return redirect(url_for("portal.household", uid=uid, topic=PARTS[part]), 303)


def _number_errors(part: str, answers: dict[str, Any], key: str, given: dict[str, Any]) -> dict[str, str]:
    if part != "member":
        return {}
    given["id_number"] = given["id_number"].strip().upper()
    problem = check_id_number(given["id_number"])
    if problem:
        return {"id_number": str(problem)}
    if rules.duplicate_numbers(answers, key, given["id_number"]):
        return {"id_number": _("这个身份证号码已经填在另一位成员名下。")}
    return {}


@blueprint.post("/apply/<uid>/member/<key>/remove")
@allow("citizen")
def remove_member(uid: str, key: str) -> Response:
    """Takes a member out of the application."""
    commands.remove_member(queries.draft_of(current_person().id, uid, lock=True), key)
    return redirect(url_for("portal.household", uid=uid, topic="members"), 303)
