"""Leaving: a tenant gives notice, asks for more time, follows the return and the settlement; an officer does it for who has no account."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import engine
from app.errors import Conflict, Invalid
from app.leasing.commands import inspections, leavings
from app.leasing.pages.blueprint import blueprint
from app.leasing.pages.seeing import CLERKS, READERS, own_lease, visible_lease
from app.leasing.queries import requests as asked_for
from app.leasing.queries import reviews, settlements
from app.leasing.records import Lease
from app.leasing.words import leases as words
from app.people import allow, current_person
from app.store import clock
from app.web import forms, photos

FORM, EXTENSION = "leasing.ask_leaving", "leasing.ask_extension"
WAITING = ("leasing.appoint", "leasing.inspect")
"""The forms of the tasks that wait for the keys."""


@blueprint.get("/my/home/<number>/leave")
@allow("citizen")
def leave(number: str) -> str:
    """Where a tenant gives notice, and how the leaving stands."""
    return _page("leasing/leave.html", own_lease(number), {}, {})


@blueprint.post("/my/home/<number>/leave")
@allow("citizen")
def ask_to_leave(number: str) -> Response | tuple[str, int]:
    """Takes the notice; what was typed stays when something is wrong."""
    return _ask("leasing/leave.html", own_lease(number), url_for("leasing.leave", number=number))


@blueprint.post("/my/home/<number>/leave/extension")
@allow("citizen")
def ask_extension(number: str) -> Response | tuple[str, int]:
    """Asks for a longer moving period."""
    lease = own_lease(number)
    filled = forms.find(EXTENSION).fill(request.form, {})
    if filled.errors:
        return _page("leasing/leave.html", lease, filled.values, filled.errors), 422
    leavings.send_wish(lease, leavings.EXTENSION, filled.answers, by=current_person().actor)
    flash(_("延长搬迁期的申请已经提交，结果会告知您。"), "good")
    return redirect(url_for("leasing.leave", number=number), 303)


@blueprint.post("/my/home/<number>/leave/withdraw")
@allow("citizen")
def withdraw_leaving(number: str) -> Response:
    """The tenant stays after all, while the keys are not back and the term is not over."""
    lease = own_lease(number)
    if not _seen(lease)["may_withdraw"]:
        raise Conflict(_("现在不能撤回退租。请联系所在区的住房保障部门。"))
    leavings.send_wish(lease, leavings.WITHDRAWN, {}, by=current_person().actor)
    flash(_("退租已经撤回，租约继续。"), "good")
    return redirect(url_for("leasing.my_home"), 303)


@blueprint.get("/desk/leases/<number>/leave")
@allow(*READERS)
def leaving(number: str) -> str:
    """How a lease's leaving stands, for officers, and where one files a notice given at the counter."""
    return _page("leasing/leaving.html", visible_lease(number), {}, {})


@blueprint.post("/desk/leases/<number>/leave")
@allow(*CLERKS)
def file_leaving(number: str) -> Response | tuple[str, int]:
    """Files the notice of a tenant; the same process begins."""
    return _ask("leasing/leaving.html", visible_lease(number), url_for("leasing.leaving", number=number))


@blueprint.post("/desk/leases/<number>/leave/photos")
@allow(*CLERKS)
def add_inspection_photos(number: str) -> Response | tuple[str, int]:
    """Photos of how the home was given back, from who inspects it."""
    lease, errors = visible_lease(number), dict[str, Any]()
    uids = photos.keep(errors)
    if not errors and not uids:
        errors["photos"] = _("请先选择照片。")
    if not errors:
        try:
            inspections.add_photos(lease, uids, by=current_person().actor)
        except Invalid as refused:
            errors["photos"] = refused.message
    if errors:
        return _page("leasing/leaving.html", lease, {}, errors), 422
    flash(_("已保存 %(n)s 张照片。", n=len(uids)), "good")
    return redirect(url_for("leasing.leaving", number=number), 303)


