"""The end of an application: check the answers, declare and consent, send it once, the receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from app import engine, registry, settings
from app.calendar import deadline
from app.cases import process as case_process
from app.cases import queries as cases
from app.cases.rules import Problem, check_application
from app.cases.words import language
from app.people import allow, current_person
from app.people import queries as people
from app.portal import commands, queries, rules, words
from app.portal.pages.apply import Answer, answer_address, sent, task_lines
from app.portal.pages.blueprint import blueprint
from app.portal.pages.my import own_case
from app.portal.pages.standing import office_name
from app.portal.records import Draft
from app.store import clock
from app.web import forms


@dataclass(frozen=True)
class Fault:
    """What keeps an application from being sent: the words, and where it is mended."""

    text: str
    address: str


@blueprint.get("/apply/<uid>/check")
@allow("citizen")
def check(uid: str) -> Answer:
    """Check your answers: everything that will be sent, with a way to change each."""
    draft = queries.draft_of(current_person().id, uid)
    return sent(draft) or _as_correction(draft) or _check_page(draft, faults(draft))


def _as_correction(draft: Draft) -> Response | None:
    """A correction is looked over and handed in with the answer to what the office asked."""
    return redirect(answer_address(draft), 303) if draft.corrects_id is not None else None


def _check_page(draft: Draft, found: list[Fault]) -> str:
    answers = queries.answers_of(draft)
    return render_template(
        "portal/check.html",
        uid=draft.uid,
        answers=answers,
        application=rules.application(answers, clock.today().isoformat()),
        lines=task_lines(draft),
        words=words,
        faults=found,
        bar=_bar(answers),
        files=queries.files_of(draft),
        kinds=dict(case_process.document_kinds()),
        town=people.town_name,
        may_work=[rules.may_work(member, clock.today()) for member in answers["members"]],
        claims=_claims(answers),
    )


def _bar(answers: dict[str, Any]) -> str:
    """What the credit record says against applying; it stops nobody here: who accepts the application decides."""
    barred = registry.find_panel("integrity.barred_applicants")
    numbers = [rules.named(member).get("id_number", "") for member in answers["members"]]
    return Markup(barred({"id_numbers": numbers})) if barred else ""


def _claims(answers: dict[str, Any]) -> list[str]:
    """The claimed conditions in words, as the form asks them."""
    part = next(part for part in forms.find("portal.claims").parts if part.key == "claims")
    english = str(part.properties["values_en"]).split("|")
    labels = {
        v["value"]: v["label"] if language() == "zh" else en for v, en in zip(part.spec["values"], english, strict=True)
    }
    return [labels[claim] for claim in answers["topics"].get("claims", {}).get("claims") or []]


def faults(draft: Draft) -> list[Fault]:
    """Everything that is not right yet, each with the page where it is mended; [] when the application can be sent."""
    answers = queries.answers_of(draft)
    undone = [line for line in task_lines(draft) if not line.done]
    if undone:
        twice = [_fault(draft.uid, answers, problem) for problem in rules.kin_problems(answers, clock.today())]
        return [_undone(draft.uid, line) for line in undone] + twice
    case = cases.case_by_id(draft.corrects_id) if draft.corrects_id is not None else None
    application = commands.corrected(draft, case) if case else rules.application(answers, clock.today().isoformat())
    found = check_application(application, today=clock.today()) or cases.live_elsewhere(application, apart_from=case)
    return [_fault(draft.uid, answers, problem) for problem in found]


def _undone(uid: str, line: rules.Topic) -> Fault:
    text = _("“%(topic)s”还没有完成。", topic=words.TITLES[line.key])
    return Fault(text, url_for("portal.tasks", uid=uid) if not line.open else _address(uid, line.key, ""))


def _fault(uid: str, answers: dict[str, Any], problem: Problem) -> Fault:
    place, key = rules.place_of(problem.field, answers)
    member = rules.find_member(answers, key) if key else None
    text = problem.text_in(language())
    named = f"{rules.named(member).get('name', '')}: {text}" if member else text
    return Fault(named, _address(uid, place, key))


def _address(uid: str, place: str, key: str) -> str:
    if key:
        return url_for("portal.member", uid=uid, part=place, key=key, back="check")
    if place in rules.PARTS:
        return url_for("portal.household", uid=uid, topic=place)
    if place == "documents":
        return url_for("portal.documents", uid=uid)
    return url_for("portal.topic", uid=uid, topic=place, back="check")


@blueprint.get("/apply/<uid>/declaration")
@allow("citizen")
def declaration(uid: str) -> Answer:
    """The declaration and consents, with exactly what a notice will show; opens when everything else is right."""
    draft = queries.draft_of(current_person().id, uid)
    elsewhere = sent(draft) or _as_correction(draft)
    if elsewhere is None and faults(draft):
        return redirect(url_for("portal.check", uid=uid), 303)
    return elsewhere or _declaration_page(draft, {}, {})


def _declaration_page(draft: Draft, values: dict[str, Any], errors: dict[str, str]) -> str:
    answers = queries.answers_of(draft)
    markup = forms.find("portal.declaration").html(values, errors, {})
    return render_template(
        "portal/declaration.html", uid=draft.uid, markup=markup, errors=errors, shown=_shown(answers)
    )


def _shown(answers: dict[str, Any]) -> str:
    """What the notices will show of the household: said by the room that publishes, by name."""
    preview = registry.find_panel("publicity.preview")
    applicant, given = rules.named(answers["members"][0]), answers["topics"]
    facts = {
        "name": applicant["name"],
        "id_number": applicant["id_number"],
        "persons": len(answers["members"]),
        "category": rules.category_of(answers),
        "town": given["contact"]["town"],
    }
    return Markup(preview(facts)) if preview else ""


@blueprint.post("/apply/<uid>/declaration")
@allow("citizen")
def submit(uid: str) -> Answer:
    """Declares, consents and sends: opens the case and starts its process, once. The same draft again gives its receipt."""
    person = current_person()
    draft = queries.draft_of(person.id, uid, lock=True)
    elsewhere = sent(draft) or _as_correction(draft)
    if elsewhere is not None:
        return elsewhere
    found = faults(draft)
    if found:
        return _check_page(draft, found), 422
    filled = forms.find("portal.declaration").fill(request.form, {})
    if filled.errors:
        return _declaration_page(draft, filled.values, filled.errors), 422
    case = commands.submit(draft, filled.answers, account_id=person.id, by=person.actor)
    engine.start("application", business_key=case.number, data=case_process.start_data(case), by=person.actor, key=uid)
    return redirect(url_for("portal.receipt", number=case.number), 303)


@blueprint.get("/my/<number>/receipt")
@allow("citizen")
def receipt(number: str) -> str:
    """The receipt of a submission: number, QR, who received it, the legal date of its answer, what comes next.

    It says what was true when it was given, wherever the matter is by now: standing() tells that, on the matter's page.
    """
    case = own_case(number)
    limits = queries.limits(case.category)
    address = settings.current().letters.address + url_for("portal.matter", number=number)
    return render_template(
        "portal/receipt.html",
        case=case,
        office=office_name(case.street),
        answer_by=deadline(case.submitted_on, int(limits["accept"]["days"]), limits["accept"]["unit"]),
        qr=Markup(case_process.qr(address)),
        address=address,
        limits=limits,
    )
