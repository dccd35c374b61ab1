"""Home and the guided application: one topic a page, saved at every step, checked before it is sent."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app import engine
from app.cases import process as case_process
from app.cases.rules import check_application
from app.people import allow, current_person, public
from app.people import queries as people
from app.portal import commands, queries, rules
from app.portal.pages import blueprint
from app.store import clock, keep_anyway
from app.web import forms

TITLES = {
    "category": _l("申请类别"),
    "contact": _l("住址与联系方式"),
    "members": _l("家庭成员"),
    "work": _l("工作与收入"),
    "housing": _l("住房情况"),
    "assets": _l("财产情况"),
    "documents": _l("证明材料"),
    "declaration": _l("声明与授权"),
}


@blueprint.get("/")
@public
def home() -> str:
    """The house's door: what it is for, where to begin, what is published."""
    return render_template("portal/home.html")


@blueprint.get("/apply")
@allow("citizen")
def drafts() -> str:
    """What one has begun, and where to begin anew."""
    return render_template("portal/drafts.html", drafts=queries.open_drafts(current_person().id))


@blueprint.post("/apply")
@allow("citizen")
def begin() -> Response:
    """Begins an application with oneself as the applicant; an unfinished one is taken up again."""
    person = current_person()
    open_ones = queries.open_drafts(person.id)
    draft = open_ones[0] if open_ones else commands.begin_draft(person.id, people.applicant_facts(person.id))
    return redirect(url_for("portal.tasks", uid=draft.uid), 303)


@blueprint.get("/apply/<uid>")
@allow("citizen")
def tasks(uid: str) -> str:
    """The task list: what is done, what is still to do."""
    draft = queries.draft_of(current_person().id, uid)
    return render_template("portal/tasks.html", draft=draft, lines=_lines(draft), titles=TITLES)


def _lines(draft: Any) -> list[rules.Topic]:
    answers = queries.answers_of(draft)
    return rules.topics(answers, len(missing_documents(draft, answers)))


def missing_documents(draft: Any, answers: dict[str, Any]) -> list[Any]:
    """The required documents of a draft for which nothing has been uploaded yet."""
    given = {(kept.kind, kept.member_key) for kept, _ in queries.files_of(draft)}
    return [line for line in required(answers) if not line.exempt and (line.code, line.member_key) not in given]


def required(answers: dict[str, Any]) -> list[Any]:
    """The documents this application needs, by category and answers; empty until both are known."""
    if "category" not in answers["topics"] or not answers["members"]:
        return []
    return case_process.required_for_draft(rules.application(_with_contact(answers), ""), [m["key"] for m in answers["members"]])


def _with_contact(answers: dict[str, Any]) -> dict[str, Any]:
    blank = {"town": "", "address": "", "contact_phone": ""}
    return {**answers, "topics": {"contact": blank, **answers["topics"]}}


@blueprint.get("/apply/<uid>/<any(category, contact, housing, declaration):topic>")
@allow("citizen")
def topic(uid: str, topic: str) -> str:
    """One topic's questions, with what was typed before."""
    answers = queries.answers_of(queries.draft_of(current_person().id, uid))
    values = answers["raw"].get(topic) or answers["topics"].get(topic) or {}
    return _topic_page(uid, topic, values, {})


def _topic_page(uid: str, topic: str, values: dict[str, Any], errors: dict[str, str]) -> str:
    form = forms.find(f"portal.{topic}")
    markup = form.html(values, errors, variables(topic))
    return render_template("portal/topic.html", uid=uid, title=TITLES[topic], markup=markup, errors=errors)


def variables(topic: str) -> dict[str, Any]:
    """What the forms' own expressions may read: the towns to choose from."""
    return {"towns": people.town_choices()} if topic == "contact" else {}


@blueprint.post("/apply/<uid>/<any(category, contact, housing, declaration):topic>")
@allow("citizen")
def save_topic(uid: str, topic: str) -> tuple[str, int] | Response:
    """Keeps what was typed, valid or not; goes back to the task list when it is valid."""
    draft = queries.draft_of(current_person().id, uid, lock=True)
    form = forms.find(f"portal.{topic}")
    filled = form.fill(request.form, variables(topic))
    if filled.again:
        return _topic_page(uid, topic, filled.values, {}), 200
    errors = filled.errors or _town_error(topic, filled.answers)
    commands.keep_topic(draft, topic, filled.answers, form.draft(request.form) if errors else None)
    if errors:
        return keep_anyway(_topic_page(uid, topic, filled.values, errors))
    return redirect(url_for("portal.tasks", uid=uid), 303)




def _town_error(topic: str, given: dict[str, Any]) -> dict[str, str]:
    if topic == "contact" and people.route(given["town"]).external:
        return {"town": _("横琴镇的申请由横琴粤澳深度合作区受理,请向合作区民生事务部门申请;本平台不能代为受理。")}
    return {}


@blueprint.get("/apply/<uid>/check")
@allow("citizen")
def check(uid: str) -> str:
    """Check your answers: everything that will be sent, with a way to change each."""
    draft = queries.draft_of(current_person().id, uid)
    return _check_page(draft, [])


def _check_page(draft: Any, problems: list[Any]) -> str:
    answers = queries.answers_of(draft)
    lines = _lines(draft)
    complete = all(line.done for line in lines)
    application = rules.application(answers, clock.today().isoformat()) if complete else None
    return render_template(
        "portal/check.html", draft=draft, answers=answers, application=application, lines=lines, titles=TITLES,
        problems=problems, files=queries.files_of(draft), town=people.town_name,
    )  # fmt: skip


@blueprint.post("/apply/<uid>/submit")
@allow("citizen")
def submit(uid: str) -> Response | tuple[str, int]:
    """Sends the application: opens the case and starts its process, once."""
    person = current_person()
    draft = queries.draft_of(person.id, uid, lock=True)
    if draft.case_id is not None:
        return redirect(url_for("portal.receipt", number=case_process.number_of(draft.case_id)), 303)
    problems = _problems(draft)
    if problems:
        return _check_page(draft, problems), 422
    case = commands.submit(draft, account_id=person.id, by=person.actor)
    engine.start("application", business_key=case.number, data=case_process.start_data(case), by=person.actor, key=draft.uid)
    return redirect(url_for("portal.receipt", number=case.number), 303)


def _problems(draft: Any) -> list[Any]:
    if not all(line.done for line in _lines(draft)):
        return [case_process.unfinished(_("还有没有完成的内容,请回到任务列表逐项完成。"))]
    application = rules.application(queries.answers_of(draft), clock.today().isoformat())
    return list(check_application(application))