@blueprint.get("/desk/leases/<number>/photos/<uid>")
@allow(*READERS)
def inspection_photo(number: str, uid: str) -> FlaskResponse:
    """A photo of how the home was given back, for officers."""
    return photos.answer(settlements.photo_of(visible_lease(number).id, uid))


@blueprint.get("/my/home/<number>/photos/<uid>")
@allow("citizen")
def my_inspection_photo(number: str, uid: str) -> FlaskResponse:
    """The same for the household that gave it back."""
    return photos.answer(settlements.photo_of(own_lease(number).id, uid))


@blueprint.get("/my/home/<number>/declare")
@allow("citizen")
def declare(number: str) -> Response:
    """Leads to the yearly declaration that is open, or says when the next one is."""
    lease = own_lease(number)
    task = next((one for one in engine.tasks_for("applicant", lease.number) if one.form == "leasing.declare"), None)
    if task is not None:
        return redirect(url_for("leasing.my_task", number=number, task_id=task.id), 303)
    flash(_("现在没有要申报的。下一次年度复审从 %(day)s 开始。", day=reviews.next_review(lease)), "info")
    return redirect(url_for("leasing.my_home"), 303)


def _ask(template: str, lease: Lease, onward: str) -> Response | tuple[str, int]:
    filled = forms.find(FORM).fill(request.form, {"first_day": leavings.first_day_to_leave().isoformat()})
    if filled.errors:
        return _page(template, lease, filled.values, filled.errors), 422
    day, reason = date.fromisoformat(filled.answers["leave_on"]), filled.answers.get("leave_reason") or ""
    made = leavings.ask_to_leave(lease, day, reason, by=current_person().actor)
    flash(_("退租申请 %(number)s 已经提交，住房保障部门会与您约定验房时间。", number=made.number), "good")
    return redirect(onward, 303)


def _page(template: str, lease: Lease, values: dict[str, Any], errors: dict[str, str]) -> str:
    seen = _seen(lease)
    may_ask = lease.state == "running" and seen["asked"] is None
    return render_template(
        template,
        lease=lease,
        words=words,
        first_day=leavings.first_day_to_leave(),
        may_file=may_ask and current_person().has(*CLERKS),
        errors=errors,
        most_files=photos.MOST,
        markup=forms.find(FORM).html(values, errors, {}) if may_ask else "",
        extension=forms.find(EXTENSION).html(values, errors, {}) if seen["may_extend"] else "",
        **{**seen, "may_photograph": seen["may_photograph"] and current_person().has(*CLERKS)},
    )


def _seen(lease: Lease) -> dict[str, Any]:
    """What pages show of a leaving: the request, the appointment, the settlement, refunds, and what may still be asked."""
    found = [one for one in asked_for.requests_of(lease.id) if one.kind == "leaving"]
    asked = next((one for one in found if one.state == "open"), None)
    moving = _moving(lease) if asked else {}
    limit = moving.get("first_until", moving.get("moving_until"))
    is_asked = bool(asked and asked.asked.get("cause") == "asked")
    return {
        "asked": asked,
        "decisions": [one for one in found if one.state != "open"],
        "cause": leavings.CAUSES.get(str(asked.asked.get("cause")), "") if asked else "",
        "moving": moving,
        "may_extend": bool(moving) and limit == moving.get("moving_until") and not is_asked,
        "may_withdraw": bool(moving) and is_asked and lease.end_on >= clock.today(),
        "settlement": settlements.settlement_of(lease.id),
        "photos": [one.uid for one in settlements.photos_of(lease.id)],
        "may_photograph": asked is not None and settlements.may_photograph(lease.id),
        "refunds": settlements.refunds_of(lease.id),
    }


def _moving(lease: Lease) -> dict[str, Any]:
    """What the task knows that waits for the keys; {} when none does."""
    waiting = [one for one in engine.open_tasks(business_key=lease.number) if one.form in WAITING]
    return dict(engine.variables(waiting[0].id)) if waiting else {}
