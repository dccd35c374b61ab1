"""The credit record's pages: the officers' lists, a report of a violation, a record; and a citizen's own record."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cases import letters
from app.cases import queries as cases
from app.errors import NotFound
from app.integrity import commands, queries, words
from app.integrity.records import IntegrityRecord
from app.people import allow, current_person
from app.people import queries as people
from app.people.queries import CITY
from app.store import files, personal
from app.web import forms

READERS = ("district_reviewer", "district_approver", "city_reviewer", "city_approver", "supervisor", "auditor")
REPORTERS = ("district_reviewer", "city_reviewer")
blueprint = Blueprint("integrity", "app.integrity", template_folder="templates")


@blueprint.context_processor
def the_words() -> dict[str, object]:
    """The words for codes, for the room's templates."""
    return {"words": words}


@blueprint.get("/desk/integrity")
@allow(*READERS)
def records() -> str:
    """The records and violations of the officer's districts."""
    person = current_person()
    codes = [one.code for one in people.organisations() if person.covers_any(one.code, CITY)]
    return render_template(
        "integrity/records.html",
        records=queries.records_in(codes),
        violations=queries.violations_in(codes),
        may_report=person.may(*REPORTERS),
    )


@blueprint.get("/desk/integrity/<number>")
@allow(*READERS)
def record(number: str) -> str:
    """A record with its history and letters."""
    found = _visible(number)
    lines = queries.history(found.id)
    names = people.names_of({line.by for line in lines})
    return render_template(
        "integrity/record.html", record=found, lines=lines, names=names, letters=cases.letters_about(found.number)
    )


@blueprint.get("/desk/integrity/<number>/letters/<uid>")
@allow(*READERS)
def record_letter(number: str, uid: str) -> Response:
    """A letter of the record, as PDF."""
    return _letter(_visible(number), uid)


def _visible(number: str) -> IntegrityRecord:
    found = queries.record_by_number(number)
    if not current_person().covers_any(found.district, CITY):
        raise NotFound()
    return found


def _letter(record: IntegrityRecord, uid: str) -> Response:
    found = [one for one in cases.letters_about(record.number) if one.uid == uid]
    if not found:
        raise NotFound()
    return files.respond(letters.pdf(found[0]))


@blueprint.get("/desk/integrity/report")
@allow(*REPORTERS)
def ask_report() -> str:
    """Where a report of a violation is entered."""
    return _report(forms.find("integrity.report").html({}, {}, {}))


@blueprint.post("/desk/integrity/report")
@allow(*REPORTERS)
def report() -> Response | tuple[str, int]:
    """Takes the report in; its process starts at once."""
    form = forms.find("integrity.report")
    filled = form.fill(request.form, {})
    if filled.errors:
        return _report(form.html(filled.values, filled.errors, {})), 422
    found = commands.report_violation(filled.answers, by=current_person().actor)
    flash(_("线索 %(number)s 已登记，调查任务已经交办。", number=found.number), "good")
    return redirect(url_for("integrity.records"), 303)


def _report(markup: str) -> str:
    return render_template("integrity/report.html", markup=markup)


@blueprint.get("/my/integrity")
@allow("citizen")
def mine() -> str:
    """What is or was held against the person who asks, with letters and the way to object or repair."""
    return _mine({})


@blueprint.post("/my/integrity/<number>/repair")
@allow("citizen")
def ask_repair(number: str) -> Response | tuple[str, int]:
    """Asks for repair, or objects; what was typed stays when something is missing."""
    found = _own(number)
    form = forms.find("integrity.ask_repair")
    filled = form.fill(request.form, {})
    if filled.errors:
        return _mine({found.number: form.html(filled.values, filled.errors, {})}), 422
    commands.ask_repair(found, filled.answers["repair_kind"], filled.answers["repair_text"], by=current_person().actor)
    flash(_("申请已经提交，审查结果会书面告知您。"), "good")
    return redirect(url_for("integrity.mine"), 303)


@blueprint.get("/my/integrity/<number>/letters/<uid>")
@allow("citizen")
def my_letter(number: str, uid: str) -> Response:
    """A letter of one's own record, as PDF."""
    return _letter(_own(number), uid)


def _mine(markups: dict[str, str]) -> str:
    found = _records()
    blank = forms.find("integrity.ask_repair")
    return render_template(
        "integrity/mine.html",
        records=found,
        letters={one.number: cases.letters_about(one.number) for one in found},
        markups={one.number: markups.get(one.number) or blank.html({}, {}, {}) for one in found},
        opened=set(markups),
    )


def _records() -> list[IntegrityRecord]:
    number = people.applicant_facts(current_person().id)["id_number"]
    return queries.records_of(personal.index(number)) if number else []


def _own(number: str) -> IntegrityRecord:
    found = [one for one in _records() if one.number == number]
    if not found:
        raise NotFound()
    return found[0]
