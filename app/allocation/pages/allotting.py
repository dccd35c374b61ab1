"""The city's officers' waiting list: who is next, and a home is allotted by hand (登记配租)."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.allocation import queries
from app.allocation.pages.blueprint import blueprint
from app.allocation.records import WaitingEntry
from app.cases import process as case_process
from app.cases import queries as cases
from app.errors import Conflict, NotFound
from app.people import allow, current_person
from app.people import queries as people

READERS = ("city_reviewer", "city_approver")
DIAGRAM = "allotment"
SHOWN = 50


@blueprint.get("/desk/waiting")
@allow(*READERS)
def next_ones() -> str:
    """Who waits, in order of rank: all, of one district, or one receipt number; with the homes they gave up."""
    district, receipt = request.args.get("district", ""), request.args.get("receipt", "").strip()
    lines = queries.first_waiting(district=district, receipt=receipt, limit=SHOWN)
    return render_template(
        "allocation/next_ones.html",
        lines=[
            (rank, entry, cases.case_by_id(entry.case_id), queries.refusals(entry.case_id)) for rank, entry in lines
        ],
        running={entry.id for _rank, entry in lines if _running(entry)},
        districts=people.organisation_names(queries.districts()),
        district=district,
        receipt=receipt,
        may_allot=current_person().has("city_reviewer"),
    )


def _running(entry: WaitingEntry) -> bool:
    """Whether a home is being allotted to the household already."""
    found = engine.processes_of(case_process.number_of(entry.case_id))
    return any(one.diagram == DIAGRAM and one.state not in ("done", "cancelled") for one in found)


@blueprint.post("/desk/waiting/<receipt>/allot")
@allow("city_reviewer")
def allot(receipt: str) -> Response:
    """Begins to allot a home to a waiting household; while that goes on it is not begun again."""
    entry = queries.entry_by_receipt(receipt)
    if entry is None:
        raise NotFound()
    case = cases.case_by_id(entry.case_id, lock=True)
    if entry.state != "waiting":
        raise Conflict(_("回执号 %(receipt)s 的家庭现在不在轮候中，不能配租。", receipt=entry.receipt_number))
    if _running(entry):
        raise Conflict(_("回执号 %(receipt)s 的家庭已经在配租，请到工作台办理。", receipt=entry.receipt_number))
    data = {**case_process.start_data(case), "account_id": case.account_id, "unit_words": ""}
    engine.start(DIAGRAM, business_key=case.number, data=data, by=current_person().actor)
    flash(_("已经开始配租：请在工作台的“登记配租”中选定房源。"), "good")
    return redirect(url_for("allocation.next_ones", receipt=entry.receipt_number), 303)
