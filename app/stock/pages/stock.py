"""The stock on the map and as a list, a project, a home and everything that ever happened to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.cases import codes
from app.errors import Invalid, NotAllowed
from app.people import Person, allow, current_person
from app.people import queries as people
from app.people.access import access_of
from app.stock import commands, queries, words
from app.stock.pages.blueprint import blueprint
from app.stock.queries import Counted, Home
from app.stock.rules import states
from app.store import clock

OUTLINE = Path(__file__).parents[1] / "data" / "outline.json"
MAY_MOVE = ("district_reviewer", "city_reviewer", "city_approver")
PRICERS = ("city_reviewer", "city_approver")
CITY = "ZH"
LEASES = "leasing.leases"


@blueprint.get("/stock")
@allow("officer")
def homes() -> str:
    """The projects on the map and in a list, by kind, state and district, with their units by state."""
    chosen = {name: request.args.get(name, "") for name in ("kind", "state", "district")}
    found = queries.projects(**chosen)
    return render_template(
        "stock/homes.html",
        found=found,
        counts=queries.counts(found),
        chosen=chosen,
        points=[_point(one) for one in found],
        districts=people.organisation_names({one.project.district for one in queries.projects()}),
        kinds=codes.table("project_type"),
        states=codes.table("house_status"),
        town=people.town_name,
    )


def _point(one: Counted) -> dict[str, Any]:
    """A project for the map."""
    project = one.project
    return {
        "name": project.name,
        "address": url_for("stock.project", code=project.code),
        "place": project.place,
        "units": one.units,
        "free": one.states.get(states.AVAILABLE, 0),
    }


@blueprint.get("/stock/outline.json")
@allow("officer")
def outline() -> Response:
    """The city's districts and towns as schematic shapes (GeoJSON, drawn for this house: not surveyed)."""
    return Response(OUTLINE.read_bytes(), mimetype="application/geo+json")


@blueprint.get("/stock/projects/<code>")
@allow("officer")
def project(code: str) -> str:
    """A project: its prices by date, its homes by building."""
    found = queries.project_named(code)
    (counted,) = [one for one in queries.projects() if one.project.id == found.id]
    return render_template(
        "stock/project.html",
        project=found,
        counted=counted,
        counts=queries.counts([counted]),
        prices=queries.prices(found.id),
        homes=queries.homes(found.id),
        town=people.town_name(found.town),
        district=people.organisation_names([found.district])[found.district],
        today=clock.today(),
        may_price=current_person().has(*PRICERS),
    )


@blueprint.get("/stock/units/<code>")
@allow("officer")
def unit(code: str) -> str:
    """A home and everything that ever happened to it."""
    return _unit_page(queries.home(code), {})


def _unit_page(home: Home, errors: dict[str, str]) -> str:
    lines = queries.events(home.unit.id)
    return render_template(
        "stock/unit.html",
        home=home,
        lines=[words.line(line) for line in lines],
        names=people.names_of({line.by for line in lines if not line.by.startswith("citizen:")}),
        price=next((price for price in queries.prices(home.project.id) if price.from_on <= clock.today()), None),
        may_report=may_move(current_person(), home),
        may_see=current_person().covers_any(home.project.district, CITY),
        moves=states.by_hand(home.unit.state) if may_move(current_person(), home) else [],
        leases=_leases_of(home),
        errors=errors,
        reason=request.form.get("reason", ""),
        after=request.form.get("after", ""),
    )


def _leases_of(home: Home) -> str:
    """Where another room lists the home's leases, for who may read that list; "" for others."""
    listing = current_app.view_functions.get(LEASES)
    may_read = listing is not None and current_person().has(*(access_of(listing) or ()))
    return url_for(LEASES, q=home.name) if may_read else ""


def may_move(person: Person, home: Home) -> bool:
    """Whether the officer may change the home's state by hand: of its district, or of the city."""
    own = {organisation for role, organisation in person.grants if role in MAY_MOVE}
    return bool(own & {home.project.district, CITY})


@blueprint.post("/stock/units/<code>/state")
@allow(*MAY_MOVE)
def move(code: str) -> Response | tuple[str, int]:
    """Changes a home's state by hand, with the reason: inspection, repair, out of use. Runs of leases have other doors."""
    home, after = queries.home(code), request.form.get("after", "")
    if not may_move(current_person(), home):
        raise NotAllowed()
    if after not in {one.after for one in states.by_hand(home.unit.state)}:
        raise Invalid(_("房源状态已经变化，或者没有选择新的状态。请返回房源页面查看最新情况后再试。"))
    reason = request.form.get("reason", "").strip()
    if not reason or len(reason) > 500:
        return _unit_page(home, {"reason": _("请写明原因，不超过 500 个字。")}), 422
    commands.set_state(home.unit.id, after, by=current_person().actor, reason=reason)
    flash(_("房源状态已改为“%(state)s”。", state=words.state(after)), "good")
    return redirect(url_for("stock.unit", code=code), 303)  # type: ignore[return-value]
