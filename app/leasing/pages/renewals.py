"""A household asks for its renewal, or for another tenant: by itself, or through an officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.leasing import queries
from app.leasing.commands import renewals, tenants
from app.leasing.pages import pictures
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.seeing import CLERKS, own_lease, visible_lease
from app.leasing.pages.standing import standings
from app.leasing.queries import requests
from app.leasing.records import Lease, LeaseRequest
from app.leasing.words import leases as lease_words
from app.leasing.words import requests as words
from app.people import allow, current_person
from app.people import queries as people
from app.store import clock
from app.web import forms


@dataclass(frozen=True)
class Wish:
    """What is asked for on a page: its kind, form, template, and the command that takes it."""

    kind: str
    form: str
    template: str
    ask: Callable[..., LeaseRequest]


RENEWAL = Wish("renewal", "leasing.renew_ask", "leasing/renew.html", renewals.ask_renewal)
CHANGE = Wish("change", "leasing.change_ask", "leasing/change.html", tenants.ask_change)


@blueprint.get("/my/home/<number>/renew")
@allow("citizen")
def renew(number: str) -> str:
    """Whether a renewal may be asked for, until when, and the form; while one is open, where it stands."""
    return _page(own_lease(number), RENEWAL, {}, {})


@blueprint.post("/my/home/<number>/renew")
@allow("citizen")
def ask_renewal(number: str) -> Response | tuple[str, int]:
    """Takes the household's request."""
    return _ask(own_lease(number), RENEWAL, url_for("leasing.my_home"))


@blueprint.post("/my/home/<number>/renew/withdraw")
@allow("citizen")
def withdraw_renewal(number: str) -> Response:
    """The household withdraws its request."""
    renewals.withdraw_renewal(own_lease(number), by=current_person().actor)
    flash(_("续租申请已经撤回。"), "good")
    return redirect(url_for("leasing.renew", number=number), 303)


@blueprint.get("/my/home/<number>/change")
@allow("citizen")
def change(number: str) -> str:
    """Who of the household may become the tenant, and the form."""
    return _page(_lived_in(number), CHANGE, {}, {})


@blueprint.post("/my/home/<number>/change")
@allow("citizen")
def ask_change(number: str) -> Response | tuple[str, int]:
    """Takes a cohabitant's request."""
    return _ask(_lived_in(number), CHANGE, url_for("leasing.change", number=number))


@blueprint.get("/desk/leases/<number>/renew")
@allow(*CLERKS)
def desk_renew(number: str) -> str:
    """The same for an officer who asks for a household at the counter."""
    return _page(visible_lease(number), RENEWAL, {}, {})


@blueprint.post("/desk/leases/<number>/renew")
@allow(*CLERKS)
def desk_ask_renewal(number: str) -> Response | tuple[str, int]:
    """Takes the request of a household at the counter."""
    return _ask(visible_lease(number), RENEWAL, url_for("leasing.lease", number=number))


@blueprint.get("/desk/leases/<number>/change")
@allow(*CLERKS)
def desk_change(number: str) -> str:
    """The form for another tenant, for an officer."""
    return _page(visible_lease(number), CHANGE, {}, {})


@blueprint.post("/desk/leases/<number>/change")
@allow(*CLERKS)
def desk_ask_change(number: str) -> Response | tuple[str, int]:
    """Takes the request of a household at the counter."""
    return _ask(visible_lease(number), CHANGE, url_for("leasing.lease", number=number))


def _lived_in(number: str) -> Lease:
    """The lease of the signed-in citizen, or of the household in which they live; else NotFound in the same words."""
    lease, person = queries.by_number(number), current_person()
    index = people.number_index_of(person.id)
    lived_in = [one.id for one in tenants.cohabited(index)] if index else []
    if lease.account_id != person.id and lease.id not in lived_in:
        raise NotFound()
    return lease


def _page(lease: Lease, wish: Wish, values: dict[str, Any], errors: dict[str, str]) -> str:
    today, span = clock.today(), renewals.window(lease) if lease.terms else None
    held = requests.open_request(lease.id, wish.kind)
    choices = tenants.candidates(lease)
    may = lease.state == "running" and span is not None and span.is_open(today) if wish is RENEWAL else bool(choices)
    return render_template(
        wish.template,
        lease=lease,
        words=lease_words,
        wish_words=words,
        term=pictures.term(lease, today) if lease.terms else None,
        span=span,
        held=next((one for one in standings(lease) if held and one.request.id == held.id), None),
        officer=current_person().kind == "officer",
        errors=errors,
        markup=forms.find(wish.form).html(values or _first_values(lease), errors, _variables(choices), summary=False)
        if may and not held
        else "",
    )


def _first_values(lease: Lease) -> dict[str, Any]:
    """What stands in the form before anything is typed: the category as it was."""
    return {"asked_category": str(lease.category)}


def _variables(choices: list[Any]) -> dict[str, Any]:
    return {"members": [{"value": one.uid, "label": one.name, "label_en": one.name} for one in choices]}


def _ask(lease: Lease, wish: Wish, after: str) -> Response | tuple[str, int]:
    filled = forms.find(wish.form).fill(request.form, _variables(tenants.candidates(lease)))
    if filled.again or filled.errors:
        return _page(lease, wish, filled.values, filled.errors), 200 if filled.again else 422
    asked = wish.ask(lease, filled.answers, by=current_person().actor)
    flash(_("已经提交，编号 %(number)s。办理进展在这里查看。", number=asked.number), "good")
    return redirect(after, 303)
