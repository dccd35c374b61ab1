"""Repairs as officers see them: an inspector reports, the district reads, photos of the work are kept."""

from __future__ import annotations

import hashlib
from secrets import token_hex
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import engine
from app.cases import codes
from app.errors import Invalid, NotAllowed, NotFound
from app.people import Person, allow, current_person
from app.people import queries as people
from app.stock import commands, queries
from app.stock.pages.blueprint import blueprint
from app.stock.pages.stock import CITY, MAY_MOVE, may_move
from app.stock.queries import Home
from app.stock.records import Repair
from app.web import forms, photos, preferences

FORM = "stock.report_repair"


def kinds() -> dict[str, Any]:
    """What the form of a report may read: the kinds of repair in the reader's language."""
    return {"kinds": codes.choices("repair_kind", preferences.language())}


def report_page(home: Home, values: dict[str, Any], errors: dict[str, Any], *, back: str) -> str:
    """The form of a report, with what was typed."""
    return render_template(
        "stock/report.html",
        home=home,
        markup=forms.find(FORM).html(values, errors, kinds()),
        errors=errors,
        key=request.form.get("key") or token_hex(16),
        back=back,
        most_files=photos.MOST,
    )


def receive(home: Home, *, back: str) -> Repair | tuple[str, int]:
    """Keeps what was sent and starts its process; or the page with what is wrong. The same form again: the same repair."""
    person, filled = current_person(), forms.find(FORM).fill(request.form, kinds())
    if filled.again:
        return report_page(home, filled.values, filled.errors, back=back), 200
    errors: dict[str, Any] = dict(filled.errors)
    uids = [] if errors else photos.keep(errors)
    if errors:
        return report_page(home, filled.values, errors, back=back), 422
    try:
        return _report(home, person, filled.answers, uids)
    except Invalid as refused:
        return report_page(home, filled.values, {"text": refused.message}, back=back), 422


def _report(home: Home, person: Person, answers: dict[str, Any], uids: list[str]) -> Repair:
    report = commands.RepairReport(
        kind=answers["kind"],
        is_urgent=bool(answers.get("is_urgent")),
        text=answers["text"],
        photos=uids,
        form_key=hashlib.sha256(f"{person.actor} {request.form.get('key', '')}".encode()).hexdigest(),
        by=person.actor,
        account_id=person.id if person.kind == "citizen" else None,
    )
    repair, is_new = commands.report_repair(home, report)
    if is_new:
        engine.start("repair", business_key=repair.number, data=_start_data(repair), by=person.actor)
    return repair


def _start_data(repair: Repair) -> dict[str, Any]:
    return {
        "repair_id": repair.id,
        "repair_number": repair.number,
        "unit_id": repair.unit_id,
        "account_id": repair.account_id,
        "district": repair.district,
        "is_urgent": repair.is_urgent,
    }


@blueprint.get("/stock/units/<code>/report")
@allow(*MAY_MOVE)
def inspect(code: str) -> str:
    """Where an inspector reports what is broken."""
    home = _inspected(code)
    return report_page(home, {}, {}, back=url_for("stock.unit", code=code))


def _inspected(code: str) -> Home:
    home = queries.home(code)
    if not may_move(current_person(), home):
        raise NotAllowed()
    return home


@blueprint.post("/stock/units/<code>/report")
@allow(*MAY_MOVE)
def send_inspection(code: str) -> Any:
    """An inspector's report."""
    found = receive(_inspected(code), back=url_for("stock.unit", code=code))
    if isinstance(found, tuple):
        return found
    flash(_("已报修，编号 %(number)s。", number=found.number), "good")
    return redirect(url_for("stock.repair", number=found.number), 303)


def _seen(number: str) -> Repair:
    """The repair, for officers of its district or the city; NotFound for others."""
    found, person = queries.repair(number), current_person()
    if not (person.covers_any(found.district, CITY)):
        raise NotFound()
    return found


def _may_add(person: Person, found: Repair) -> bool:
    return found.state not in ("5", "6") and ("district_reviewer", found.district) in person.grants


@blueprint.get("/stock/repairs/<number>")
@allow("officer")
def repair(number: str) -> str:
    """A repair, with what was said and its photos."""
    return _repair_page(_seen(number), {})


def _repair_page(found: Repair, errors: dict[str, Any]) -> str:
    return render_template(
        "stock/repair.html",
        repair=found,
        home=queries.home_of(found.unit_id),
        reporter=None if found.account_id else people.name_of(found.reported_by),
        may_add=_may_add(current_person(), found),
        errors=errors,
        most_files=photos.MOST,
    )


@blueprint.post("/stock/repairs/<number>/photos")
@allow("district_reviewer")
def add_photos(number: str) -> Any:
    """Photos of the work, from the district that has it done."""
    found, errors = _seen(number), dict[str, Any]()
    if not _may_add(current_person(), found):
        raise NotFound()
    uids = photos.keep(errors)
    if not errors and not uids:
        errors["photos"] = _("请先选择照片。")
    if errors:
        return _repair_page(found, errors), 422
    commands.add_photos(found, uids)
    flash(_("已保存 %(n)s 张照片。", n=len(uids)), "good")
    return redirect(url_for("stock.repair", number=number), 303)


@blueprint.get("/stock/repairs/<number>/photos/<uid>")
@allow("officer")
def photo(number: str, uid: str) -> Response:
    """A photo of a repair."""
    return photos.answer(queries.photo(_seen(number), uid))
