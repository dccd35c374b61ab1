"""Payments for the officers of the city: day by day against the other side's statement, files, money nobody claims."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app.errors import Conflict, Invalid, NotFound
from app.leasing import commands, queries
from app.leasing.commands.bank_files import check_file, take_file
from app.leasing.pages.blueprint import blueprint
from app.leasing.queries import money
from app.leasing.rules.statements import EXAMPLE, HEADS
from app.leasing.words import money as words
from app.people import allow, current_person
from app.people import queries as people
from app.registry import acting_as
from app.store import clock, sheets
from app.web import preferences

MAY_SEE = ("city_reviewer", "city_approver", "auditor")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/money")
@allow(*MAY_SEE)
def payments() -> str:
    """A month's days, what lies in suspense, and whether the books add up."""
    month = request.args.get("month") or f"{clock.today():%Y-%m}"
    return render_template(
        "leasing/money.html",
        month=month,
        days=money.month_of_days(month),
        suspense=money.in_suspense(),
        faults=money.faults_of_books(),
        words=words,
        may_act=current_person().has("city_reviewer", "city_approver"),
    )


@blueprint.get("/money/days/<day>")
@allow(*MAY_SEE)
def day(day: str) -> str:
    """One day: every payment, and where statement and books differ."""
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise NotFound() from None
    found = {source: money.differences_of(on, source) for source in words.SOURCES}
    return render_template(
        "leasing/day.html",
        on=on,
        payments=money.payments_of(on),
        differing=found,
        words=words,
        may_return=current_person().has("city_approver"),
    )


@blueprint.get("/money/files")
@allow("city_reviewer", "city_approver")
def money_files() -> str:
    """Where a bank's file is handed in, and the earlier ones."""
    return _files_page({})


def _files_page(errors: dict[str, str]) -> str:
    kept = money.files()
    names = people.names_of({one.taken_by for one in kept})
    return render_template(
        "leasing/files.html", files=kept, names=names, errors=errors, words=words, asked=request.form
    )


@blueprint.post("/money/files")
@allow("city_reviewer", "city_approver")
def check_money_file() -> Response | tuple[str, int]:
    """Looks a file through without booking anything."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return _files_page({"file": _("请先选择文件。")}), 422
    kind, source = request.form.get("kind", ""), request.form.get("source", "")
    try:
        kept = check_file(upload.filename, upload.read(), kind=kind, source=source, by=current_person().actor)
    except Invalid as refused:
        return _files_page({"file": refused.message}), 422
    return redirect(url_for("leasing.money_file", file_id=kept.id), 303)  # type: ignore[return-value]


@blueprint.get("/money/files/template")
@allow("city_reviewer", "city_approver")
def money_template() -> Response:
    """The workbook to fill in, with one made-up row."""
    heads = [names[preferences.language() == "en"] for names in HEADS.values()]
    content = BytesIO(sheets.workbook(_("付款"), heads, [EXAMPLE]))
    return send_file(content, XLSX, as_attachment=True, download_name="payments-template.xlsx")


@blueprint.get("/money/files/<int:file_id>")
@allow("city_reviewer", "city_approver")
def money_file(file_id: int) -> str:
    """What was found in a file, or what became of it."""
    kept = money.file(file_id)
    problems = [words.told(one) for one in kept.problems]
    return render_template("leasing/file.html", file=kept, problems=problems, words=words)


@blueprint.post("/money/files/<int:file_id>")
@allow("city_reviewer", "city_approver")
def take_money_file(file_id: int) -> Response:
    """Books a checked file. Sent twice, it is booked once."""
    kept = take_file(file_id, by=current_person().actor)
    flash(_("已处理 %(n)s 笔。", n=kept.figures.get("new", 0)), "good")
    return redirect(url_for("leasing.money_file", file_id=file_id), 303)  # type: ignore[return-value]


@blueprint.post("/money/payments/<int:payment_id>/claim")
@allow("city_reviewer", "city_approver")
def claim(payment_id: int) -> Response:
    """Money that nobody claimed goes to the lease it was meant for."""
    text = request.form.get("lease", "").strip()
    lease = queries.by_reference(text) if text else None
    if lease is None:
        flash(_("没有编号为“%(text)s”的租约。", text=text), "bad")
        return redirect(url_for("leasing.payments"), 303)  # type: ignore[return-value]
    _try(lambda: commands.claim_suspense(money.payment_by_id(payment_id, lock=True), lease))
    commands.tell_changed(lease)
    return redirect(url_for("leasing.payments"), 303)  # type: ignore[return-value]


@blueprint.post("/money/payments/<int:payment_id>/return")
@allow("city_approver")
def give_back(payment_id: int) -> Response:
    """The bank returned a payment: what it had settled is open again, by entries the other way round."""
    payment = money.payment_by_id(payment_id, lock=True)
    note = request.form.get("note", "").strip()
    if not note:
        flash(_("请写明退回的原因。"), "bad")
    else:
        _try(lambda: commands.give_back(payment, clock.today(), note[:200]))
        if payment.lease_id is not None:
            commands.tell_changed(queries.lease_by_id(payment.lease_id))
    return redirect(url_for("leasing.day", day=payment.paid_on.isoformat()), 303)  # type: ignore[return-value]


def _try(work: Callable[[], None]) -> None:
    """Does it in the name of who asks; a refusal is told on the next page."""
    try:
        with acting_as(current_person().actor):
            work()
    except Conflict as refused:
        flash(refused.message, "bad")
