"""The documents of an application: what is needed and why, upload, look, take out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.cases import process as case_process
from app.cases import queries as cases
from app.errors import Invalid, NotFound
from app.people import allow, current_person
from app.people.rules import ADULT, age_on, check_id_number
from app.portal import commands, queries, rules, words
from app.portal.pages.blueprint import blueprint
from app.portal.records import Draft
from app.store import clock, files, keep_anyway

OTHER = "D27"
TO_SIGN = "D25"


def missing_documents(draft: Draft, answers: dict[str, Any]) -> list[case_process.DraftDocument]:
    """The required documents of a draft for which nothing has been uploaded yet."""
    given = {(kept.kind, kept.member_key) for kept, _stored in queries.files_of(draft)}
    return [line for line in asked(draft, answers) if not line.exempt and (line.code, line.member_key) not in given]


def asked(draft: Draft, answers: dict[str, Any]) -> list[case_process.DraftDocument]:
    """The documents a draft is asked for: of a correction those which the case did not need before."""
    if draft.corrects_id is None:
        return required(answers)
    case = cases.case_by_id(draft.corrects_id)
    household = cases.members(case)
    before = rules.answers_from(cases.declaration_of(case), [member.uid for member in household])
    known = {(line.code, _number(before, line.member_key)) for line in required(before)}
    return [line for line in required(answers) if (line.code, _number(answers, line.member_key)) not in known]


def _number(answers: dict[str, Any], key: str) -> str:
    """The ID number of the member a document is of; "" for the household's."""
    member = rules.find_member(answers, key)
    return str(rules.named(member).get("id_number", "")) if member else ""


def required(answers: dict[str, Any]) -> list[case_process.DraftDocument]:
    """The documents this application needs, by category and answers; empty until both are known."""
    if not rules.category_of(answers) or not answers["members"]:
        return []
    application = rules.application(answers, clock.today().isoformat())
    return case_process.required_for_draft(application, [m["key"] for m in answers["members"]])


@blueprint.get("/apply/<uid>/documents")
@allow("citizen")
def documents(uid: str) -> str | Response:
    """Every document needed by category and answers, each with its reason and what is uploaded."""
    draft = queries.draft_of(current_person().id, uid)
    if draft.case_id is not None:  # the task list knows where it went
        return redirect(url_for("portal.tasks", uid=uid), 303)
    return _page(draft, {})


def _page(draft: Draft, errors: dict[str, str]) -> str:
    answers = queries.answers_of(draft)
    lines = asked(draft, answers)
    return render_template(
        "portal/documents.html",
        uid=draft.uid,
        lines=[line for line in lines if not line.exempt],
        exempt=[line for line in lines if line.exempt],
        missing=missing_documents(draft, answers),
        files=queries.files_of(draft),
        names={m["key"]: rules.named(m).get("name", "") for m in answers["members"]},
        errors=errors,
        other=OTHER,
        correcting=draft.corrects_id is not None,
        to_sign=TO_SIGN,
    )


@blueprint.post("/apply/<uid>/documents")
@allow("citizen")
def add_document(uid: str) -> Response | tuple[str, int]:
    """Takes the files of one line; a refused file is named with the reason, those before it are kept."""
    draft = queries.draft_of(current_person().id, uid, lock=True)
    kind, key = request.form.get("kind", ""), request.form.get("member_key", "")
    lines = asked(draft, queries.answers_of(draft))
    known = {(line.code, line.member_key) for line in lines if not line.exempt}
    if (kind, key) not in known | {(OTHER, "")}:
        raise NotFound()
    problem = _take(draft, kind, key)
    if problem:
        return keep_anyway((_page(draft, {f"{kind}-{key}": problem}), 422))
    return redirect(url_for("portal.documents", uid=uid, _anchor=f"{kind}-{key}"), 303)


def _take(draft: Draft, kind: str, key: str) -> str:
    """Keeps the files sent → what is wrong, or ""."""
    uploads = [f for f in request.files.getlist("files") if f.filename]
    if not uploads:
        return _("请先选择文件。")
    wrong = []
    for upload in uploads:
        try:
            commands.add_file(draft, kind, key, upload.read(), upload.filename or "")
        except Invalid as refused:
            wrong.append(_("%(name)s：%(why)s", name=upload.filename, why=refused.message))
    return " ".join(wrong)


@blueprint.get("/apply/<uid>/documents/<file_uid>/remove")
@allow("citizen")
def ask_remove_document(uid: str, file_uid: str) -> str:
    """Asks once, and names the file."""
    stored = _file(queries.draft_of(current_person().id, uid), file_uid)
    return render_template(
        "portal/remove.html", uid=uid, place=words.TITLES["documents"], sure=_("确认删除"), title=_("删除文件"),
        lost=_("文件“%(name)s”会从这份申请中删除，不能恢复；需要时可以重新上传。", name=stored.name),
        back=url_for("portal.documents", uid=uid),
    )  # fmt: skip


def _file(draft: Draft, file_uid: str) -> files.StoredFile:
    found = next((stored for kept, stored in queries.files_of(draft) if kept.uid == file_uid), None)
    if found is None:
        raise NotFound()
    return found


@blueprint.post("/apply/<uid>/documents/<file_uid>/remove")
@allow("citizen")
def remove_document(uid: str, file_uid: str) -> Response:
    """Takes a document out of the draft."""
    draft = queries.draft_of(current_person().id, uid, lock=True)
    name = _file(draft, file_uid).name
    commands.remove_file(draft, file_uid)
    flash(_("文件“%(name)s”已删除。", name=name), "good")
    return redirect(url_for("portal.documents", uid=uid), 303)


@blueprint.get("/apply/<uid>/documents/<file_uid>")
@allow("citizen")
def document(uid: str, file_uid: str) -> Response:
    """Serves a draft's own document to its owner."""
    return files.respond(_file(queries.draft_of(current_person().id, uid), file_uid))


@blueprint.get("/apply/<uid>/undertaking")
@allow("citizen")
def undertaking(uid: str) -> str:
    """The undertaking and authorisation (D25) to print, with a line for every adult to sign."""
    draft = queries.draft_of(current_person().id, uid)
    people = [rules.named(member) for member in queries.answers_of(draft)["members"]]
    adults = [one for one in people if not check_id_number(one.get("id_number", "")) and _is_adult(one["id_number"])]
    return render_template("portal/undertaking.html", uid=uid, adults=adults, day=clock.today())


def _is_adult(number: str) -> bool:
    return age_on(number, clock.today()) >= ADULT
