"""Rent subsidies for officers: agreements with filters, one agreement, the months with the bank's file and what it returned."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from app import engine
from app.cases import queries as cases
from app.errors import AppError, Conflict, Invalid, NotFound
from app.leasing.commands import subsidies as commands
from app.leasing.commands import subsidy_months
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.money import XLSX
from app.leasing.pages.seeing import CLERKS, READERS, districts_of
from app.leasing.queries import subsidies as queries
from app.leasing.records import Subsidy, SubsidyMonth
from app.leasing.rules.statements import day_of
from app.leasing.rules.subsidy import EXAMPLE, HEADS
from app.leasing.words import subsidies as words
from app.people import allow, current_person
from app.people import queries as people
from app.people.queries import CITY
from app.registry import acting_as
from app.store import clock, personal, sheets
from app.web import preferences
from app.web.addresses import asked_number

CITY_OFFICERS = ("city_reviewer", "city_approver", "auditor")


@blueprint.get("/desk/subsidies")
@allow(*READERS)
def subsidies() -> str:
    """The agreements of the officer's district, and the months for the city."""
    return _list_page({})


def _list_page(errors: dict[str, str]) -> str:
    show, text = request.args.get("show", "all"), request.args.get("q", "").strip()[:40]
    show = show if show in queries.SHOWS else "all"
    page = queries.subsidies(
        districts_of(current_person()), show=show, text=text, page=asked_number(request.args, "page")
    )
    person = current_person()
    return render_template(
        "leasing/subsidies.html",
        page=page,
        show=show,
        text=text,
        words=words,
        errors=errors,
        asked=request.form.get("case_number", ""),
        may_ask=person.has(*CLERKS),
        rates={one.id: queries.rate_of(one.id, f"{clock.today():%Y-%m}") for one in page.items},
        months=queries.months() if person.has(*CITY_OFFICERS) else [],
    )


@blueprint.post("/desk/subsidies")
@allow(*CLERKS)
def ask_subsidy() -> Response | tuple[str, int]:
    """An officer asks for a household that waits; what is wrong stands beside the field."""
    number = request.form.get("case_number", "").strip()
    try:
        case = cases.case_by_number(number)
        if not current_person().covers_any(case.district, CITY):
            raise NotFound()
        made = commands.ask(case, by=current_person().actor)
    except NotFound:
        return _list_page({"case_number": _("没有找到编号为“%(number)s”的申请。", number=number[:30])}), 422
    except Conflict as refused:
        return _list_page({"case_number": refused.message}), 422
    return _to(made)


def _to(subsidy: Subsidy) -> Response:
    return redirect(url_for("leasing.subsidy", number=subsidy.number), 303)  # type: ignore[return-value]


def _visible(number: str) -> Subsidy:
    """The agreement, when the officer works in its district or the city; else NotFound in the same words."""
    found = queries.subsidy_by_number(number)
    if not current_person().covers_any(found.district, CITY):
        raise NotFound()
    return found


@blueprint.get("/desk/subsidies/agreements/<number>")
@allow(*READERS)
def subsidy(number: str) -> str:
    """All of one agreement: the amount and why, what was paid, its processes."""
    return _subsidy_page(_visible(number), "")


def _subsidy_page(found: Subsidy, problem: str) -> str:
    processes = engine.processes_of(found.number)
    return render_template(
        "leasing/subsidy.html",
        subsidy=found,
        words=words,
        problem=problem,
        case=cases.case_by_id(found.case_id),
        rate=queries.rate_of(found.id, f"{clock.today():%Y-%m}"),
        rates=queries.rates_of(found.id),
        lines=queries.lines_of(found.id),
        account=personal.mask_id(found.bank_account or ""),
        may_act=current_person().has(*CLERKS),
        asked=request.form,
        tasks=engine.open_tasks(business_key=found.number),
        pictures=[engine.picture(one.id) for one in processes if one.state not in ("done", "cancelled")],
    )


@blueprint.post("/desk/subsidies/agreements/<number>/account")
@allow(*CLERKS)
def keep_subsidy_account(number: str) -> Response | tuple[str, int]:
    """An officer writes down the account of a household, which shows its bank card at the counter."""
    found = _visible(number)
    try:
        commands.keep_account(found, request.form.get("bank", ""), request.form.get("account", ""))
    except Invalid as refused:
        return _subsidy_page(found, refused.message), 422
    flash(_("收款账户已保存。"), "good")
    return _to(found)


