"""The public waiting list: rank, receipt number, persons and district of a household; nothing else."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from app.allocation import queries
from app.allocation.pages.blueprint import blueprint
from app.people import public
from app.people import queries as people
from app.store import clock
from app.web.addresses import asked_number

SIZE = 50


@blueprint.after_request
def not_indexed(response: Response) -> Response:
    """No search engine keeps the list."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive, nosnippet"
    return response


@blueprint.get("/waiting-list")
@public
def waiting_list() -> str:
    """The list by rank, all of it, of one district, or one receipt number."""
    district, receipt = request.args.get("district", ""), request.args.get("receipt", "").strip()
    page = asked_number(request.args, "page")
    return render_template(
        "allocation/waiting_list.html",
        page=queries.public_list(district=district, receipt=receipt, page=page, size=SIZE),
        districts=people.organisation_names(queries.districts()),
        district=district,
        receipt=receipt,
        today=clock.today(),
    )
