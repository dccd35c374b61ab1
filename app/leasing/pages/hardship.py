"""Hardship: a tenant asks for a lower rent or instalments, or an officer files what a tenant said at the counter."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.leasing.commands import hardship as commands
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.seeing import CLERKS, own_lease, visible_lease
from app.leasing.queries import explained, plans, requests
from app.leasing.records import LIVED_IN, Lease
from app.leasing.words import leases as words
from app.people import allow, current_person
from app.store import clock
from app.web import forms

FORM = "leasing.ask_hardship"


@blueprint.get("/my/home/<number>/hardship")
@allow("citizen")
def hardship(number: str) -> str:
    """What may be asked, what is owed; where something is decided or kept already, that."""
    return _page("leasing/hardship.html", own_lease(number), {}, {})


@blueprint.post("/my/home/<number>/hardship")
@allow("citizen")
def ask_hardship(number: str) -> Response | tuple[str, int]:
    """Takes the tenant's request; what was typed stays when something is missing."""
    return _ask("leasing/hardship.html", own_lease(number), url_for("leasing.my_home"))


@blueprint.post("/my/home/<number>/hardship/withdraw")
@allow("citizen")
def withdraw_hardship(number: str) -> Response:
    """The tenant withdraws the request while nothing is decided."""
    commands.withdraw(own_lease(number), by=current_person().actor)
    flash(_("困难申请已经撤回，次日起恢复催缴。"), "good")
    return redirect(url_for("leasing.hardship", number=number), 303)


@blueprint.get("/desk/leases/<number>/hardship")
@allow(*CLERKS)
def file_hardship(number: str) -> str:
    """Where an officer files what a tenant asks for at the counter."""
    return _page("leasing/file_hardship.html", visible_lease(number), {}, {})


@blueprint.post("/desk/leases/<number>/hardship")
@allow(*CLERKS)
def keep_hardship(number: str) -> Response | tuple[str, int]:
    """Takes it; the same process begins as when the tenant asks."""
    lease = visible_lease(number)
    return _ask("leasing/file_hardship.html", lease, url_for("leasing.lease", number=number))


def _ask(template: str, lease: Lease, onward: str) -> Response | tuple[str, int]:
    filled = forms.find(FORM).fill(request.form, {})
    if filled.errors:
        return _page(template, lease, filled.values, filled.errors), 422
    made = commands.ask(lease, filled.answers, by=current_person().actor)
    flash(_("困难申请 %(number)s 已经提交，审查期间暂停催缴，结果书面告知。", number=made.number), "good")
    return redirect(onward, 303)


def _page(template: str, lease: Lease, values: dict[str, Any], errors: dict[str, str]) -> str:
    held = seen(lease)
    today, begun = clock.today(), lease.state in LIVED_IN
    return render_template(
        template,
        lease=lease,
        words=words,
        begun=begun,
        may_ask=begun and not held["asked"] and not any(one.state == "kept" for one in held["plans"]),
        owing=explained.owing(lease, today) if begun else None,
        today=today,
        markup=forms.find(FORM).html(values, errors, {}),
        **held,
    )


def seen(lease: Lease) -> dict[str, Any]:
    """What pages show of hardship: the request that is open, all that were decided, the plans."""
    found = [one for one in requests.requests_of(lease.id) if one.kind == plans.KIND]
    return {
        "asked": next((one for one in found if one.state == "open"), None),
        "decisions": [one for one in found if one.state != "open"],
        "plans": plans.plans_of(lease.id),
        "overdue_fen": plans.overdue_principal(lease.id, clock.today()),
    }
