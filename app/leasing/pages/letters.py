"""The letters about a lease: as downloads for its holder and for officers who may see the lease, and how they were served."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cases import commands as keeping
from app.cases import letters
from app.cases import queries as cases
from app.cases.kinds import KINDS
from app.cases.records import Letter
from app.cases.words import label
from app.engine.decisions import decide
from app.errors import Conflict, Invalid, NotFound
from app.leasing.commands.letters import BILL, write_bill
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.seeing import CLERKS, READERS, own_lease, visible_lease
from app.leasing.queries import accounts
from app.leasing.records import Lease
from app.people import allow, current_person
from app.people import queries as people
from app.registry import acting_as
from app.store import files
from app.web import forms

INSIDE = ("court_application", "court_withdrawal")
"""What is written about a lease to others than its holder."""
DELIVER = "cases.deliver"
PROOF = ("receiver", "witness", "proof", "public_reason", "consent")


def papers(lease: Lease, *, inside: bool) -> dict[str, Any]:
    """What the list of letters shows: each with its service, and which officers read a whole number; bills stand with the bills."""
    found = [one for one in _letters(lease, inside=inside) if one.kind != BILL]
    readings = cases.readings_of(found)
    return {
        "letters": found,
        "services": cases.services_of(found),
        "manner": lambda one: label("delivery_manner", one.manner),
        "readings": readings,
        "readers": people.names_of({one.by for one in readings}),
        "by_officer": {one.id for one in found if not KINDS[one.kind].is_served},
    }


def _letters(lease: Lease, *, inside: bool) -> list[Letter]:
    """All of them for officers; for the holder those to themselves: a contract with a former tenant stays theirs."""
    found = cases.letters_about(lease.number)
    return found if inside else [one for one in found if one.kind not in INSIDE and _is_to(lease, one)]


def _is_to(lease: Lease, letter: Letter) -> bool:
    return letter.recipient_number in (None, lease.holder)


def _letter(lease: Lease, uid: str, *, inside: bool) -> Letter:
    found = [one for one in _letters(lease, inside=inside) if one.uid == uid]
    if not found:
        raise NotFound()
    return found[0]


@blueprint.get("/my/home/<number>/letters/<uid>")
@allow("citizen")
def my_letter(number: str, uid: str) -> Response:
    """One's own letter as PDF: the contract, moving in, demands. Opened for the first time, it is served."""
    return _served(_letter(own_lease(number), uid, inside=False))


@blueprint.get("/my/home/<number>/bills/<int:bill_id>/letter")
@allow("citizen")
def my_bill_letter(number: str, bill_id: int) -> Response:
    """One's own bill as PDF."""
    lease = own_lease(number)
    return _served(write_bill(lease, accounts.bill_of(lease.id, bill_id)))


@blueprint.get("/desk/leases/<number>/letters/<uid>")
@allow(*READERS)
def lease_letter(number: str, uid: str) -> Response:
    """A letter about a lease as PDF; who opens one with a whole number is kept."""
    found = _letter(visible_lease(number), uid, inside=True)
    keeping.read_by_officer(found, current_person().actor)
    return files.respond(letters.pdf(found))


@blueprint.get("/desk/leases/<number>/bills/<int:bill_id>/letter")
@allow(*READERS)
def lease_bill_letter(number: str, bill_id: int) -> Response:
    """A bill of a lease as PDF."""
    lease = visible_lease(number)
    return files.respond(letters.pdf(write_bill(lease, accounts.bill_of(lease.id, bill_id))))


def _served(letter: Letter) -> Response:
    with acting_as(current_person().actor):
        keeping.read_by_recipient(letter)
    return files.respond(letters.pdf(letter))


@blueprint.get("/desk/leases/<number>/letters/<uid>/service")
@allow(*CLERKS)
def serve(number: str, uid: str) -> str:
    """Where an officer writes down how a letter was served to a household that did not open it."""
    return _service(number, _unserved(number, uid), {}, {})


@blueprint.post("/desk/leases/<number>/letters/<uid>/service")
@allow(*CLERKS)
def keep_service(number: str, uid: str) -> Response | tuple[str, int]:
    """Keeps the proof; from when it counts follows from the decision on service."""
    letter = _unserved(number, uid)
    filled = forms.find(DELIVER).fill(request.form, {})
    if filled.errors:
        return _service(number, letter, filled.values, filled.errors), 422
    said = filled.answers
    on = date.fromisoformat(str(said["delivered_on"]))
    served = on + timedelta(days=int(decide("delivery_effect", {"manner": said["manner"]})))
    proof = {name: str(said.get(name) or "") for name in PROOF}
    try:
        with acting_as(current_person().actor):
            keeping.keep_delivery(letter.id, str(said["manner"]), on, served, **proof)
    except Invalid as refused:
        return _service(number, letter, filled.values, {"delivered_on": refused.message}), 422
    flash(_("送达已经登记。"), "good")
    return redirect(url_for("leasing.lease", number=number), 303)


def _unserved(number: str, uid: str) -> Letter:
    """The letter, when an officer may write down its service: others have a task for it, or are served."""
    letter = _letter(visible_lease(number), uid, inside=True)
    if KINDS[letter.kind].is_served or cases.deliveries([letter.id]):
        raise Conflict(_("这份文书已经送达，或者由送达任务登记。"))
    return letter


def _service(number: str, letter: Letter, values: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template(
        "leasing/service.html", number=number, letter=letter, markup=forms.find(DELIVER).html(values, errors, {})
    )
