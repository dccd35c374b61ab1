"""我的家: a tenant's home, bills and why they are what they are, what is to be done; every page shows one's own lease only."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.errors import NotFound
from app.leasing import queries
from app.leasing.commands import beginnings, renewals, tenants
from app.leasing.pages import asked, pictures
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.hardship import seen as hardship_seen
from app.leasing.pages.letters import papers
from app.leasing.pages.seeing import own_lease
from app.leasing.pages.standing import standings
from app.leasing.queries import exits, explained
from app.leasing.records import OPEN_STATES, Lease
from app.leasing.words import exits as exit_words
from app.leasing.words import leases as words
from app.people import allow, current_person
from app.people import queries as people
from app.store import clock

LINKS = (
    ("stock.my_repairs", words.REPAIRS),
    ("leasing.declare", words.DECLARE),
    ("leasing.renew", words.RENEW),
    ("leasing.leave", words.LEAVE),
    ("leasing.change", words.CHANGE),
    ("leasing.hardship", words.HARDSHIP),
)
"""Where a tenant goes from here: pages of this and of other rooms, by endpoint; those that are not there are left out."""


@blueprint.get("/my/home")
@allow("citizen")
def my_home() -> str:
    """My home: the lease that runs, else the latest one; older ones are listed below."""
    mine = queries.leases_of(current_person().id)
    lease = next((one for one in mine if one.state in OPEN_STATES), mine[0] if mine else None)
    return render_template(
        "leasing/home.html",
        lease=lease,
        others=[one for one in mine if one is not lease],
        lived_in=_lived_in(),
        **_seen(lease),
    )


def _lived_in() -> list[Lease]:
    """The homes of others in which the citizen lives as a member of the household."""
    index = people.number_index_of(current_person().id)
    return tenants.cohabited(index) if index else []


def _seen(lease: Lease | None) -> dict[str, Any]:
    """What the page shows of a lease; of a draft only what is agreed so far."""
    if lease is None:
        return {}
    today, begun = clock.today(), lease.state != "draft" and bool(lease.terms)
    return {
        "words": words,
        "tasks": _tasks(lease),
        "today": today,
        "term": pictures.term(lease, today) if lease.terms else None,
        "owing": explained.owing(lease, today) if begun else None,
        "dues": beginnings.dues_of(lease) if lease.terms and not begun else None,
        "papers": papers(lease, inside=False),
        "paid_ahead": queries.advance_of(lease.id),
        "held": queries.deposit_of(lease.id),
        "rent": queries.rent_on(lease.id, max(today, lease.start_on)) if lease.terms else None,
        "pay": _address("leasing.pay", lease),
        "hardship": hardship_seen(lease) if begun else None,
        "standings": standings(lease) if begun else [],
        "renewable": renewals.renewable(lease) if begun else None,
        "exit": exits.standing(lease.id),
        "exit_words": exit_words,
        "links": [(name, to) for endpoint, name in LINKS if (to := _address(endpoint, lease))] if begun else [],
    }


def _tasks(lease: Lease) -> list[engine.Task]:
    return engine.tasks_for("applicant", lease.number)


def _address(endpoint: str, lease: Lease) -> str:
    """The address of a page that may not be there; "" when it is not."""
    if endpoint not in current_app.view_functions:
        return ""
    needs = current_app.url_map.iter_rules(endpoint)
    takes = any("number" in rule.arguments for rule in needs)
    return url_for(endpoint, number=lease.number) if takes else url_for(endpoint)


@blueprint.get("/my/home/<number>/bills")
@allow("citizen")
def my_bills(number: str) -> str:
    """Bills and payments, with a chart of the last year."""
    lease = own_lease(number)
    owing = explained.owing(lease, clock.today()) if lease.terms else None
    return render_template(
        "leasing/bills.html",
        lease=lease,
        words=words,
        owing=owing,
        bars=pictures.bars(owing.bills) if owing else [],
        payments=explained.payments_of(lease.id),
        pay=_address("leasing.pay", lease),
    )


@blueprint.get("/my/home/<number>/bills/<int:bill_id>")
@allow("citizen")
def my_bill(number: str, bill_id: int) -> str:
    """One bill: how much, until when, and why."""
    lease = own_lease(number)
    owing = explained.owing(lease, clock.today()) if lease.terms else None
    line = next((one for one in owing.bills if one.bill.id == bill_id), None) if owing else None
    if line is None:
        raise NotFound()
    return render_template("leasing/bill.html", lease=lease, words=words, line=line, today=clock.today())


@blueprint.get("/my/home/<number>/tasks/<int:task_id>")
@allow("citizen")
def my_task(number: str, task_id: int) -> str | Response:
    """What the tenant is asked for; answered already, one is led home."""
    return asked.show(_asked(number, task_id))


@blueprint.post("/my/home/<number>/tasks/<int:task_id>")
@allow("citizen")
def answer_task(number: str, task_id: int) -> Response | tuple[str, int]:
    """Takes the tenant's answer."""
    return asked.answer(_asked(number, task_id))


def _asked(number: str, task_id: int) -> asked.Asked:
    lease = own_lease(number)
    task = engine.task_for("applicant", lease.number, task_id)
    return asked.Asked(task, lease.number, "leasing.my_home", _("我的家"))
