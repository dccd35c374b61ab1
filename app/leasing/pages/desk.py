"""Leases for officers: lists with filters, and one lease on one page with what to do next."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app import engine
from app.cases import commands as keeping
from app.cases import queries as cases
from app.cases.words import label
from app.engine.decisions import decide
from app.leasing import queries
from app.leasing.commands import beginnings
from app.leasing.pages import pictures
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.hardship import seen
from app.leasing.pages.letters import papers
from app.leasing.pages.seeing import CLERKS, READERS, districts_of, visible_lease
from app.leasing.pages.standing import standings
from app.leasing.queries import exits, explained, lists
from app.leasing.records import LIVED_IN, Lease
from app.leasing.words import exits as exit_words
from app.leasing.words import leases as words
from app.people import allow, current_person
from app.people import queries as people
from app.store import clock, files
from app.web.addresses import asked_number

ASKERS = {"district_reviewer", "city_reviewer"}
"""Officers who may ask for a household at the counter."""


@blueprint.get("/desk/leases")
@allow(*READERS)
def leases() -> str:
    """The leases of the officer's district: all, ending soon, late by so many months, a review due, drafts, leaving."""
    show, text = request.args.get("show", "all"), request.args.get("q", "").strip()[:40]
    wish = lists.Wish(
        show=show if show in lists.SHOWS else "all",
        months=asked_number(request.args, "months"),
        text=text,
        page=asked_number(request.args, "page"),
    )
    page = lists.lines(districts_of(current_person()), wish)
    return render_template(
        "leasing/leases.html",
        page=page,
        wish=wish,
        words=words,
        may_write=current_person().has(*CLERKS),
        advice={line.lease.id: _advice(line.overdue, line.days_late) for line in page.items if line.overdue},
        districts=people.organisation_names({line.lease.district for line in page.items}),
    )


def _advice(overdue: int, days_late: int) -> dict[str, Any]:
    """What the decision `next_action` recommends → {action, basis}."""
    found: dict[str, Any] = decide("next_action", {"overdue": overdue, "days_late": days_late})
    return found


@blueprint.get("/desk/leases/<number>")
@allow(*READERS)
def lease(number: str) -> str:
    """All of one lease: how it stands, the books, what happened, its processes with their diagrams."""
    found = visible_lease(number)
    today = clock.today()
    owing = explained.owing(found, today) if found.terms else None
    late = len(owing.overdue) if owing else 0
    case = cases.case_by_id(found.case_id) if found.case_id else None
    processes = engine.processes_of(number)
    return render_template(
        "leasing/lease.html",
        lease=found,
        case=case,
        words=words,
        owing=owing,
        term=pictures.term(found, today) if found.terms else None,
        bars=pictures.bars(owing.bills) if owing else [],
        advice=_advice(late, owing.days_late) if owing and late else None,
        timeline=cases.timeline(case, "officer") if case else [],
        papers=papers(found, inside=True),
        may_serve=current_person().has(*CLERKS),
        processes=processes,
        pictures=[engine.picture(one.id) for one in processes if one.state not in ("done", "cancelled")],
        tasks=engine.open_tasks(business_key=number),
        today=today,
        exit=_exit(found),
        **_requests(found),
        **_money(found),
    )


def _requests(found: Lease) -> dict[str, Any]:
    """What was asked for, and what the officer may file for the household."""
    lives_there, person = found.state in LIVED_IN, current_person()
    return {
        "standings": standings(found),
        "may_ask": lives_there and bool({role for role, _place in person.grants} & ASKERS),
        "hardship": seen(found),
        "may_file": lives_there and person.has(*CLERKS),
    }


def _exit(found: Lease) -> dict[str, Any]:
    """The last exit by law in words, with its letters; {} where there was none."""
    lines = exits.lines_of(found.id)
    letters = exits.letters_of(lines)
    return (
        {
            "lines": [exit_words.told(line) for line in lines],
            "letters": letters,
            "services": cases.services_of(letters),
            "manner": lambda one: label("delivery_manner", one.manner),
        }
        if lines
        else {}
    )


@blueprint.get("/desk/leases/<number>/court/<uid>")
@allow(*READERS)
def court_bundle(number: str, uid: str) -> Response:
    """The application to the court with its annexes, as one PDF: for the officers of the district.

    The contract in it prints a whole number: who opens the bundle is kept with the contract.
    """
    found, contract = exits.bundle_of(visible_lease(number).id, uid)
    if contract is not None:
        keeping.read_by_officer(contract, current_person().actor)
    return files.respond(found)


def _money(found: Lease) -> dict[str, Any]:
    entries = explained.entries_of(found.id)
    return {
        "rent": queries.rent_on(found.id, max(clock.today(), found.start_on)) if found.terms else None,
        "dues": beginnings.dues_of(found) if found.terms else None,
        "held": queries.deposit_of(found.id),
        "entries": entries,
        "names": people.names_of({entry.by for entry in entries}),
        "given": queries.handover(found.id, "in"),
    }
