"""The guided application: begin, the task list, the topics of the household. One topic a page, saved at every step."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cases import queries as cases
from app.cases.records import Case
from app.errors import NotFound
from app.people import allow, current_person
from app.people import queries as people
from app.portal import commands, queries, rules, words
from app.portal.pages.blueprint import blueprint
from app.portal.pages.documents import missing_documents
from app.portal.pages.standing import waiting_for_applicant
from app.portal.records import Draft
from app.store import clock, keep_anyway
from app.web import forms

Answer = str | Response | tuple[str, int]


@blueprint.get("/apply")
@allow("citizen")
def drafts() -> str:
    """What one has begun, and where to begin anew; or why one cannot."""
    person = current_person()
    return render_template(
        "portal/drafts.html",
        drafts=queries.open_drafts(person.id),
        own=_own_live_case(person.id),
        elsewhere=_stands_elsewhere(person.id),
        days=queries.draft_days(),
    )


def _own_live_case(account_id: int) -> Case | None:
    return next((case for case in cases.cases_of(account_id) if cases.is_open(case)), None)


def _stands_elsewhere(account_id: int) -> bool:
    """Whether the person stands in somebody else's live case: whose is not said."""
    found = cases.live_case_of(people.applicant_facts(account_id)["id_number"])
    return found is not None and found.account_id != account_id


@blueprint.post("/apply")
@allow("citizen")
def begin() -> Response:
    """Begins an application with oneself as the applicant; an unfinished one is taken up again."""
    person = current_person()
    own = _own_live_case(person.id)
    if own is not None:
        return redirect(url_for("portal.matter", number=own.number), 303)
    if _stands_elsewhere(person.id):
        return redirect(url_for("portal.drafts"), 303)
    begun = queries.open_drafts(person.id)
    draft = begun[0] if begun else commands.begin_draft(person.id, people.applicant_facts(person.id))
    return redirect(url_for("portal.tasks", uid=draft.uid), 303)


def task_lines(draft: Draft) -> list[rules.Topic]:
    """The task list of a draft, without the declaration."""
    answers = queries.answers_of(draft)
    lines = rules.topics(answers, len(missing_documents(draft, answers)), clock.today())
    return [line for line in lines if _may_change(draft, line.key)]


def _may_change(draft: Draft, topic: str) -> bool:
    return draft.corrects_id is None or topic in rules.CORRECTABLE


def sent(draft: Draft) -> Response | None:
    """To the receipt, when the draft was submitted already: its pages are no more. A correction leads to its matter."""
    if draft.corrects_id is not None:
        case = cases.case_by_id(draft.corrects_id)
        asked = draft.case_id is None and waiting_for_applicant(case)
        return None if asked else redirect(url_for("portal.matter", number=case.number), 303)
    if draft.case_id is None:
        return None
    return redirect(url_for("portal.receipt", number=cases.case_by_id(draft.case_id).number), 303)


def answer_address(draft: Draft) -> str:
    """Where a correction is looked over and handed in: with the answer to what the office asked."""
    case = cases.case_by_id(draft.corrects_id or 0)
    asked = waiting_for_applicant(case)
    if not asked:
        return url_for("portal.matter", number=case.number)
    return url_for("portal.answer", number=case.number, task_id=asked[0].id, _anchor="correction")


@blueprint.get("/apply/<uid>")
@allow("citizen")
def tasks(uid: str) -> Answer:
    """The task list: what is done, what is still to do."""
    draft = queries.draft_of(current_person().id, uid)
    lines = {line.key: line for line in task_lines(draft)} if draft.case_id is None else {}
    if draft.corrects_id is not None:
        return sent(draft) or render_template(
            "portal/correction.html", draft=draft, lines=lines, words=words, answer=answer_address(draft)
        )
    return sent(draft) or render_template(
        "portal/tasks.html", draft=draft, lines=lines, words=words, complete=rules.is_complete(lines.values())
    )


@blueprint.get("/apply/<uid>/<any(category, contact, claims, housing):topic>")
@allow("citizen")
def topic(uid: str, topic: str) -> Answer:
    """One topic's questions, with what was typed before."""
    draft = _draft_with(uid, topic)
    answers = queries.answers_of(draft)
    values = answers["raw"].get(topic) or answers["topics"].get(topic) or _first_values(topic)
    return sent(draft) or _topic_page(uid, topic, values, {})


def _draft_with(uid: str, topic: str, *, lock: bool = False) -> Draft:
    """The draft, when that topic may be changed in it."""
    draft = queries.draft_of(current_person().id, uid, lock=lock)
    if not _may_change(draft, topic):
        raise NotFound()
    return draft


def _first_values(topic: str) -> dict[str, Any]:
    return {"contact_phone": people.phone_of(current_person().id)} if topic == "contact" else {}


def _topic_page(uid: str, topic: str, values: dict[str, Any], errors: dict[str, str]) -> str:
    markup = forms.find(f"portal.{topic}").html(values, errors, _variables(topic))
    return render_template(
        "portal/topic.html", uid=uid, title=words.TITLES[topic], markup=markup, errors=errors, back=came_from()
    )


def _variables(topic: str) -> dict[str, Any]:
    """What the forms' own expressions may read: the towns to choose from."""
    return {"towns": people.town_choices()} if topic == "contact" else {}


def came_from() -> str:
    """ "check" when the person came from the check page to change an answer, else ""."""
    return "check" if request.values.get("back") == "check" else ""


def saved(uid: str, endpoint: str = "portal.tasks", **values: Any) -> Response:
    """After saving: back to the check page when one came from there, else to the task list (or `endpoint`)."""
    if came_from():
        return redirect(url_for("portal.check", uid=uid), 303)
    return redirect(url_for(endpoint, uid=uid, **values), 303)


@blueprint.post("/apply/<uid>/<any(category, contact, claims, housing):topic>")
@allow("citizen")
def save_topic(uid: str, topic: str) -> Answer:
    """Keeps what was typed, valid or not; goes back to the task list when it is valid."""
    draft = _draft_with(uid, topic, lock=True)
    form = forms.find(f"portal.{topic}")
    filled = form.fill(request.form, _variables(topic))
    if filled.again:
        return _topic_page(uid, topic, filled.values, filled.errors)
    errors = filled.errors or _town_error(topic, filled.answers)
    commands.keep_topic(draft, topic, filled.answers, form.draft(request.form) if errors else None)
    if errors:
        return keep_anyway((_topic_page(uid, topic, filled.values, errors), 422))
    return saved(uid)


def _town_error(topic: str, given: dict[str, Any]) -> dict[str, str]:
    if topic == "contact" and people.route(given["town"]).external:
        return {"town": _("横琴镇的申请由横琴粤澳深度合作区受理，请向合作区民生事务部门申请；本平台不能代为受理。")}
    return {}


@blueprint.get("/apply/<uid>/discard")
@allow("citizen")
def ask_discard(uid: str) -> Answer:
    """Asks once, and says what is lost."""
    draft = queries.draft_of(current_person().id, uid)
    return sent(draft) or render_template("portal/discard.html", draft=draft, files=queries.files_of(draft))


@blueprint.post("/apply/<uid>/discard")
@allow("citizen")
def discard(uid: str) -> Response:
    """Deletes the draft with its documents."""
    draft = queries.draft_of(current_person().id, uid, lock=True)
    back = url_for("portal.drafts") if draft.corrects_id is None else answer_address(draft)
    commands.discard(draft)
    flash(_("草稿和其中的材料已经删除。"), "good")
    return redirect(back, 303)
