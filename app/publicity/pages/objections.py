"""Objecting to an entry, the receipt, and the objector's way to see what became of it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from secrets import token_hex
from typing import Any

from flask import Response, current_app, render_template, request, send_file
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from app import engine
from app.errors import Gone, Invalid, NotFound
from app.people import allow, current_person, public
from app.publicity import commands, queries, rules, words
from app.publicity.pages import blueprint
from app.publicity.pages.notices import ended
from app.publicity.records import Notice, NoticeEntry, Objection
from app.store import clock, files, get
from app.web import forms

MOST_FILES = 5


@blueprint.get("/notices/<number>/object/<int:ordinal>")
@public
def object_form(number: str, ordinal: int) -> str | tuple[str, int]:
    """The form for an objection to one entry."""
    notice = queries.notice_by_number(number)
    if not queries.is_open(notice):
        return ended(notice)
    return _form_page(notice, queries.visible_entry(notice, ordinal), {}, {})


def _form_page(notice: Notice, entry: NoticeEntry, values: dict[str, Any], errors: dict[str, Any]) -> str:
    return render_template(
        "publicity/object.html",
        notice=notice,
        entry=entry,
        key=_kept_key(entry),
        markup=forms.find("publicity.object").html(values, errors),
        errors=errors,
        most_files=MOST_FILES,
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="objection form")


def _new_key(entry: NoticeEntry) -> str:
    """Names one showing of the form, signed: sent twice it is one objection, and nobody can choose another's."""
    return str(_signer().dumps([entry.id, token_hex(16)]))


def _nonce(entry: NoticeEntry, key: str) -> str | None:
    try:
        entry_id, nonce = _signer().loads(key)
    except (BadSignature, ValueError, TypeError):
        return None
    return nonce if entry_id == entry.id else None


@blueprint.post("/notices/<number>/object/<int:ordinal>")
@public
def object_(number: str, ordinal: int) -> str | tuple[str, int]:
    """Receives the objection, starts its process, and shows the receipt; too late → 410 with what was typed."""
    notice = queries.notice_by_number(number)
    filled = forms.find("publicity.object").fill(request.form)
    if not queries.is_open(notice):
        return ended(notice, message=_too_late(notice), typed=filled.values)
    entry = queries.visible_entry(notice, ordinal)
    if filled.again:
        return _form_page(notice, entry, filled.values, filled.errors)
    nonce = _nonce(entry, request.form.get("key", ""))
    uploads = [upload for upload in request.files.getlist("files") if upload.filename]
    errors = _errors(filled, uploads, nonce)
    if not errors and nonce is not None and (too_many := _too_many(notice, filled, nonce)):
        return _form_page(notice, entry, filled.values, {"manner": too_many}), 429
    stored = [] if errors else _keep(uploads, errors)
    if errors or nonce is None:
        return _form_page(notice, entry, filled.values, errors), 422
    return _receive(notice, entry, filled, stored, nonce)


def _receive(
    notice: Notice, entry: NoticeEntry, filled: forms.Filled, stored: list[str], nonce: str
) -> str | tuple[str, int]:
    typed = {field: value or "" for field, value in filled.answers.items()}
    try:
        receipt = commands.receive_objection(entry.id, typed, stored, form_key=nonce)
    except Gone as refused:
        return ended(notice, message=refused.message, typed=filled.values)
    if not receipt.repeated:
        _start(receipt.objection, notice)
        if not receipt.objection.real_name:
            commands.count_anonymous(notice, request.remote_addr or "")
    return render_template("publicity/receipt.html", notice=notice, receipt=receipt, task=_task(receipt.objection))


def _too_many(notice: Notice, filled: forms.Filled, nonce: str) -> str:
    """Why this anonymous objection must wait, or "": many from one address bury those that mean it.

    Who gives a name need not wait, nor who sends the same form again.
    """
    if filled.answers["manner"] != "anonymous" or queries.objection_of_form(nonce):
        return ""
    wait = commands.wait_before_anonymous(notice, request.remote_addr or "")
    if not wait:
        return ""
    again = clock.now() + timedelta(seconds=wait + 59)  # to the full minute, never too early
    return _(
        "从这个网络已经对本次公示提出了多份匿名异议，请在 %(time)s 以后再提交；您填写的内容没有丢失，可以留着本页。"
        "实名提出不受这个限制，也可以拨打 %(phone)s。",
        time=again.strftime("%m-%d %H:%M"),
        phone=notice.hotline,
    )


