"""The repairs of an officer's districts: what is open, what is late, by district."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import lazy_gettext as _l

from app import engine
from app.people import allow, current_person
from app.people import queries as people
from app.stock import queries
from app.stock.pages.blueprint import blueprint
from app.stock.pages.stock import CITY
from app.stock.queries.repairs import PAGE, SHOWS, Wish, repairs_in
from app.stock.records import Repair
from app.web.addresses import asked_number

NAMES = {"open": _l("没有办结"), "overdue": _l("已经逾期"), "all": _l("全部")}


@blueprint.get("/stock/repairs")
@allow("officer")
def repairs() -> str:
    """Urgent ones first, then the older ones."""
    mine = _districts()
    late = engine.overdue_keys("repair")
    wish = _wish(mine, set(late))
    found, total = repairs_in(mine, wish)
    return render_template(
        "stock/repairs.html",
        lines=[(one, queries.home_of(one.unit_id), _task(one)) for one in found],
        page={"page": wish.page, "size": PAGE, "total": total},
        wish=wish,
        shows=NAMES,
        late=late,
        districts=people.organisation_names(mine),
    )


def _districts() -> list[str]:
    person = current_person()
    codes = [one.code for one in people.organisations() if one.level in ("district", "city")]
    return codes if person.covers(CITY) else [code for code in codes if person.covers_any(code)]


def _wish(mine: list[str], late: set[str]) -> Wish:
    show, district = request.args.get("show", "open"), request.args.get("district", "")
    return Wish(
        show=show if show in SHOWS else "open",
        district=district if district in mine else "",
        page=asked_number(request.args, "page"),
        overdue=late,
    )


def _task(found: Repair) -> Any:
    return next(iter(engine.open_tasks(business_key=found.number)), None)