@blueprint.get("/desk/subsidies/<month>")
@allow(*CITY_OFFICERS)
def subsidy_month(month: str) -> str:
    """One month's lines, their sum and how it differs from the month before."""
    return _month_page(queries.month_by_name(month), "", [])


def _month_page(run: SubsidyMonth, problem: str, bad: list[Any]) -> str:
    person, lines = current_person(), queries.lines_of_month(run.id)
    english = preferences.language() == "en"
    return render_template(
        "leasing/subsidy_month.html",
        run=run,
        words=words,
        lines=lines,
        figures=queries.figures_of(run),
        problem=problem,
        bad=[[one.row, HEADS[one.column][english], one.value] for one in bad],
        names=people.names_of({one for one in (run.checked_by, run.closed_by, run.paid_by) if one}),
        may_act=person.has("city_reviewer", "city_approver"),
        is_closed=run.state in ("closed", "paid"),
        tasks=engine.open_tasks(business_key=f"BT{run.month}"),
    )


@blueprint.get("/desk/subsidies/<month>/file.<any(csv, xlsx):kind>")
@allow("city_reviewer", "city_approver")
def subsidy_file(month: str, kind: str) -> Response:
    """The file for the bank, once the month is closed."""
    content = BytesIO(subsidy_months.bank_file(queries.month_by_name(month), kind))
    mime = XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    return send_file(content, mime, as_attachment=True, download_name=f"subsidies-{month}.{kind}")


@blueprint.get("/desk/subsidies/returns-template")
@allow("city_reviewer", "city_approver")
def subsidy_returns_template() -> Response:
    """The workbook for returned payments, with one made-up row."""
    heads = [names[preferences.language() == "en"] for names in HEADS.values()]
    content = BytesIO(sheets.workbook(_("退回"), heads, [EXAMPLE]))
    return send_file(content, XLSX, as_attachment=True, download_name="returns-template.xlsx")


@blueprint.post("/desk/subsidies/<month>/returns")
@allow("city_reviewer", "city_approver")
def take_subsidy_returns(month: str) -> Response | tuple[str, int]:
    """Takes the bank's file of returned payments; sent twice, nothing changes."""
    run, upload = queries.month_by_name(month, lock=True), request.files.get("file")
    if upload is None or not upload.filename:
        return _month_page(run, _("请先选择文件。"), []), 422
    try:
        with acting_as(current_person().actor):
            new, known, bad = subsidy_months.take_returns(run, upload.read())
    except AppError as refused:
        return _month_page(run, refused.message, []), 422
    flash(_("登记了 %(n)s 笔退回，%(m)s 笔以前已经登记。", n=new, m=known), "good")
    return (_month_page(run, "", bad), 200) if bad else _to_month(month)


@blueprint.post("/desk/subsidies/<month>/lines/<int:line_id>/return")
@allow("city_reviewer", "city_approver")
def return_subsidy_line(month: str, line_id: int) -> Response | tuple[str, int]:
    """One payment that the bank returned, by hand."""
    run, reason = queries.month_by_name(month, lock=True), request.form.get("reason", "").strip()
    line = queries.line_of(run.id, line_id, lock=True)
    if not reason:
        return _month_page(run, _("请写明退回的原因。"), []), 422
    try:
        with acting_as(current_person().actor):
            subsidy_months.give_back(line, reason, _day_or_today())
    except (Conflict, Invalid) as refused:
        return _month_page(run, refused.message, []), 422
    flash(_("已登记退回，已请家庭更正账户。"), "good")
    return _to_month(month)


def _day_or_today() -> date:
    text = request.form.get("returned_on", "").strip()
    found = day_of(text) if text else clock.today()
    if found is None:
        raise Invalid(_("“%(text)s”不是日期，请按 2026-05-12 的格式填写。", text=text[:20]))
    return found


def _to_month(month: str) -> Response:
    return redirect(url_for("leasing.subsidy_month", month=month), 303)  # type: ignore[return-value]