def _too_late(notice: Notice) -> str:
    return _(
        "公示期已于 %(day)s 24:00 届满，逾期提出的异议不再受理。您仍可以拨打 %(phone)s 反映情况。",
        day=notice.closes_on,
        phone=notice.hotline,
    )


def _errors(filled: forms.Filled, uploads: list[FileStorage], nonce: str | None) -> dict[str, Any]:
    """The form's own errors, then those of the rules that it cannot know: phone, lead, number of files."""
    typed = {field: value or "" for field, value in filled.answers.items()}
    problems = {} if filled.errors else rules.objection_problems(typed, files=len(uploads))
    errors: dict[str, Any] = filled.errors | {field: str(words.PROBLEMS[code]) for field, code in problems.items()}
    if len(uploads) > MOST_FILES:
        errors["files"] = _("最多上传 %(n)s 个文件。", n=MOST_FILES)
    if nonce is None:
        errors["key"] = _("页面已经失效，请核对后再提交一次。")
    return errors


def _keep(uploads: list[FileStorage], errors: dict[str, Any]) -> list[str]:
    """Keeps the uploads → their uids; a refused one becomes an error of the field `files`, with its name."""
    kept = []
    for upload in uploads:
        try:
            kept.append(files.keep(upload.read(), upload.filename or "").uid)
        except Invalid as refused:
            errors["files"] = f"{upload.filename}: {refused.message}"
    return kept


def _kept_key(entry: NoticeEntry) -> str:
    """The form's own key where it is good, else a fresh one."""
    key = request.form.get("key", "")
    return key if _nonce(entry, key) else _new_key(entry)


def _start(objection: Objection, notice: Notice) -> None:
    """Starts the objection's process; its data says nothing of the objector."""
    handler, approver = rules.REVIEWERS[notice.level]
    data = {
        "objection_id": objection.id,
        "entry_id": objection.entry_id,
        "case_id": objection.case_id,
        "case_number": queries.case_number(objection.case_id),
        "organisation": notice.organisation,
        "handler_role": handler,
        "approver_role": approver,
    }
    engine.start("objection", business_key=objection.number, data=data, by="system", key=f"objection-{objection.id}")


@blueprint.get("/objections")
@public
def objections() -> str:
    """Where an objector enters number and code."""
    return render_template("publicity/ask_code.html", number="", errors={})


@blueprint.get("/objections/<number>")
@public
def ask_code(number: str) -> str:
    """The same for a known number; says nothing about whether it exists."""
    return render_template("publicity/ask_code.html", number=number[:40], errors={})


@blueprint.post("/objections")
@public
def objection_status() -> str | tuple[str, int]:
    """What became of an objection, for whoever holds its code."""
    number = request.form.get("number", "").strip()[:40]
    try:
        found = queries.objection_for(number, request.form.get("code", "")[:40])
    except NotFound:
        errors = {"number": _("编号或查询码不对。请照回执填写。")}
        return render_template("publicity/ask_code.html", number=number, errors=errors), 422
    task = _task(found)
    return render_template(
        "publicity/objection.html",
        objection=found,
        task=task,
        notice=queries.notice_of(get(NoticeEntry, found.entry_id)),
        stage=_stage(found, task),
        code=request.form.get("code", "")[:40],
    )


@blueprint.post("/objections/reply")
@public
def objection_reply() -> Response:
    """The answer as PDF, for whoever holds the code."""
    found = queries.objection_for(request.form.get("number", "")[:40], request.form.get("code", "")[:40])
    content = commands.reply_to(found)
    answer = send_file(BytesIO(content), "application/pdf", as_attachment=True, download_name=f"{found.number}.pdf")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _task(objection: Objection) -> engine.Task | None:
    """What an officer has to do about the objection now, or None."""
    return next(iter(engine.open_tasks(business_key=objection.number)), None)


def _stage(objection: Objection, task: engine.Task | None) -> Any:
    """Where the objection stands, in plain words."""
    if objection.state == "answered":
        return _("已答复")
    return words.STAGES.get(task.element, _("办理中")) if task else _("办理中")


@blueprint.get("/objections/<number>/files/<uid>")
@allow("officer")
def objection_file(number: str, uid: str) -> Response:
    """A file of an objection, for the officers of the organisation that handles it."""
    found = queries.objection_by_number(number)
    notice = queries.notice_of(get(NoticeEntry, found.entry_id))
    if uid not in found.files or not current_person().covers(notice.organisation):
        raise NotFound
    return files.respond(queries.stored_file(uid))
